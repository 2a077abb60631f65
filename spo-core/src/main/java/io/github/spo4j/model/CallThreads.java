package io.github.spo4j.model;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Where blocking calls run: on virtual threads from Java 21 on, which this Java 17 code can only reach by name. */
final class CallThreads {

    private CallThreads() {}

    /**
     * Makes threads that do not keep the virtual machine running. It counts them itself: virtual threads that Java
     * counts take 15 ms more for the first of them.
     */
    static ThreadFactory factory() {
        ThreadFactory unnamed = Runtime.version().feature() >= 21 ? virtual() : platform();
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = unnamed.newThread(task);
            thread.setName("spo-call-" + number.incrementAndGet());
            return thread;
        };
    }

    private static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Java 21 and later have virtual threads", e);
        }
    }

    private static ThreadFactory platform() {
        return task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        };
    }
}
