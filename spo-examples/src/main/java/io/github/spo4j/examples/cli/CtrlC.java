package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C into an interrupt of the working thread, and delays the end of the process until that thread has saved
 * its work, for a second at most. Then, or when the work ends, the live line is cleared.
 */
final class CtrlC implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Thread worker;
    private final Words words;
    private final LiveLine live;
    private final PrintWriter err;
    private final Thread hook = new Thread(this::interrupt, "ctrl-c");
    private final CountDownLatch putAway = new CountDownLatch(1);
    private final AtomicBoolean said = new AtomicBoolean();

    private CtrlC(Thread worker, Words words, LiveLine live, PrintWriter err) {
        this.worker = worker;
        this.words = words;
        this.live = live;
        this.err = err;
    }

    static CtrlC interrupting(Thread worker, Words words, LiveLine live, PrintWriter err) {
        CtrlC installed = new CtrlC(worker, words, live, err);
        Runtime.getRuntime().addShutdownHook(installed.hook);
        return installed;
    }

    private void interrupt() {
        live.close();
        worker.interrupt();
        try {
            if (!putAway.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                sayHowToGoOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        err.flush();
    }

    void sayHowToGoOn() {
        live.close();
        if (said.compareAndSet(false, true)) {
            err.println(words.say("interrupted"));
        }
    }

    /** The work is saved. */
    @Override
    public void close() {
        live.close();
        putAway.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            err.flush(); // the process is ending; the hook knows by now that all is saved
        }
    }
}
