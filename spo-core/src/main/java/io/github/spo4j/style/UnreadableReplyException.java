package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A model's reply without a profile. The message says why; it is sent to the model when it is asked again. */
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
