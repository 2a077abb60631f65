package io.github.spo4j.langchain4j;

import io.github.spo4j.model.ModelException.Kind;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A failed call that the HTTP client understands, for {@link FailedCall} to report. LangChain4j lets it pass. */
final class CallFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String sentence;
    private final boolean sent;

    /** What was seen of the server, or null; it may hold a key. */
    private final @Nullable String seen;

    private CallFailure(Kind kind, String sentence, @Nullable String seen, boolean sent, @Nullable Throwable cause) {
        super(seen == null ? sentence : sentence + ": " + seen);
        if (cause != null) {
            addSuppressed(cause); // LangChain4j keeps only what is at the end of a chain of causes
        }
        this.kind = kind;
        this.sentence = sentence;
        this.seen = seen;
        this.sent = sent;
    }

    CallFailure(Kind kind, String sentence) {
        this(kind, sentence, null, true, null);
    }

    CallFailure(Kind kind, String sentence, @Nullable String seen) {
        this(kind, sentence, seen, true, null);
    }

    CallFailure(Kind kind, String sentence, Throwable cause) {
        this(kind, sentence, null, true, cause);
    }

    /** A failure to connect: no server has seen the request. */
    static CallFailure unconnected(Kind kind, String sentence, @Nullable String seen, Throwable cause) {
        return new CallFailure(kind, sentence, seen, false, cause);
    }

    Kind kind() {
        return kind;
    }

    String sentence() {
        return sentence;
    }

    @Nullable
    String seen() {
        return seen;
    }

    /** Whether a server can have seen the request. */
    boolean isSent() {
        return sent;
    }
}
