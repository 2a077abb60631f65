package io.github.spo4j.examples.server.job;

/**
 * The right to change a running job, until another claim replaces it.
 *
 * @param job the job's id
 * @param number increases with each claim
 */
record Claim(String job, long number) {}
