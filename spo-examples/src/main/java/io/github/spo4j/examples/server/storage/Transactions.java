package io.github.spo4j.examples.server.storage;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

/**
 * Transactions in an H2 or a PostgreSQL, each on a thread of its own that nobody interrupts: an interrupt in the middle
 * closes the file of an embedded H2, and the connection of a virtual thread, and then nobody knows whether what was paid
 * for is safe. Thread-safe.
 */
public final class Transactions {

    /** Two that make the same table at the same time; the later one then finds it there. */
    private static final Set<String> MADE_BY_ANOTHER = Set.of("23505", "42P07", "42S01", "42710");

    private final DataSource source;
    private final boolean commitWaitsForDisk;

    /**
     * What is done between the beginning and the commit. What it throws rolls all of it back.
     *
     * @param <T> what comes of it
     */
    public interface Work<T> {

        /**
         * Does it.
         *
         * @param connection the connection, which is not the work's to close or commit
         * @return what comes of it
         * @throws SQLException if the database refuses or fails
         */
        T run(Connection connection) throws SQLException;
    }

    /** H2's commit returns half a second before it is on the disk. */
    private Transactions(DataSource source, boolean commitWaitsForDisk) {
        this.source = source;
        this.commitWaitsForDisk = commitWaitsForDisk;
    }

    /**
     * Finds out what the database is.
     *
     * @param source gives the connections; it stays the caller's to close
     * @return its transactions
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL
     * @throws SQLException if it cannot be reached
     */
    public static Transactions in(DataSource source) throws SQLException {
        try (Connection connection = requireNonNull(source, "source").getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return switch (product) {
                case "PostgreSQL" -> new Transactions(source, true);
                case "H2" -> new Transactions(source, false);
                default ->
                    throw new IllegalArgumentException("runs are kept in H2 or PostgreSQL, not in '" + product + "'");
            };
        }
    }

    /**
     * Runs a transaction.
     *
     * @param work what to do in it
     * @param <T> what comes of it
     * @return what came of it
     * @throws SQLException if the database refuses or fails; nothing was changed then
     */
    public <T> T run(Work<T> work) throws SQLException {
        return uninterrupted(work, false);
    }

    /**
     * Runs a transaction and returns when its changes would survive a power cut.
     *
     * @param work what to do in it
     * @param <T> what comes of it
     * @return what came of it
     * @throws SQLException if the database refuses or fails
     */
    public <T> T runDurably(Work<T> work) throws SQLException {
        return uninterrupted(work, !commitWaitsForDisk);
    }

    /**
     * Makes tables and indexes that are not there yet, also when others do the same at the same time.
     *
     * @param statements each a {@code CREATE … IF NOT EXISTS}
     * @throws SQLException if one cannot be made
     */
    public void make(List<String> statements) throws SQLException {
        for (String statement : statements) {
            try {
                execute(statement);
            } catch (SQLException e) {
                if (!MADE_BY_ANOTHER.contains(e.getSQLState())) {
                    throw e;
                }
                execute(statement);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        runDurably(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private <T> T uninterrupted(Work<T> work, boolean force) throws SQLException {
        FutureTask<T> task = new FutureTask<>(() -> commit(work, force));
        Thread thread = new Thread(task, "spo-database");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException thrown(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof SQLException failed ? failed : new SQLException(e.getCause());
    }

    private <T> T commit(Work<T> work, boolean force) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.run(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
            connection.setAutoCommit(true);
            if (force) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CHECKPOINT SYNC");
                }
            }
            return result;
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }
}
