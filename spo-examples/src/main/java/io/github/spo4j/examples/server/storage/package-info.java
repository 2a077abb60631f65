/**
 * The files of a service's runs in a database that all its machines reach, see {@link
 * io.github.spo4j.examples.server.storage.RunDatabase}.
 *
 * <p>A run's lock is a lease, because nothing in a database ends by itself when a process dies. The lease only says
 * when another process may take the run; whether a write counts is decided by the fencing token alone, which each
 * transaction compares before it writes. So a process that slept through its lease does no harm: it continues if nobody
 * took the run, and is refused if somebody did. A lock tied to a database session would need neither lease nor renewal,
 * but it would hold a connection and an open transaction for hours for each run, and outlive a machine that lost power
 * until the network notices.
 */
@NullMarked
package io.github.spo4j.examples.server.storage;

import org.jspecify.annotations.NullMarked;
