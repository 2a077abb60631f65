package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedDatabaseTest {

    private static final String SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE";

    @TempDir
    private Path folder;

    private EmbeddedDatabase open(String scheme) {
        HikariConfig config = new HikariConfig();
        config.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        return EmbeddedDatabase.open(config, url(scheme), folder.resolve("spo.mv.db"));
    }

    private String url(String scheme) {
        return "jdbc:h2:" + scheme + folder.resolve("spo").toAbsolutePath() + SETTINGS;
    }

    private static void execute(Database database, String... statements) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void add(Database database, int number) throws SQLException {
        execute(database, "INSERT INTO t VALUES (" + number + ", REPEAT(RANDOM_UUID(), 4000))", "CHECKPOINT SYNC");
    }

    private static boolean isOpen(Database database) {
        try {
            execute(database, "SELECT COUNT(*) FROM t");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Each try waits for a connection. */
    private static void awaitOpen(Database database) {
        while (!isOpen(database)) {
            assertThat(database.lost()).isNotDone();
        }
    }

    @Test
    void is_opened_again_when_there_is_room_and_has_all_that_was_safe() throws SQLException {
        FullDisk.mount();
        try (Database database = open("full:")) {
            execute(database, "CREATE TABLE t (n INT PRIMARY KEY, filling VARCHAR)");
            add(database, 1);

            FullDisk.fill(true);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
                for (int number = 2; number < 100; number++) { // some fit into what the file has already
                    add(database, number);
                }
            });
            FullDisk.fill(false);

            awaitOpen(database);
            add(database, 1000);
            try (Connection connection = database.source().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM t WHERE n IN (1, 1000)")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void is_lost_when_its_file_is_damaged() throws Exception {
        Path file = folder.resolve("spo.mv.db");
        FullDisk.mount();
        try (Database database = open("full:")) {
            execute(database, "CREATE TABLE t (n INT PRIMARY KEY, filling VARCHAR)");
            add(database, 1);
            try (Connection connection = DriverManager.getConnection(url("full:"), "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
            Files.write(file, new byte[8192]); // nothing of the database is left

            assertThat(isOpen(database)).isFalse();
            assertThat(database.lost().get(60, TimeUnit.SECONDS)).contains(file.toString(), "is damaged; restore it");
        }
    }
}
