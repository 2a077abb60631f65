package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL that runs as long as the tests of a class. */
public final class Postgres implements BeforeAllCallback, AfterAllCallback {

    /** Of the systems that the build chooses one for. */
    private static final List<String> BINARIES = List.of(
            "postgres-linux-x86_64.txz",
            "postgres-linux-arm_64.txz",
            "postgres-darwin-x86_64.txz",
            "postgres-darwin-arm_64.txz",
            "postgres-windows-x86_64.txz");

    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable EmbeddedPostgres server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = start();
    }

    /** Starts one, or skips the test where there is none for this system. */
    static EmbeddedPostgres start() throws IOException {
        assumeTrue(
                BINARIES.stream().anyMatch(name -> Postgres.class.getResource("/" + name) != null),
                "nothing is tested with PostgreSQL: there are no binaries of it for this system");
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/postgres"))
                .setServerConfig("fsync", "off") // the machine does not fail here, processes do
                .start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server != null) { // nor where it was skipped
            server.close();
        }
    }

    /** The database that all tests of the class share. */
    public DataSource database() {
        return server().getPostgresDatabase();
    }

    /** A database of its own for one test. */
    public DataSource emptyDatabase() throws SQLException {
        String name = "empty_" + databases.incrementAndGet();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return server().getDatabase("postgres", name);
    }

    private EmbeddedPostgres server() {
        return requireNonNull(server, "not started");
    }
}
