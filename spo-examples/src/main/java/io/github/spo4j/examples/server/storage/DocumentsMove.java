package io.github.spo4j.examples.server.storage;

import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** The second step of the schema: requests and results move out of the jobs' rows, which each progress rewrites. */
final class DocumentsMove implements JavaMigration {

    private static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS spo_document (
                job VARCHAR(40) NOT NULL REFERENCES spo_job (id),
                name VARCHAR(20) NOT NULL,
                part INT NOT NULL,
                content BYTEA NOT NULL,
                PRIMARY KEY (job, name, part)
            )
            """, "ALTER TABLE spo_job ALTER COLUMN request DROP NOT NULL");

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("2");
    }

    @Override
    public String getDescription() {
        return "requests and results move to a table of their own";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null; // it is code
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        for (JobDocument document : JobDocument.values()) {
            String column = document.name().toLowerCase(Locale.ROOT);
            for (String job : left(connection, column)) {
                move(connection, job, document, column);
            }
        }
    }

    private static List<String> left(Connection connection, String column) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id FROM spo_job WHERE %s IS NOT NULL".formatted(column))) {
            List<String> jobs = new ArrayList<>();
            while (rows.next()) {
                jobs.add(rows.getString(1));
            }
            return jobs;
        }
    }

    private static void move(Connection connection, String job, JobDocument document, String column)
            throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT %s FROM spo_job WHERE id = ?".formatted(column));
                PreparedStatement clear =
                        connection.prepareStatement("UPDATE spo_job SET %s = NULL WHERE id = ?".formatted(column))) {
            select.setString(1, job);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Reader content = row.getCharacterStream(1);
                document.write(connection, job, out -> {
                    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                    content.transferTo(text);
                    text.flush();
                });
            }
            clear.setString(1, job);
            clear.executeUpdate();
        }
    }
}
