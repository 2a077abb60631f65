package io.github.spo4j.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Where blocking calls run: on virtual threads from Java 21 on, which this Java 17 code can only reach by name. */
public final class CallThreads {

    private static final int MOST_THREADS = 64;

    private CallThreads() {}

    /** {@return new threads for one piece of work, at most 64, which the caller closes} */
    public static ExecutorService pool() {
        return Executors.newFixedThreadPool(MOST_THREADS, factory());
    }

    /** {@return threads for single attempts, as many as are needed; idle ones end after a minute, and nothing has to be closed} */
    public static Executor forAttempts() {
        return Executors.newCachedThreadPool(factory());
    }

    /**
     * Makes threads that do not keep the virtual machine running. It numbers them itself: virtual threads that Java
     * numbers need more classes at the first of them.
     */
    private static ThreadFactory factory() {
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
