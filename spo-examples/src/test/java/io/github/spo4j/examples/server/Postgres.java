package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL that runs as long as the tests of a class. */
public final class Postgres implements BeforeAllCallback, AfterAllCallback {

    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable EmbeddedPostgres server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(new File("target/postgres"))
                .start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server().close();
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
