package io.github.spo4j.model;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Where blocking calls run: on virtual threads from Java 21 on, which this Java 17 code can only reach by name. */
final class CallThreads {

    private CallThreads() {}

    static ThreadFactory factory() {
        return Runtime.version().feature() >= 21 ? virtual() : platform();
    }

    private static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, "spo-call-", 1L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Java 21 and later have virtual threads", e);
        }
    }

    private static ThreadFactory platform() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "spo-call-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
