package io.github.spo4j.examples.server.storage;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run in a database. Its row in {@code spo_run} is its lock: a writer changes that row first, so that others wait for
 * its commit.
 */
final class JdbcRunStorage implements RunStorage {

    private static final int LONGEST_NAME = 150;
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String FIND = """
            SELECT id, token, holder, since, lease_until, lease_until > CURRENT_TIMESTAMP AS held
            FROM spo_run WHERE name = ? FOR UPDATE
            """;
    private static final String CREATE = "INSERT INTO spo_run (name, token) VALUES (?, 0)";
    private static final String TAKE = """
            UPDATE spo_run SET token = ?, holder = ?, since = CURRENT_TIMESTAMP,
                lease_until = CURRENT_TIMESTAMP + CAST(? AS BIGINT) * INTERVAL '1' SECOND
            WHERE id = ?
            """;
    private static final String MOVE =
            "UPDATE spo_run SET name = ?, token = token + 1, lease_until = NULL WHERE id = ?";
    private static final String READ = """
            SELECT content FROM spo_file JOIN spo_run ON run = id
            WHERE name = ? AND path = ? ORDER BY part
            """;
    private static final String LIST = """
            SELECT path FROM spo_file JOIN spo_run ON run = id
            WHERE name = ? AND part = 0 AND LEFT(path, CHAR_LENGTH(?)) = ?
            """;

    private static final String DELETE_FILES = "DELETE FROM spo_file WHERE run = ?";
    private static final String DELETE = "DELETE FROM spo_run WHERE id = ?";

    private final RunDatabase database;
    private final Transactions transactions;
    private final String name;

    /** The run's row, locked until the transaction ends. */
    private record Row(long id, long token) {}

    JdbcRunStorage(RunDatabase database, Transactions transactions, String name) {
        this.database = database;
        this.transactions = transactions;
        this.name = name;
    }

    static String requireName(String name) {
        requireNonNull(name, "name");
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("'" + name + "' cannot be a run's name: use 1 to " + LONGEST_NAME
                    + " characters without control characters");
        }
        return name;
    }

    @Override
    public String describe(String path) {
        String run = "the run '" + name + "' in the database";
        return path.isEmpty() ? run : path + " of " + run;
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return transactions.run(connection -> {
                try (PreparedStatement select = connection.prepareStatement(READ)) {
                    select.setString(1, name);
                    select.setString(2, path);
                    return joined(select);
                }
            });
        } catch (SQLException e) {
            throw failed("read", path, e);
        }
    }

    private static Optional<byte[]> joined(PreparedStatement select) throws SQLException {
        try (ResultSet parts = select.executeQuery()) {
            if (!parts.next()) {
                return Optional.empty();
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            do {
                content.writeBytes(parts.getBytes(1));
            } while (parts.next());
            return Optional.of(content.toByteArray());
        }
    }

    @Override
    public List<String> list(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        try {
            return transactions.run(connection -> paths(connection, prefix)).stream()
                    .map(path -> path.substring(prefix.length()).split("/", 2)[0])
                    .distinct()
                    .sorted()
                    .toList();
        } catch (SQLException e) {
            throw failed("list", folder, e);
        }
    }

    private List<String> paths(Connection connection, String prefix) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LIST)) {
            select.setString(1, name);
            select.setString(2, prefix);
            select.setString(3, prefix);
            List<String> paths = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    paths.add(rows.getString(1));
                }
            }
            return paths;
        }
    }

    @Override
    public Writer lock() {
        try {
            Optional<Row> taken = take();
            while (taken.isEmpty()) {
                create();
                taken = take();
            }
            JdbcWriter writer = new JdbcWriter(
                    this, database, transactions, taken.get().id(), taken.get().token());
            database.held(writer);
            return writer;
        } catch (SQLException e) {
            throw failed("lock", "", e);
        }
    }

    private Optional<Row> take() throws SQLException {
        return transactions.runDurably(connection -> {
            Optional<Row> found = findFree(connection, name);
            if (found.isEmpty()) {
                return found;
            }
            Row taken = new Row(found.get().id(), found.get().token() + 1);
            try (PreparedStatement update = connection.prepareStatement(TAKE)) {
                update.setLong(1, taken.token());
                update.setString(2, database.holderHere());
                update.setLong(3, database.leaseSeconds());
                update.setLong(4, taken.id());
                update.executeUpdate();
            }
            return Optional.of(taken);
        });
    }

    private void create() throws SQLException {
        try {
            transactions.run(connection -> {
                try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
                    insert.setString(1, name);
                    return insert.executeUpdate();
                }
            });
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            } // created by another process at the same time
        }
    }

    /** Finds the run and locks its row until the transaction ends; refuses a run that is held. */
    private Optional<Row> findFree(Connection connection, String wanted) throws SQLException {
        return find(connection, wanted, false);
    }

    private Optional<Row> find(Connection connection, String wanted, boolean alsoHeld) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, wanted);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                if (!alsoHeld && row.getBoolean("held")) {
                    throw locked(row);
                }
                return Optional.of(new Row(row.getLong("id"), row.getLong("token")));
            }
        }
    }

    private RunException locked(ResultSet row) throws SQLException {
        return new RunException(
                RunException.Kind.LOCKED,
                describe("") + " is in use by another (" + row.getString("holder") + ", since "
                        + row.getObject("since", OffsetDateTime.class).toInstant()
                        + "); wait for it or stop it, or use another name. If it has died, the run is free at "
                        + row.getObject("lease_until", OffsetDateTime.class).toInstant());
    }

    @Override
    public void moveAside(String suffix) {
        String aside = requireName(name + "." + suffix);
        try {
            transactions.runDurably(connection -> {
                Optional<Row> found = findFree(connection, name);
                if (found.isEmpty() || paths(connection, "").isEmpty()) {
                    return false;
                }
                try (PreparedStatement update = connection.prepareStatement(MOVE)) {
                    update.setString(1, aside);
                    update.setLong(2, found.get().id());
                    return update.executeUpdate() == 1;
                }
            });
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new RunException(
                        RunException.Kind.DISK,
                        "cannot move aside " + describe("") + ": there is a run '" + aside + "'",
                        e);
            }
            throw failed("move aside", "", e);
        }
    }

    /** The current holder finds no row with its token any more, and is refused. */
    void delete() {
        try {
            transactions.runDurably(connection -> {
                Optional<Row> found = find(connection, name, true);
                if (found.isPresent()) {
                    delete(connection, DELETE_FILES, found.get().id());
                    delete(connection, DELETE, found.get().id());
                }
                return found.isPresent();
            });
        } catch (SQLException e) {
            throw failed("remove", "", e);
        }
    }

    private static void delete(Connection connection, String statement, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setLong(1, id);
            delete.executeUpdate();
        }
    }

    RunException failed(String action, String path, SQLException e) {
        return new RunException(
                RunException.Kind.DISK,
                "cannot " + action + " " + describe(path) + " (" + reason(e)
                        + "); check that the database is reachable and has room, then run the same again",
                e);
    }

    /** The first line of the driver's message; the next lines may contain the statement. */
    static String reason(SQLException e) {
        String message = e.getMessage();
        return message == null
                ? "SQL state " + e.getSQLState()
                : message.lines().findFirst().orElse("");
    }
}
