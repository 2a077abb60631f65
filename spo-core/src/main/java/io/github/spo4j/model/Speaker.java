package io.github.spo4j.model;

/** Who says a {@link Message}. */
public enum Speaker {
    /** Standing instructions to the model. */
    SYSTEM,
    /** The user. */
    USER,
    /** The model, in an earlier turn. */
    ASSISTANT
}
