package io.github.spo4j.examples.server.job;

import io.github.spo4j.examples.server.Postgres;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresTurnsTest extends TurnsContract {

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    DataSource emptyDatabase() throws SQLException {
        return POSTGRES.emptyDatabase();
    }
}
