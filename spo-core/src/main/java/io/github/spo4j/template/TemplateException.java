package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A template that cannot be read or written. The message is one sentence that names the file, the line where it is
 * known, what is wrong there and what to do; it quotes at most a short part of the file.
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

    /**
     * What is wrong and what to do, for those who show file and line in their own way.
     *
     * @return the message without file and line
     */
    public String problem() {
        return problem;
    }

    /**
     * The file the template is in.
     *
     * @return the path as it was given, or the name given to {@link IterationTemplate#parse}
     */
    public String source() {
        return source;
    }

    /**
     * The line to look at.
     *
     * @return the line, from 1, or null if the whole file is meant
     */
    public @Nullable Integer line() {
        return line;
    }

    /**
     * The key that is missing, has a wrong value or is there twice.
     *
     * @return the key as a template file has it, such as {@code count}, or null if no single one is to blame
     */
    public @Nullable String field() {
        return field;
    }
}
