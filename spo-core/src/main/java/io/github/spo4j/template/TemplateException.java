package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A template that cannot be read or written. The message is one sentence with the file, the line if it is known, what is
 * wrong and what to do; it quotes at most a short part of the file.
 */
public final class TemplateException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The file. */
    private final String source;

    /** The line, from 1, or null. */
    private final @Nullable Integer line;

    /** The key, or null. */
    private final @Nullable String field;

    /** The message without file and line. */
    private final String problem;

    TemplateException(
            String source, @Nullable Integer line, @Nullable String field, String problem, @Nullable Throwable cause) {
        super(source + (line == null ? "" : ", line " + line) + ": " + requireNonNull(problem, "problem"), cause);
        this.source = source;
        this.line = line;
        this.field = field;
        this.problem = problem;
    }

    /** {@return what is wrong and what to do: the message without file and line} */
    public String problem() {
        return problem;
    }

    /** {@return the file: its path as it was given, or the name given to {@link IterationTemplate#parse}} */
    public String source() {
        return source;
    }

    /** {@return the line, from 1, or null if the problem is with the whole file} */
    public @Nullable Integer line() {
        return line;
    }

    /**
     * {@return the key that is missing, has a wrong value or is there twice, such as {@code count}; null if no single key is to
     * blame}
     */
    public @Nullable String field() {
        return field;
    }
}
