package io.github.spo4j.internal;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Our own threads for blocking calls: virtual ones from Java 21 on, which this Java 17 code can only reach by name. They
 * inherit nothing from the thread that happens to start them, so that all work in a virtual machine can share them.
 */
public final class CallThreads {

    private static final Duration KEPT = Duration.ofSeconds(5);

    /** It holds nothing but threads that are idle, and those end soon: nothing has to be closed. */
    private static final Executor OURS =
            Runtime.version().feature() >= 21 ? newThreads(numbered(virtual())) : pool(numbered(platform()));

    private CallThreads() {}

    /** {@return our threads, as many as are needed; idle ones are used again, and end after five seconds} */
    public static Executor ours() {
        return OURS;
    }

    /**
     * Our threads, but no more than so many.
     *
     * @param most how many tasks run at a time; others wait, first come, first served
     * @return what runs tasks; nothing has to be closed
     */
    public static Executor atMost(int most) {
        return new FewThreads(most, OURS);
    }

    private static Executor newThreads(ThreadFactory factory) {
        return task -> factory.newThread(task).start();
    }

    /** Platform threads are dear: an idle one is taken before a new one is made. */
    static ThreadPoolExecutor pool(ThreadFactory factory) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                TimeUnit.NANOSECONDS.convert(KEPT),
                TimeUnit.NANOSECONDS,
                new SynchronousQueue<>(),
                factory);
    }

    /**
     * Gives threads their names. It numbers them itself: virtual threads that Java numbers need more classes at the first of
     * them. They load classes as this class does, and not as the caller of the moment.
     */
    private static ThreadFactory numbered(ThreadFactory unnamed) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = unnamed.newThread(task);
            thread.setName("spo-call-" + number.incrementAndGet());
            thread.setContextClassLoader(CallThreads.class.getClassLoader());
            return thread;
        };
    }

    private static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object heirless = type.getMethod("inheritInheritableThreadLocals", boolean.class)
                    .invoke(builder, false);
            return (ThreadFactory) type.getMethod("factory").invoke(heirless);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("Java 21 and later have virtual threads", e);
        }
    }

    /** They do not keep the virtual machine running. */
    static ThreadFactory platform() {
        return task -> {
            Thread thread = new Thread(null, task, "spo-call", 0, false);
            thread.setDaemon(true);
            return thread;
        };
    }
}
