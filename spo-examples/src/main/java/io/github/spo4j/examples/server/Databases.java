package io.github.spo4j.examples.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Connections to the database of a service. */
final class Databases {

    private static final int CONNECTIONS = 16;

    /**
     * How long a transaction waits for others of the same owner; H2's default of 2 seconds is exceeded on a busy
     * machine.
     */
    private static final int PATIENCE_MILLIS = 20_000;

    /** How long a request waits for a connection, before its client is told to try again. */
    private static final int CONNECTION_MILLIS = 10_000;

    private Databases() {}

    /**
     * Opens a connection pool.
     *
     * @throws IllegalArgumentException if the database cannot be reached, or the folder cannot be created
     */
    static Database open(ServerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(CONNECTIONS);
        config.setPoolName("spo");
        config.setConnectionTimeout(CONNECTION_MILLIS);
        Path data = settings.database() == null ? made(settings.data()) : settings.data();
        try {
            return settings.database() == null ? embedded(config, data) : shared(config, settings);
        } catch (RuntimeException e) { // plain, for an address that the driver cannot parse
            throw new IllegalArgumentException(
                    settings.database() == null
                            ? "the database in " + settings.data()
                                    + " cannot be opened; check that no other service has it open, or name another folder"
                                    + " with --data"
                            : "the database cannot be reached; check its address, user and password",
                    e);
        }
    }

    private static Database embedded(HikariConfig config, Path data) {
        Path file = data.resolve("spo").toAbsolutePath();
        String url = "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=" + PATIENCE_MILLIS;
        return EmbeddedDatabase.open(config, url, Path.of(file + ".mv.db"));
    }

    private static Database shared(HikariConfig config, ServerSettings settings) {
        config.setJdbcUrl(settings.database());
        return new Database(new HikariDataSource(config));
    }

    /** A new folder is private to its owner, since it contains prompts and answers. An existing one stays as it is. */
    private static Path made(Path data) {
        if (data.toString().indexOf(';') >= 0) { // the rest would be settings of the database
            throw new IllegalArgumentException(
                    "the folder of the database, " + data + ", must not have a ';' in its name; name another");
        }
        try {
            if (Files.isDirectory(data)) {
                return data;
            }
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            return posix
                    ? Files.createDirectories(
                            data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                    : Files.createDirectories(data);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the folder " + data + " cannot be created; name another with --data", e);
        }
    }
}
