package io.github.spo4j.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs while this is open, kept from the console. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /**
     * Begins to capture.
     *
     * @param source the class that logs
     */
    public CapturedLog(Class<?> source) {
        this(source.getName());
    }

    /**
     * Begins to capture what a class logs that cannot be seen from the test.
     *
     * @param source the full name of the class
     */
    public CapturedLog(String source) {
        logger = Logger.getLogger(source);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /**
     * What was logged so far.
     *
     * @return level and message of each, placeholders unfilled
     */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void publish(LogRecord logged) {
        messages.add(logged.getLevel() + " " + logged.getMessage());
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
