package io.github.spo4j.run;

/** What counts as the answer of the model that executes a prompt. */
public enum ReasoningMode {
    /** The content alone. */
    BASE_MODEL,
    /** The reasoning, a blank line, the content; the content alone where the provider returns no reasoning. */
    REASONING_MODEL
}
