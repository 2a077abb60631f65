package io.github.spo4j.examples.server.job;

import com.github.kagkarlsson.scheduler.Clock;
import io.github.spo4j.examples.server.storage.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.LongSupplier;

/**
 * The database's time. db-scheduler compares times that machines have written, so all must write those of one clock:
 * of two machines with clocks half a minute apart each would think that the other has died. Between two readings only
 * the time since the last one is added, which no change of the machine's clock affects. Thread-safe.
 */
final class DatabaseClock implements Clock {

    private final Transactions transactions;
    private final LongSupplier nanos;
    private volatile Reading last;

    /** What the database's clock showed, and this machine's count of nanoseconds at that moment. */
    private record Reading(Instant time, long at) {}

    private DatabaseClock(Transactions transactions, LongSupplier nanos, Reading first) {
        this.transactions = transactions;
        this.nanos = nanos;
        last = first;
    }

    /** Reads the database's clock for the first time. */
    static DatabaseClock of(Transactions transactions, LongSupplier nanos) throws SQLException {
        return new DatabaseClock(transactions, nanos, reading(transactions, nanos));
    }

    /** Reads it again: counts of nanoseconds differ a little, and stand still while a machine sleeps. */
    void adjust() throws SQLException {
        last = reading(transactions, nanos);
    }

    /** Of the middle between question and answer. */
    private static Reading reading(Transactions transactions, LongSupplier nanos) throws SQLException {
        return transactions.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                long asked = nanos.getAsLong();
                try (ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
                    row.next();
                    Instant time = row.getObject(1, OffsetDateTime.class).toInstant();
                    return new Reading(time, asked + (nanos.getAsLong() - asked) / 2);
                }
            }
        });
    }

    @Override
    public Instant now() {
        Reading reading = last;
        return reading.time().plusNanos(nanos.getAsLong() - reading.at());
    }
}
