package io.github.spo4j.examples.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An H2 in a file. After one failed write, as on a full disk, H2 refuses everything until the file is opened again:
 * this does so, until it succeeds. What was reported as safe is in the file. Thread-safe.
 */
@SuppressWarnings("SameNameButDifferent") // Hikari's enum is named Override
final class EmbeddedDatabase extends Database {

    private static final Logger LOGGER = System.getLogger(EmbeddedDatabase.class.getName());

    /** In between, whoever asks the closed database comes to know that it is closed. */
    private static final long AGAIN_SECONDS = 2;

    /** A failed write, by H2's error codes: in general, closed, and two of the file itself. */
    private static final Set<Integer> FAILED_WRITE = Set.of(50_000, 90_098, 90_028, 90_031);

    private static final int OPEN_ELSEWHERE = 90_020;
    private static final int DAMAGED = 90_030;

    private final HikariDataSource pool;
    private final EmbeddedSource source;
    private final Path file;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "spo-database-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Sees each exception of the database, on the way to whoever asked. */
    private record Failures(EmbeddedSource source) implements SQLExceptionOverride {

        @java.lang.Override
        public Override adjudicate(SQLException e) {
            if (!FAILED_WRITE.contains(e.getErrorCode())) {
                return Override.CONTINUE_EVICT;
            }
            source.abandon();
            return Override.MUST_EVICT;
        }
    }

    private EmbeddedDatabase(HikariDataSource pool, EmbeddedSource source, Path file) {
        super(pool);
        this.pool = pool;
        this.source = source;
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @throws RuntimeException of Hikari if it cannot be opened
     */
    static EmbeddedDatabase open(HikariConfig config, String url, Path file) {
        EmbeddedSource source = new EmbeddedSource(url);
        config.setDataSource(source);
        config.setExceptionOverride(new Failures(source));
        EmbeddedDatabase database = new EmbeddedDatabase(new HikariDataSource(config), source, file);
        database.watch();
        return database;
    }

    private void watch() {
        ScheduledFuture<?> unused =
                watch.scheduleWithFixedDelay(this::heal, AGAIN_SECONDS, AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    private void heal() {
        if (!source.isAbandoned() || lost().isDone()) {
            return;
        }
        shutDown();
        pool.getHikariPoolMXBean().softEvictConnections();
        try (Connection connection = source.ownConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            source.reopens();
            LOGGER.log(Level.WARNING, "the database was closed by a failed write and has been opened again");
        } catch (SQLException e) {
            LOGGER.log(Level.WARNING, "the database cannot be opened again yet; trying on", e);
            loseIfForGood(e.getErrorCode());
        }
    }

    /** Without writing what is left to write, which has failed. */
    private void shutDown() {
        try (Connection connection = source.ownConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOGGER.log(Level.DEBUG, "the database is closed already", e);
        }
    }

    private void loseIfForGood(int code) {
        if (code == DAMAGED) {
            lost().complete("the database " + file + " is damaged; restore it from a backup, or begin with another");
        } else if (code == OPEN_ELSEWHERE) {
            lost().complete("the database " + file + " was opened by another service meanwhile; end one of the two");
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        super.close();
    }
}
