package io.github.spo4j.examples.simulation;

/** Which of two answer sets a judge chooses. */
public enum Choice {
    /** The set shown first. */
    A,
    /** The set shown second. */
    B
}
