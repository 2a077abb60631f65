/**
 * What a service needs: the files of its runs in a database that all its machines reach, see
 * {@link io.github.spo4j.examples.server.storage.RunDatabase}.
 *
 * <p>A run's lock is a lease in the database, because nothing there ends by itself when a process dies. The lease only
 * says when somebody else may take the run; whether a write counts is decided by the fencing token alone, which each
 * transaction compares before it writes. So a process that slept through its lease does no harm: it goes on if nobody took
 * the run, and is refused if somebody did. A lock that lives as long as a database session would need neither lease nor
 * renewal, but holds a connection and an open transaction for hours for each run, and outlives a machine that lost power
 * by as long as the network takes to notice.
 */
@NullMarked
package io.github.spo4j.examples.server.storage;

import org.jspecify.annotations.NullMarked;
