package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

/**
 * One message of a {@link ModelRequest}. Immutable.
 *
 * @param speaker who says it
 * @param text what is said, sent as it is
 */
public record Message(Speaker speaker, String text) {

    public Message {
        requireNonNull(speaker, "speaker");
        requireNonNull(text, "text");
    }

    /**
     * A system message.
     *
     * @param text what is said
     */
    public static Message system(String text) {
        return new Message(Speaker.SYSTEM, text);
    }

    /**
     * A user message.
     *
     * @param text what is said
     */
    public static Message user(String text) {
        return new Message(Speaker.USER, text);
    }
}
