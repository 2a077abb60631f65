package io.github.spo4j.model;

/** What a model is asked to do in a call. */
public enum ModelRole {
    /** Rewrite the best prompt so far. */
    OPTIMIZE,
    /** Answer a question with a prompt. */
    EXECUTE,
    /** Compare two sets of answers. */
    EVALUATE,
    /** Describe the style of an article. */
    EXTRACT,
    /** Merge style profiles into one. */
    MERGE
}
