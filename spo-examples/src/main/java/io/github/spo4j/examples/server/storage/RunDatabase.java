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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A database that keeps the files of many runs, for all machines that reach it: H2 or PostgreSQL. It makes the tables that
 * it needs, {@code spo_run} and {@code spo_file}.
 *
 * <p>Whoever locks a run has it for the time of a lease, which is renewed in the background until the run is given back.
 * A process that ends without that, or hangs, loses the run to whoever locks it after the lease has ended, and is refused
 * when it writes to it after that. The time is the database's own, so that the clocks of the machines do not matter.
 *
 * <p>Thread-safe. Connections are taken from the given source, one for each read or write, so it should be a pool, one that
 * gives out each connection with its settings as they were. An H2 database is forced to disk after each write, which its
 * user must be an administrator for.
 */
public final class RunDatabase implements AutoCloseable {

    /** How long a run stays locked after its holder was last heard of, unless another time is given. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private static final Logger LOGGER = System.getLogger(RunDatabase.class.getName());
    private static final int RENEWALS_PER_LEASE = 3;

    /** A file is its parts, one behind the other, so that what is added rewrites nothing. */
    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE IF NOT EXISTS spo_run (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name VARCHAR(200) NOT NULL UNIQUE,
                token BIGINT NOT NULL,
                holder VARCHAR(300),
                since TIMESTAMP WITH TIME ZONE,
                lease_until TIMESTAMP WITH TIME ZONE
            )
            """, """
            CREATE TABLE IF NOT EXISTS spo_file (
                run BIGINT NOT NULL REFERENCES spo_run (id),
                path VARCHAR(400) NOT NULL,
                part BIGINT NOT NULL,
                content BYTEA NOT NULL,
                PRIMARY KEY (run, path, part)
            )
            """);

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
     * @param source gives the connections; it stays the caller's to close
     * @return the database
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL
     * @throws RunException of kind {@link RunException.Kind#DISK} if it cannot be reached, or the tables cannot be made
     */
    public static RunDatabase open(DataSource source) {
        return open(source, DEFAULT_LEASE);
    }

    /**
     * Opens a database.
     *
     * @param source gives the connections; it stays the caller's to close
     * @param lease how long a run stays locked after its holder was last heard of: longer than any pause of the program or
     *     of the network that shall not cost it the run; whole seconds
     * @return the database
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL, or the lease is shorter than a second
     * @throws RunException of kind {@link RunException.Kind#DISK} if it cannot be reached, or the tables cannot be made
     */
    public static RunDatabase open(DataSource source, Duration lease) {
        requireNonNull(source, "source");
        if (lease.toSeconds() < 1) {
            throw new IllegalArgumentException("the lease must be a second at least, not " + lease);
        }
        try {
            RunDatabase database = new RunDatabase(Transactions.in(source), lease);
            database.transactions.make(SCHEMA);
            database.startRenewals();
            return database;
        } catch (SQLException e) {
            throw new RunException(
                    RunException.Kind.DISK,
                    "cannot open the database of the runs (" + JdbcRunStorage.reason(e)
                            + "); see that it is reachable and that its user may make tables, then run the same again",
                    e);
        }
    }

    private void startRenewals() {
        long period = lease.toMillis() / RENEWALS_PER_LEASE;
        ScheduledFuture<?> unused =
                renewals.scheduleWithFixedDelay(this::renewLeases, period, period, TimeUnit.MILLISECONDS);
    }

    /** Renews what is held here. What was lost is found out by the next write, which is refused. */
    void renewLeases() {
        for (JdbcWriter writer : writers) {
            try {
                writer.renew();
            } catch (SQLException | RuntimeException e) { // one that is thrown would end all further renewals
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
     * One of the runs.
     *
     * @param name its name, any text of 1 to 150 characters without control characters
     * @return its files; there is nothing of a new run until it is locked
     * @throws IllegalArgumentException if the name is none
     */
    public RunStorage run(String name) {
        return new JdbcRunStorage(this, transactions, JdbcRunStorage.requireName(name));
    }

    /**
     * Removes a run with all its files. Nothing happens if there is none. Somebody who is writing to it is refused from
     * then on.
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

    /** Ends the renewals. Runs that are still locked become free when their lease ends. */
    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
