package io.github.spo4j;

/** What goes on in a round, in this order; round 1 only answers. */
public enum RunPhase {

    /** The optimizing model rewrites the best prompt. */
    PROPOSE,

    /** The executing model answers the questions with the candidate. */
    ANSWER,

    /** The judging model compares the answers with those of the best prompt. */
    JUDGE
}
