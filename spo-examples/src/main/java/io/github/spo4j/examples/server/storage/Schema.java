package io.github.spo4j.examples.server.storage;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * The tables, as this version of the program needs them. Flyway takes a database there step by step, one process at a
 * time; {@code spo_schema} says which steps it has taken. A step that was cut short is taken again, so each must bear
 * that: H2 commits after each change of a table.
 */
final class Schema {

    private static final String STEPS = "classpath:server/schema";
    private static final String HISTORY = "spo_schema";

    /** Flyway fails where another process does the very first step at the same time; the next time it finds it done. */
    private static final int TIMES = 5;

    private Schema() {}

    /**
     * Creates what is missing and changes what is old. Has no effect on a database that is up to date.
     *
     * @throws SQLException if the database cannot be changed, or belongs to a newer version of the program
     */
    static void bringUpToDate(DataSource source) throws SQLException {
        for (int time = 1; ; time++) {
            try {
                migrate(source);
                return;
            } catch (FlywayValidateException e) {
                throw new SQLException(
                        "the database was changed by another version of this program; start that version, or a newer"
                                + " one",
                        e);
            } catch (FlywayException e) {
                if (time == TIMES) {
                    throw new SQLException(String.valueOf(e.getMessage()), e);
                }
            }
        }
    }

    private static void migrate(DataSource source) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .table(HISTORY)
                .baselineOnMigrate(true) // of the time before Flyway, or shared with other programs
                .baselineVersion("0")
                .ignoreMigrationPatterns(new String[0]) // else a newer version's steps would be
                .locations(STEPS)
                .javaMigrations(new DocumentsMove())
                .load()
                .migrate();
    }
}
