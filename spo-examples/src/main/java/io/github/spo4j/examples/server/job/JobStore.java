package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.storage.JobDocument;
import io.github.spo4j.examples.server.storage.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The jobs and their events in the database. A change and its event are one transaction. A running job is changed under
 * a {@link Claim}; changes under an older claim than the last have no effect. Thread-safe.
 */
final class JobStore {

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String LISTED =
            "id, number, kind, name, state, cancelling, created_at, started_at, ended_at, progress, error";
    private static final String LOCK_OWNER = "SELECT owner FROM spo_job_owner WHERE owner = ? FOR UPDATE";
    private static final String ADD_OWNER = "INSERT INTO spo_job_owner (owner) VALUES (?)";
    private static final String INSERT = """
            INSERT INTO spo_job (id, owner, kind, name, state, cancelling, claim, events, request_key, request_hash,
                created_at, progress)
            VALUES (?, ?, ?, ?, 'queued', FALSE, 0, 1, ?, ?, CURRENT_TIMESTAMP, ?)
            """;
    private static final String FIND = "SELECT " + LISTED + " FROM spo_job WHERE owner = ? AND id = ?";
    private static final String PAGE =
            "SELECT " + LISTED + " FROM spo_job WHERE owner = ? AND number < ? ORDER BY number DESC LIMIT ?";
    private static final String BY_KEY = "SELECT id, request_hash FROM spo_job WHERE owner = ? AND request_key = ?";
    private static final String UNFINISHED =
            "SELECT COUNT(*) FROM spo_job WHERE owner = ? AND state IN ('queued', 'running')";
    private static final String FORGET_KEYS = """
            UPDATE spo_job SET request_key = NULL, request_hash = NULL
            WHERE owner = ? AND request_key IN (SELECT request_key FROM spo_job WHERE owner = ?)
            """;
    private static final String HAND_OVER = "UPDATE spo_job SET owner = ? WHERE owner = ?";
    private static final String COUNTS = "SELECT state, COUNT(*) FROM spo_job GROUP BY state";
    private static final String LOOK_AT =
            "SELECT kind, state, cancelling, claim, holder, crashes FROM spo_job WHERE id = ? FOR UPDATE";
    private static final String CLAIM = """
            UPDATE spo_job SET claim = claim + 1, holder = ?, crashes = ?,
                events = events + CASE WHEN claim > 0 THEN 1000 ELSE 0 END
            WHERE id = ?
            """;
    private static final String BEGIN = """
            UPDATE spo_job SET state = 'running', started_at = COALESCE(started_at, CURRENT_TIMESTAMP),
                events = events + 1
            WHERE id = ? AND claim = ? AND state IN ('queued', 'running')
            """;
    private static final String TELL =
            "UPDATE spo_job SET progress = ?, events = events + 1 WHERE id = ? AND claim = ? AND state = 'running'";
    private static final String END = """
            UPDATE spo_job SET state = ?, cancelling = FALSE, ended_at = CURRENT_TIMESTAMP, error = ?,
                events = events + 1
            WHERE id = ? AND claim = ? AND state IN ('queued', 'running')
            """;
    private static final String GIVE_BACK = """
            UPDATE spo_job SET state = 'queued', claim = claim + 1, holder = NULL, crashes = 0, events = events + 1
            WHERE id = ? AND claim = ? AND state IN ('queued', 'running')
            """;
    private static final String RELEASE = "UPDATE spo_job SET holder = NULL WHERE id = ? AND claim = ?";
    private static final String CANCEL_QUEUED = """
            UPDATE spo_job SET state = 'cancelled', ended_at = CURRENT_TIMESTAMP, claim = claim + 1,
                events = events + 1
            WHERE owner = ? AND id = ? AND state = 'queued'
            """;
    private static final String CANCEL_RUNNING =
            "UPDATE spo_job SET cancelling = TRUE WHERE owner = ? AND id = ? AND state = 'running'";
    private static final String REQUEUE = """
            UPDATE spo_job SET state = 'queued', claim = claim + 1, cancelling = FALSE, ended_at = NULL,
                error = NULL, holder = NULL, crashes = 0, events = events + 1
            WHERE id = ?
            """;
    private static final String LOCK_ENDED =
            "SELECT id FROM spo_job WHERE owner = ? AND id = ? AND state NOT IN ('queued', 'running') FOR UPDATE";
    private static final String OLD = """
            SELECT owner, id FROM spo_job
            WHERE ended_at < CURRENT_TIMESTAMP - CAST(? AS BIGINT) * INTERVAL '1' SECOND
                AND state NOT IN ('queued', 'running')
            ORDER BY ended_at LIMIT ?
            """;
    private static final String DELETE_EVENTS = "DELETE FROM spo_job_event WHERE job = ?";
    private static final String DELETE = "DELETE FROM spo_job WHERE id = ?";
    private static final String LAST_EVENT = "SELECT events FROM spo_job WHERE id = ?";
    private static final String ADD_EVENT = "INSERT INTO spo_job_event (job, number, type, data) VALUES (?, ?, ?, ?)";
    private static final String EVENTS =
            "SELECT number, type, data FROM spo_job_event WHERE job = ? AND number > ? ORDER BY number LIMIT ?";
    private static final String STATE = "SELECT state FROM spo_job WHERE id = ?";
    private static final String ENDED_BY = "SELECT state, events FROM spo_job WHERE id = ?";
    private static final String STANDINGS = "SELECT id, claim, cancelling FROM spo_job WHERE state = 'running'";

    /** A job that takes the process with it would do so again and again. */
    private static final int MOST_CRASHES = 3;

    private final Transactions transactions;
    private final int mostUnfinished;
    private final String process = UUID.randomUUID().toString();

    /** A claimed job. */
    record Claimed(Claim claim, JobKind kind, ObjectNode request) {}

    /** A job to be claimed. */
    private record Found(
            JobKind kind,
            JobState state,
            boolean cancelling,
            long claim,
            @Nullable String holder,
            int crashes) {

        static Found read(ResultSet row) throws SQLException {
            return new Found(
                    JobKind.of(row.getString("kind")),
                    JobState.of(row.getString("state")),
                    row.getBoolean("cancelling"),
                    row.getLong("claim"),
                    row.getString("holder"),
                    row.getInt("crashes"));
        }

        /** How many processes have died with this job, now that a process claims it. */
        int crashesFor(String claiming) {
            return holder == null || holder.equals(claiming) ? crashes : crashes + 1;
        }
    }

    /** The claim of a running job, and whether it was told to stop. */
    record Standing(long claim, boolean cancelling) {}

    /** A job of somebody. */
    record Owned(String owner, String id) {}

    /** A job that was created with a key. */
    record Keyed(String id, String requestHash) {}

    private JobStore(Transactions transactions, int mostUnfinished) {
        this.transactions = transactions;
        this.mostUnfinished = mostUnfinished;
    }

    /** Opens the jobs of a database, with a limit on each owner's unfinished jobs. */
    static JobStore open(Transactions transactions, int mostUnfinished) throws SQLException {
        transactions.migrate();
        return new JobStore(transactions, mostUnfinished);
    }

    /**
     * Adds a job.
     *
     * @return empty if it was added, else the job that the owner created with this key
     * @throws JobException of kind {@link Kind#TOO_MANY_JOBS} if the owner has too many unfinished jobs
     */
    Optional<Keyed> insert(
            String id,
            String owner,
            JobKind kind,
            String name,
            @Nullable String key,
            @Nullable String hash,
            ObjectNode request,
            ObjectNode progress) {
        return inTurn(owner, connection -> {
            Optional<Keyed> before = key == null
                    ? Optional.empty()
                    : first(connection, BY_KEY, row -> new Keyed(row.getString(1), row.getString(2)), owner, key);
            if (before.isPresent()) {
                return before;
            }
            requireRoom(connection, owner);
            update(connection, INSERT, id, owner, kind.word(), name, key, hash, StoredJson.write(progress));
            JobDocument.REQUEST.write(connection, id, out -> StoredJson.write(request, out));
            addState(connection, id, JobState.QUEUED, null);
            return Optional.empty();
        });
    }

    /** Gives all jobs of one owner to another; of two with the same key, that of the new owner keeps it. */
    void handOver(String from, String to) {
        int unused = inTurn(to, connection -> {
            update(connection, FORGET_KEYS, from, to);
            return update(connection, HAND_OVER, to, from);
        });
    }

    private void requireRoom(Connection connection, String owner) throws SQLException {
        long unfinished =
                first(connection, UNFINISHED, row -> row.getLong(1), owner).orElseThrow();
        if (unfinished >= mostUnfinished) {
            throw new JobException(
                    Kind.TOO_MANY_JOBS,
                    "there are " + mostUnfinished + " unfinished jobs already; wait until some have ended");
        }
    }

    /**
     * Runs a change while no other machine or thread creates jobs of this owner, so that a count stays true until the
     * commit.
     */
    private <T> T inTurn(String owner, Transactions.Work<T> work) {
        Transactions.Work<Optional<T>> locked = connection -> {
            boolean ours = first(connection, LOCK_OWNER, row -> row.getString(1), owner)
                    .isPresent();
            return ours ? Optional.of(work.run(connection)) : Optional.empty();
        };
        return change(locked)
                .or(() -> {
                    addOwner(owner);
                    return change(locked);
                })
                .orElseThrow();
    }

    private void addOwner(String owner) {
        try {
            int unused = transactions.runDurably(connection -> update(connection, ADD_OWNER, owner));
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) { // another thread or machine added it at the same time
                throw failed(e);
            }
        }
    }

    Map<JobState, Long> counts() {
        Map<JobState, Long> counts = new EnumMap<>(JobState.class);
        read(connection -> list(connection, COUNTS, row -> Map.entry(JobState.of(row.getString(1)), row.getLong(2))))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /** A job without its request and result. */
    Optional<Job> summary(String owner, String id) {
        return read(connection -> first(connection, FIND, JobStore::job, owner, id));
    }

    Optional<Job> find(String owner, String id) {
        return read(connection -> {
            Optional<Job> found = first(connection, FIND, JobStore::job, owner, id);
            return found.isEmpty()
                    ? found
                    : Optional.of(found.get()
                            .with(
                                    request(connection, id),
                                    JobDocument.RESULT
                                            .read(connection, id, StoredJson::read)
                                            .orElse(null)));
        });
    }

    /** How many parts the request of a job has in the database; 0 if the job is gone. */
    int requestParts(String id) {
        return read(connection -> JobDocument.REQUEST.parts(connection, id));
    }

    private static ObjectNode request(Connection connection, String id) throws SQLException {
        return JobDocument.REQUEST.read(connection, id, StoredJson::read).orElseThrow();
    }

    /** The newest jobs before a given one, up to a limit. */
    List<Job> page(String owner, long before, int limit) {
        return read(connection -> list(connection, PAGE, JobStore::job, owner, before, limit));
    }

    private static Job job(ResultSet row) throws SQLException {
        String error = row.getString("error");
        return new Job(
                row.getString("id"),
                row.getLong("number"),
                JobKind.of(row.getString("kind")),
                row.getString("name"),
                JobState.of(row.getString("state")),
                row.getBoolean("cancelling"),
                requireNonNull(time(row, "created_at")),
                time(row, "started_at"),
                time(row, "ended_at"),
                StoredJson.read(row.getString("progress")),
                null,
                null,
                error == null ? null : JobError.read(StoredJson.read(error)));
    }

    /** The places of an owner's queued jobs in the queue of all owners, from 1. */
    Map<String, Long> places(String owner) {
        return read(connection ->
                        list(connection, Turns.PLACES, row -> Map.entry(row.getString(1), row.getLong(2)), owner))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /**
     * Claims a job, also from a previous claim. One with which so many processes have died fails instead.
     *
     * @return empty if there is nothing to do: it has ended, is gone, or was told to stop
     */
    Optional<Claimed> claim(String id) {
        return change(connection -> {
            Optional<Found> found = first(connection, LOOK_AT, Found::read, id).filter(job -> !job.state.hasEnded());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Found job = found.get();
            if (job.cancelling) {
                end(connection, new Claim(id, job.claim), JobState.CANCELLED, null, null);
                return Optional.empty();
            }
            int crashes = job.crashesFor(process);
            if (crashes >= MOST_CRASHES) {
                end(connection, new Claim(id, job.claim), JobState.FAILED, null, JobError.crashed(crashes));
                return Optional.empty();
            }
            update(connection, CLAIM, process, crashes, id);
            return Optional.of(new Claimed(new Claim(id, job.claim + 1), job.kind, request(connection, id)));
        });
    }

    /** Records that the work starts. Returns false if the claim was lost, as do the other methods that take one. */
    boolean begin(Claim claim) {
        return change(connection -> {
            if (update(connection, BEGIN, claim.job(), claim.number()) == 0) {
                return false;
            }
            addState(connection, claim.job(), JobState.RUNNING, null);
            return true;
        });
    }

    /**
     * Adds an event. It may be lost with the process; clients that saw it must not confuse it with a later one, so each
     * claim but the first leaves a gap in the numbers.
     */
    boolean tell(Claim claim, String type, ObjectNode data, ObjectNode progress) {
        return read(connection -> {
            if (update(connection, TELL, StoredJson.write(progress), claim.job(), claim.number()) == 0) {
                return false;
            }
            addEvent(connection, claim.job(), type, data);
            return true;
        });
    }

    boolean end(Claim claim, JobState state, @Nullable ObjectNode result, @Nullable JobError error) {
        return change(connection -> end(connection, claim, state, result, error));
    }

    private static boolean end(
            Connection connection, Claim claim, JobState state, @Nullable ObjectNode result, @Nullable JobError error)
            throws SQLException {
        int ended = update(
                connection,
                END,
                state.word(),
                error == null ? null : StoredJson.write(error.json()),
                claim.job(),
                claim.number());
        if (ended == 0) {
            return false;
        }
        if (result != null) {
            JobDocument.RESULT.write(connection, claim.job(), out -> StoredJson.write(result, out));
        }
        addState(connection, claim.job(), state, error);
        return true;
    }

    /** Puts the job back for any machine. */
    boolean giveBack(Claim claim) {
        return change(connection -> {
            if (update(connection, GIVE_BACK, claim.job(), claim.number()) == 0) {
                return false;
            }
            addState(connection, claim.job(), JobState.QUEUED, null);
            return true;
        });
    }

    /** Lets a job wait without this process, whose end is no crash of the job then. */
    void release(Claim claim) {
        int unused = read(connection -> update(connection, RELEASE, claim.job(), claim.number()));
    }

    /** Tells a job to stop; a queued one has ended when this returns. Has no effect on a job that has ended. */
    void cancel(String owner, String id) {
        change(connection -> {
            if (update(connection, CANCEL_QUEUED, owner, id) == 1) {
                addState(connection, id, JobState.CANCELLED, null);
                return true;
            }
            return update(connection, CANCEL_RUNNING, owner, id) == 1;
        });
    }

    /**
     * Queues a job again that has ended.
     *
     * @return false if it has not ended, or is gone
     * @throws JobException of kind {@link Kind#TOO_MANY_JOBS} if the owner has too many unfinished jobs
     */
    boolean requeue(String owner, String id, ObjectNode request) {
        return inTurn(owner, connection -> {
            if (!lockEnded(connection, owner, id)) {
                return false;
            }
            requireRoom(connection, owner);
            update(connection, REQUEUE, id);
            JobDocument.RESULT.delete(connection, id);
            JobDocument.REQUEST.write(connection, id, out -> StoredJson.write(request, out));
            addState(connection, id, JobState.QUEUED, null);
            return true;
        });
    }

    /** Removes a job that has ended, with its events. Returns false if it has not ended, or is gone. */
    boolean delete(String owner, String id) {
        return change(connection -> {
            if (!lockEnded(connection, owner, id)) {
                return false;
            }
            update(connection, DELETE_EVENTS, id);
            for (JobDocument document : JobDocument.values()) {
                document.delete(connection, id);
            }
            update(connection, DELETE, id);
            return true;
        });
    }

    /** Jobs that ended longer ago than this by the database's clock, the oldest first, up to a limit. */
    List<Owned> old(Duration age, int limit) {
        return read(connection ->
                list(connection, OLD, row -> new Owned(row.getString(1), row.getString(2)), age.toSeconds(), limit));
    }

    private static boolean lockEnded(Connection connection, String owner, String id) throws SQLException {
        return first(connection, LOCK_ENDED, row -> row.getString(1), owner, id).isPresent();
    }

    /** The events after a given one, the oldest first, up to a limit. */
    List<JobEvent> events(String id, long after, int limit) {
        return read(connection -> list(
                connection,
                EVENTS,
                row -> new JobEvent(row.getLong(1), row.getString(2), row.getString(3)),
                id,
                after,
                limit));
    }

    /** The state of a job; empty if it is gone. */
    Optional<JobState> state(String id) {
        return read(connection -> first(connection, STATE, row -> JobState.of(row.getString(1)), id));
    }

    /** Whether a job has ended with this event; also true for one that is gone. */
    boolean hasEndedBy(String id, long event) {
        return read(connection -> first(
                        connection,
                        ENDED_BY,
                        row -> JobState.of(row.getString(1)).hasEnded() && row.getLong(2) <= event,
                        id))
                .orElse(true);
    }

    /** All running jobs, on any machine. */
    Map<String, Standing> standings() {
        List<Map.Entry<String, Standing>> rows = read(connection -> list(
                connection,
                STANDINGS,
                row -> Map.entry(row.getString(1), new Standing(row.getLong(2), row.getBoolean(3)))));
        return rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Unfinished jobs without a task in the scheduler, because a process died in between. */
    List<String> forgotten(String taskTable, String task) {
        return read(connection -> list(connection, """
                SELECT id FROM spo_job WHERE state IN ('queued', 'running') AND NOT EXISTS (
                    SELECT 1 FROM %s WHERE task_name = ? AND task_instance = id)
                """.formatted(taskTable), row -> row.getString(1), task));
    }

    private static void addState(Connection connection, String id, JobState state, @Nullable JobError error)
            throws SQLException {
        ObjectNode data = StoredJson.object().put("state", state.word());
        data.set("error", error == null ? null : error.json());
        addEvent(connection, id, JobEvent.STATE, data);
    }

    /** The caller has updated the job's row, so it is locked until the commit. */
    private static void addEvent(Connection connection, String id, String type, ObjectNode data) throws SQLException {
        long number = first(connection, LAST_EVENT, row -> row.getLong(1), id).orElseThrow();
        update(connection, ADD_EVENT, id, number, type, StoredJson.write(data));
    }

    private interface Reading<T> {
        @Nullable
        T of(ResultSet row) throws SQLException;
    }

    private static <T> Optional<T> first(Connection connection, String sql, Reading<T> reading, Object... values)
            throws SQLException {
        try (PreparedStatement select = prepared(connection, sql, values);
                ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.ofNullable(reading.of(rows)) : Optional.empty();
        }
    }

    private static <T> List<T> list(Connection connection, String sql, Reading<T> reading, Object... values)
            throws SQLException {
        try (PreparedStatement select = prepared(connection, sql, values);
                ResultSet rows = select.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                T one = reading.of(rows);
                if (one != null) {
                    found.add(one);
                }
            }
            return found;
        }
    }

    private static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement update = prepared(connection, sql, values)) {
            return update.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String || values[i] == null) {
                statement.setString(i + 1, (String) values[i]);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
        return statement;
    }

    /** For changes that need not survive a power cut. */
    private <T> T read(Transactions.Work<T> work) {
        try {
            return transactions.run(work);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private <T> T change(Transactions.Work<T> work) {
        try {
            return transactions.runDurably(work);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static JobException failed(SQLException e) {
        return new JobException(Kind.DATABASE, "the jobs' database failed; try again later", e);
    }
}
