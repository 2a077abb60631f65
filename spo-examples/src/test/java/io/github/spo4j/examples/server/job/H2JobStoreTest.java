package io.github.spo4j.examples.server.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

class H2JobStoreTest extends JobStoreContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final List<JdbcConnectionPool> pools = new ArrayList<>();

    @Override
    DataSource emptyDatabase() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:jobs" + DATABASES.incrementAndGet(), "sa", "");
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void close() {
        pools.forEach(JdbcConnectionPool::dispose);
    }
}
