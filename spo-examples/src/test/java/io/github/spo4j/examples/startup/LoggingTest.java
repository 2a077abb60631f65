package io.github.spo4j.examples.startup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoggingTest {

    private final LoggerContext context = new LoggerContext();
    private Logger root;

    @BeforeEach
    void configure() {
        Logging logging = new Logging();
        logging.setContext(context);
        logging.configure(context);
        root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String logged(Level level, String message, @Nullable Throwable thrown) {
        ConsoleAppender<ILoggingEvent> stderr = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        byte[] lines = stderr.getEncoder().encode(new LoggingEvent("", root, level, message, thrown, null));
        return new String(lines, UTF_8);
    }

    private static IllegalStateException failure() {
        return new IllegalStateException("key sk-SECRET", new IllegalArgumentException("prompt SECRET"));
    }

    @Test
    void an_error_says_where_it_comes_from_without_the_messages_of_exceptions() {
        String lines = logged(Level.ERROR, "a request failed", failure());

        assertThat(lines)
                .startsWith("ERROR a request failed" + System.lineSeparator())
                .contains(
                        "java.lang.IllegalStateException" + System.lineSeparator() + "\tat "
                                + LoggingTest.class.getName() + ".failure(LoggingTest.java:",
                        "caused by" + System.lineSeparator() + "java.lang.IllegalArgumentException")
                .endsWith(System.lineSeparator())
                .doesNotContain("SECRET");
    }

    @Test
    void an_error_whose_cause_is_itself_ends() {
        IllegalArgumentException cause = new IllegalArgumentException("prompt SECRET");
        IllegalStateException failure = new IllegalStateException("key sk-SECRET", cause);
        cause.initCause(failure);

        assertThat(logged(Level.ERROR, "a request failed", failure))
                .containsOnlyOnce("java.lang.IllegalStateException" + System.lineSeparator());
    }

    @Test
    void a_warning_is_a_line() {
        assertThat(logged(Level.WARN, "round 2 is void", null))
                .isEqualTo("WARN  round 2 is void" + System.lineSeparator());
        assertThat(logged(Level.WARN, "round 2 is void", failure()))
                .isEqualTo("WARN  round 2 is void (java.lang.IllegalStateException)" + System.lineSeparator());
    }
}
