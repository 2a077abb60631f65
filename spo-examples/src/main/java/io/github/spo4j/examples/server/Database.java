package io.github.spo4j.examples.server;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** The open database of a service. Thread-safe. */
class Database implements AutoCloseable {

    private final HikariDataSource pool;
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    Database(HikariDataSource pool) {
        this.pool = pool;
    }

    DataSource source() {
        return pool;
    }

    /** Completed if the service cannot go on with it, with why and what to do. */
    CompletableFuture<String> lost() {
        return lost;
    }

    @Override
    public void close() {
        pool.close();
    }
}
