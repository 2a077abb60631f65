package io.github.spo4j.examples.server.job;

/**
 * The right to change a job while it is worked at, until somebody else gets a later one.
 *
 * @param job the job's id
 * @param number goes up with each that is given
 */
record Claim(String job, long number) {}
