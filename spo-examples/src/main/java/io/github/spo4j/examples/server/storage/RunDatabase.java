package io.github.spo4j.examples.server.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A database with the files of many runs, for all machines that reach it: H2 or PostgreSQL. It creates the tables it
 * needs, {@code spo_run} and {@code spo_file}.
 *
 * <p>A locked run is held for a lease, which is renewed in the background until the run is released. A process that
 * ends without releasing it, or hangs, loses the run to the next process that locks it after the lease, and its later
 * writes are refused. Times are the database's, so the machines' clocks do not matter.
 *
 * <p>Thread-safe. Each read or write takes a connection from the given source, which should be a pool that resets the
 * settings of returned connections. An H2 database is forced to disk after each write, which needs a user with
 * administrator rights.
 */
public final class RunDatabase implements AutoCloseable {

    /** The default lease: how long a run stays locked after the last sign of life of its holder. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private static final Logger LOGGER = System.getLogger(RunDatabase.class.getName());
    private static final int RENEWALS_PER_LEASE = 3;

    private final Transactions transactions;
    private final Duration lease;
    private final String holder = holder();
    private final Set<JdbcWriter> writers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "spo-lease-renewal");
        thread.setDaemon(true);
        return thread;
    });

    private RunDatabase(Transactions transactions, Duration lease) {
        this.transactions = transactions;
        this.lease = lease;
    }

    /**
     * Opens a database with the {@link #DEFAULT_LEASE}.
     *
     * @param source gives the connections; the caller closes it
     * @return the database
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL
     * @throws RunException of kind {@link RunException.Kind#DISK} if it cannot be reached, or the tables cannot be
     *     created
     */
    public static RunDatabase open(DataSource source) {
        return open(source, DEFAULT_LEASE);
    }

    /**
     * Opens a database.
     *
     * @param source gives the connections; the caller closes it
     * @param lease how long a run stays locked after the last sign of life of its holder: longer than any pause of the
     *     program or the network; whole seconds
     * @return the database
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL, or the lease is shorter than a second
     * @throws RunException of kind {@link RunException.Kind#DISK} if it cannot be reached, or the tables cannot be
     *     created
     */
    public static RunDatabase open(DataSource source, Duration lease) {
        requireNonNull(source, "source");
        if (lease.toSeconds() < 1) {
            throw new IllegalArgumentException("the lease must be at least a second, not " + lease);
        }
        try {
            RunDatabase database = new RunDatabase(Transactions.in(source), lease);
            database.transactions.migrate();
            database.startRenewals();
            return database;
        } catch (SQLException e) {
            throw new RunException(
                    RunException.Kind.DISK,
                    "cannot open the database of the runs (" + JdbcRunStorage.reason(e)
                            + "); check that it is reachable and that its user may create tables, then run the same again",
                    e);
        }
    }

    private void startRenewals() {
        long period = lease.toMillis() / RENEWALS_PER_LEASE;
        ScheduledFuture<?> unused =
                renewals.scheduleWithFixedDelay(this::renewLeases, period, period, TimeUnit.MILLISECONDS);
    }

    /** Renews the leases held here. A lost one is noticed by the next write, which is refused. */
    void renewLeases() {
        for (JdbcWriter writer : writers) {
            try {
                writer.renew();
            } catch (SQLException | RuntimeException e) { // an exception would end all further renewals
                LOGGER.log(Level.WARNING, "the lease of " + writer + " could not be renewed", e);
            }
        }
    }

    private static String holder() {
        return "pid " + ProcessHandle.current().pid() + ", host " + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /**
     * {@return the files of a run; a new run has none until it is locked}
     *
     * @param name its name, any text of 1 to 150 characters without control characters
     * @throws IllegalArgumentException if the name is invalid
     */
    public RunStorage run(String name) {
        return new JdbcRunStorage(this, transactions, JdbcRunStorage.requireName(name));
    }

    /**
     * Removes a run with all its files, if it exists. A process that is writing to it is refused from then on.
     *
     * @param name its name
     * @throws RunException of kind {@link RunException.Kind#DISK} if the database fails
     */
    public void delete(String name) {
        new JdbcRunStorage(this, transactions, JdbcRunStorage.requireName(name)).delete();
    }

    String holderHere() {
        return holder;
    }

    long leaseSeconds() {
        return lease.toSeconds();
    }

    void held(JdbcWriter writer) {
        writers.add(writer);
    }

    void givenBack(JdbcWriter writer) {
        writers.remove(writer);
    }

    /** Stops renewing. Runs that are still locked become free when their lease ends. */
    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
