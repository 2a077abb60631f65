package io.github.spo4j.examples.startup;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logs to standard error, since standard output is for results: warnings, a line each, and errors with their stack
 * traces.
 *
 * <p>Logback finds this class through its services file. A {@code logback.xml} would do the same but takes longer to
 * read, at every start: since Java 21 the virtual machine asks for a logger even when the program ends. A custom file
 * takes precedence: {@code -Dlogback.configurationFile=FILE}.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final int WIDEST = "ERROR".length();

    /** Called by Logback. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY; // the user has a custom configuration
        }
        Lines layout = new Lines();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> lines = new LayoutWrappingEncoder<>();
        lines.setContext(context);
        lines.setLayout(layout);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName("stderr");
        stderr.setTarget("System.err");
        stderr.setEncoder(lines);
        stderr.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(stderr);
        // warns that it does nothing special for H2
        context.getLogger("com.github.kagkarlsson.scheduler.jdbc").setLevel(Level.ERROR);
        // warns of an H2 that is newer than itself, and of tables that are there already; it throws what matters
        context.getLogger("org.flywaydb").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Level and message. A pattern would do the same, but each start would load everything that patterns can contain.
     */
    private static final class Lines extends LayoutBase<ILoggingEvent> {

        @Override
        public String doLayout(ILoggingEvent event) {
            String level = event.getLevel().toString();
            StringBuilder lines = new StringBuilder(level)
                    .append(level.length() < WIDEST ? "  " : " ")
                    .append(event.getFormattedMessage());
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null && event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                append(thrown, lines);
            } else if (thrown != null) {
                lines.append(" (").append(thrown.getClassName()).append(')'); // the message of a warning is enough
            }
            return lines.append(System.lineSeparator()).toString();
        }

        /** The stack trace and the causes, without messages: they may contain a prompt or a key. */
        private static void append(IThrowableProxy thrown, StringBuilder lines) {
            lines.append(System.lineSeparator()).append(thrown.getClassName());
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
                lines.append(System.lineSeparator()).append('\t').append(frames[i].getSTEAsString());
            }
            IThrowableProxy cause = thrown.getCause();
            if (cause != null && !cause.isCyclic()) {
                lines.append(System.lineSeparator()).append("caused by");
                append(cause, lines);
            }
        }
    }
}
