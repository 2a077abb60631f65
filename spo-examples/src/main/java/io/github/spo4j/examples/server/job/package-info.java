/**
 * Jobs: created, kept in a database, run by any free machine, and resumed by another if it dies. Start at {@link
 * io.github.spo4j.examples.server.job.JobEngine}.
 *
 * <p>Three things keep a job from running twice. db-scheduler picks it on one machine and gives it to another when the
 * first shows no sign of life. A machine that starts it gets a claim, a number that increases each time, and every
 * change of the job and every event is made under that number or not at all. And the files of its run are locked under
 * a fencing token. So a machine that was only slow is refused in all three places, and what it has paid for is in the
 * journal, where the next one reads it.
 */
@NullMarked
package io.github.spo4j.examples.server.job;

import org.jspecify.annotations.NullMarked;
