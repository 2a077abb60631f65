package io.github.spo4j.examples.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

/**
 * Transactions, each on a thread of its own that nobody interrupts: an interrupt in the middle closes the file of an
 * embedded H2, and the connection of a virtual thread, and then nobody knows whether what was paid for is safe.
 */
final class Transactions {

    private final DataSource source;
    private final boolean commitWaitsForDisk;

    /** What is done between the beginning and the commit. What it throws rolls all of it back. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * @param commitWaitsForDisk whether a commit is safe when it returns; H2's is written half a second later
     */
    Transactions(DataSource source, boolean commitWaitsForDisk) {
        this.source = source;
        this.commitWaitsForDisk = commitWaitsForDisk;
    }

    <T> T run(Work<T> work) throws SQLException {
        return uninterrupted(work, false);
    }

    /** Returns when the changes would survive a power cut. */
    <T> T runDurably(Work<T> work) throws SQLException {
        return uninterrupted(work, !commitWaitsForDisk);
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
