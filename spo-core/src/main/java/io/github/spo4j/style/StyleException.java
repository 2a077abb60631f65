package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An article, a profile or a model's description of a style that cannot be used. The message is one sentence that names
 * it, what is wrong with it and what to do; it quotes at most a short part of it.
 */
public final class StyleException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String source;

    /** What cannot be used. */
    public enum Kind {
        /** An article cannot be read: missing, empty, too large, damaged, in an unknown format or encoding. */
        ARTICLE,
        /** A profile cannot be read, or something needed is missing in it. */
        PROFILE,
        /** A model twice gave no description of the style that can be read. */
        REPLY,
        /** A profile cannot be written. */
        OUTPUT
    }

    StyleException(Kind kind, String source, String problem) {
        this(kind, source, problem, null);
    }

    StyleException(Kind kind, String source, String problem, @Nullable Throwable cause) {
        super(source + ": " + requireNonNull(problem, "problem"), cause);
        this.kind = requireNonNull(kind, "kind");
        this.source = source;
    }

    /** {@return what cannot be used} */
    public Kind kind() {
        return kind;
    }

    /** {@return what the message is about: the path as it was given, or the name of a text that came from no file} */
    public String source() {
        return source;
    }
}
