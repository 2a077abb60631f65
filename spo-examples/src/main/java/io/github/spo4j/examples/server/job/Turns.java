package io.github.spo4j.examples.server.job;

import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import javax.sql.DataSource;

/**
 * The order in which queued jobs run: owners take turns. First comes the owner with the fewest running jobs; among
 * owners with equally many, the one whose last job started first; among the jobs of an owner, the oldest. So one
 * owner's sixty jobs hold up another owner's one for no longer than the next place takes to become free. Immutable.
 */
final class Turns extends AutodetectJdbcCustomization {

    /** Each queued job with its turn, which is the next of its owner's behind those that run and are queued before. */
    private static final String TURNS = """
            SELECT queued.id, queued.owner, queued.number,
                COALESCE(runs.running, 0)
                    + ROW_NUMBER() OVER (PARTITION BY queued.owner ORDER BY queued.number) AS turn,
                starts.last_start
            FROM spo_job queued
            LEFT JOIN (SELECT owner, COUNT(*) AS running FROM spo_job WHERE state = 'running' GROUP BY owner) runs
                ON runs.owner = queued.owner
            LEFT JOIN (SELECT owner, MAX(started_at) AS last_start FROM spo_job
                WHERE owner IN (SELECT owner FROM spo_job WHERE state = 'queued') GROUP BY owner) starts
                ON starts.owner = queued.owner
            WHERE queued.state = 'queued'
            """;

    private static final String ORDER = " ORDER BY turn NULLS FIRST, last_start NULLS FIRST, ";

    /** The places of an owner's jobs in the queue of all owners. */
    static final String PLACES = "SELECT id, place FROM (SELECT id, owner, ROW_NUMBER() OVER (" + ORDER
            + "number) AS place FROM (" + TURNS + ") turns) places WHERE owner = ?";

    Turns(DataSource source) {
        super(source);
    }

    /** Jobs that were running when their machine died come first. */
    @Override
    public String createSelectDueQuery(String table, int limit, String andCondition, boolean byPriority) {
        return "SELECT tasks.* FROM " + table + " tasks LEFT JOIN (" + TURNS
                + ") turns ON turns.id = tasks.task_instance"
                + " WHERE picked = ? AND execution_time <= ? " + andCondition + ORDER + "execution_time "
                + getQueryLimitPart(limit);
    }
}
