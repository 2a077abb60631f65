/**
 * Jobs: made, kept in a database, worked at by whichever machine is free, and gone on with elsewhere when it dies. The way
 * in is {@link io.github.spo4j.examples.server.job.JobEngine}.
 *
 * <p>Three things keep a job from being worked at twice. db-scheduler picks it on one machine and gives it to another when
 * the first shows no sign of life. Whoever begins with it gets a claim, a number that goes up with each of them, and each
 * change of the job and each of its events is made under that number or not at all. And the files of its run are locked
 * under a fencing token of their own. So a machine that was only slow finds itself refused in all three, and what it paid
 * for until then is in the journal, where the next one reads it back.
 */
@NullMarked
package io.github.spo4j.examples.server.job;

import org.jspecify.annotations.NullMarked;
