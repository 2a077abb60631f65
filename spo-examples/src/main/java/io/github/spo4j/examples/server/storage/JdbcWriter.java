package io.github.spo4j.examples.server.storage;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to a run in a database. Each write is a transaction that first renews the lease under its token: without a row
 * with that token nothing is written. The row stays locked until the commit, so no other process can take the run in
 * between.
 */
final class JdbcWriter implements RunStorage.Writer {

    /** The longest content of a row in H2. */
    private static final int LONGEST_PART = 512 * 1024;

    private static final String RENEW = """
            UPDATE spo_run SET lease_until = CURRENT_TIMESTAMP + CAST(? AS BIGINT) * INTERVAL '1' SECOND
            WHERE id = ? AND token = ? AND lease_until IS NOT NULL
            """;
    private static final String GIVE_BACK = "UPDATE spo_run SET lease_until = NULL WHERE id = ? AND token = ?";
    private static final String NEXT_PART =
            "SELECT COALESCE(MAX(part), -1) + 1 FROM spo_file WHERE run = ? AND path = ?";
    private static final String ADD = "INSERT INTO spo_file (run, path, part, content) VALUES (?, ?, ?, ?)";
    private static final String DELETE = "DELETE FROM spo_file WHERE run = ? AND path = ?";
    private static final String IS_THERE = """
            SELECT EXISTS (SELECT 1 FROM spo_file
            WHERE run = ? AND (path = ? OR LEFT(path, CHAR_LENGTH(?)) = ?))
            """;
    private static final String RENAME = """
            UPDATE spo_file SET path = ? || SUBSTRING(path, CHAR_LENGTH(?) + 1)
            WHERE run = ? AND (path = ? OR LEFT(path, CHAR_LENGTH(?)) = ?)
            """;

    private final JdbcRunStorage storage;
    private final RunDatabase database;
    private final Transactions transactions;
    private final long run;
    private final long token;

    /** One write at a time: more would only wait for each other in the database, each with a connection. */
    private final ReentrantLock lock = new ReentrantLock();

    JdbcWriter(JdbcRunStorage storage, RunDatabase database, Transactions transactions, long run, long token) {
        this.storage = storage;
        this.database = database;
        this.transactions = transactions;
        this.run = run;
        this.token = token;
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public void append(String path, byte[] content) {
        write("write", path, connection -> add(connection, path, nextPart(connection, path), content));
    }

    @Override
    public void replace(String path, byte[] content) {
        write("write", path, connection -> {
            try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                delete.setLong(1, run);
                delete.setString(2, path);
                delete.executeUpdate();
            }
            return add(connection, path, 0, content);
        });
    }

    private long nextPart(Connection connection, String path) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_PART)) {
            select.setLong(1, run);
            select.setString(2, path);
            try (ResultSet next = select.executeQuery()) {
                next.next();
                return next.getLong(1);
            }
        }
    }

    /** Adds the content in as many parts as it needs; at least one, so that an empty file exists. */
    private long add(Connection connection, String path, long first, byte[] content) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setLong(1, run);
            insert.setString(2, path);
            long part = first;
            int start = 0;
            do {
                int end = start + Math.min(content.length - start, LONGEST_PART);
                insert.setLong(3, part++);
                insert.setBytes(4, Arrays.copyOfRange(content, start, end));
                insert.executeUpdate();
                start = end;
            } while (start < content.length);
            return part;
        }
    }

    @Override
    public void rename(String path, String newName) {
        String target = path.substring(0, path.lastIndexOf('/') + 1) + newName;
        write("rename", path, connection -> {
            if (isThere(connection, target)) {
                throw new RunException(
                        RunException.Kind.DISK,
                        "cannot rename " + storage.describe(path) + ": " + target + " already exists");
            }
            try (PreparedStatement update = connection.prepareStatement(RENAME)) {
                update.setString(1, target);
                update.setString(2, path);
                setPlace(update, 3, path);
                int renamed = update.executeUpdate();
                if (renamed == 0) {
                    throw new RunException(
                            RunException.Kind.DISK, "cannot rename " + storage.describe(path) + ": it does not exist");
                }
                return renamed;
            }
        });
    }

    private boolean isThere(Connection connection, String path) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(IS_THERE)) {
            setPlace(select, 1, path);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        }
    }

    /** A file with that path, or all files in a folder with that path. */
    private void setPlace(PreparedStatement statement, int first, String path) throws SQLException {
        statement.setLong(first, run);
        statement.setString(first + 1, path);
        statement.setString(first + 2, path + "/");
        statement.setString(first + 3, path + "/");
    }

    private void write(String action, String path, Transactions.Work<?> work) {
        lock.lock();
        try {
            transactions.runDurably(connection -> {
                if (!renew(connection)) {
                    throw lost();
                }
                return work.run(connection);
            });
        } catch (SQLException e) {
            throw storage.failed(action, path, e);
        } finally {
            lock.unlock();
        }
    }

    private RunException lost() {
        return new RunException(
                RunException.Kind.LOCKED,
                storage.describe("") + " is not locked by this writer any more: it was given back, or taken by another "
                        + "after nothing was heard from here for " + database.leaseSeconds()
                        + " s; nothing was written. Run the same again to resume");
    }

    /** Renews the lease, if the run is still held under this token. */
    void renew() throws SQLException {
        if (!transactions.run(this::renew)) {
            database.givenBack(this);
        }
    }

    private boolean renew(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RENEW)) {
            update.setLong(1, database.leaseSeconds());
            update.setLong(2, run);
            update.setLong(3, token);
            return update.executeUpdate() == 1;
        }
    }

    @Override
    public void close() {
        database.givenBack(this);
        try {
            transactions.runDurably(connection -> {
                try (PreparedStatement update = connection.prepareStatement(GIVE_BACK)) {
                    update.setLong(1, run);
                    update.setLong(2, token);
                    return update.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw storage.failed("give back", "", e);
        }
    }

    @Override
    public String toString() {
        return storage.describe("");
    }
}
