package io.github.spo4j.model;

/** Why a model ended its reply. */
public enum FinishReason {
    /** The reply is complete. */
    STOP,
    /** The limit of output tokens was reached: the text is cut. */
    LENGTH,
    /** The provider did not say, or gave another reason. */
    OTHER
}
