package io.github.spo4j.examples.simulation;

/** A judge's choice between two answer sets. */
public enum Choice {
    /** The set shown first. */
    A,
    /** The set shown second. */
    B
}
