package io.github.spo4j.examples.cli;

import java.io.Serial;

/** What was asked for cannot be done as it stands. The message says what is wrong and what to do. */
final class UsageException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
