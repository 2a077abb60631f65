package io.github.spo4j.examples.server.storage;

import io.github.spo4j.examples.server.Postgres;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresRunStorageTest extends JdbcRunStorageContract {

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    DataSource source() {
        return POSTGRES.database();
    }

    @Override
    DataSource emptyDatabase() throws SQLException {
        return POSTGRES.emptyDatabase();
    }
}
