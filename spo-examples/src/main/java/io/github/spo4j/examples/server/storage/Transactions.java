package io.github.spo4j.examples.server.storage;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Transactions in H2 or PostgreSQL, each on a thread that nobody interrupts: an interrupt can close the file of an
 * embedded H2, and the connection of a virtual thread, and leave it unknown whether paid replies are safe. Thread-safe.
 */
public final class Transactions {

    private final DataSource source;
    private final boolean commitWaitsForDisk;

    /**
     * The work of a transaction. An exception rolls all of it back.
     *
     * @param <T> its result
     */
    public interface Work<T> {

        /**
         * Runs the work.
         *
         * @param connection the connection, which the work must not close or commit
         * @return its result
         * @throws SQLException if the database refuses or fails
         */
        T run(Connection connection) throws SQLException;
    }

    /** H2's commit returns half a second before the data is on disk. */
    private Transactions(DataSource source, boolean commitWaitsForDisk) {
        this.source = source;
        this.commitWaitsForDisk = commitWaitsForDisk;
    }

    /**
     * Detects the kind of database.
     *
     * @param source gives the connections; the caller closes it
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
     * @param work the work
     * @param <T> its result
     * @return the result
     * @throws SQLException if the database refuses or fails; nothing was changed then
     */
    public <T> T run(Work<T> work) throws SQLException {
        return uninterrupted(() -> commit(work, false));
    }

    /**
     * Runs a transaction and returns once its changes survive a power cut.
     *
     * @param work the work
     * @param <T> its result
     * @return the result
     * @throws SQLException if the database refuses or fails
     */
    public <T> T runDurably(Work<T> work) throws SQLException {
        return uninterrupted(() -> commit(work, !commitWaitsForDisk));
    }

    /**
     * Creates the tables, or changes old ones, also while others do the same.
     *
     * @throws SQLException if they cannot be created or changed
     */
    public void migrate() throws SQLException {
        uninterrupted(() -> {
            Schema.bringUpToDate(source);
            return null;
        });
    }

    private static <T extends @Nullable Object> T uninterrupted(Callable<T> work) throws SQLException {
        FutureTask<T> task = new FutureTask<>(work);
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
