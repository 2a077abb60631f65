package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A model's reply that holds no profile. The message says why, in words that the model can be told. */
final class UnreadableReplyException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableReplyException(String reason) {
        super(requireNonNull(reason, "reason"));
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
