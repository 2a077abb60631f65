package io.github.spo4j.examples.server.job;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class H2TurnsTest extends TurnsContract {

    private final JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:turns", "sa", "");

    @Override
    DataSource emptyDatabase() {
        return pool;
    }

    @AfterEach
    void close() {
        pool.dispose();
    }
}
