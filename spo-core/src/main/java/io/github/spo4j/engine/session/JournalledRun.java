package io.github.spo4j.engine.session;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run that this process has locked: what it was made with and, once opened, its journal. Use: {@link #lock},
 * {@link #open}, {@link #close}. Not thread-safe, except for the journal.
 */
public final class JournalledRun implements AutoCloseable {

    /** Who optimizes again from the prompt in use does not want to change it back. */
    private static final String UNDER_ANOTHER_NAME =
            "under another name, such as one with the date in it: a run has one start prompt";

    private final RunStorage storage;
    private final RunStorage.Writer writer;
    private final Optional<RunHeader> header;
    private String id;
    private @Nullable Journal journal;

    private JournalledRun(RunStorage storage, RunStorage.Writer writer) {
        this.storage = storage;
        this.writer = writer;
        header = RunHeader.read(storage);
        id = header.map(RunHeader::id).orElse("");
    }

    /**
     * Locks a run. Nothing is written yet.
     *
     * @param storage where it is
     * @return the run, to be closed
     * @throws RunException if the run is in use, or {@code run.json} is damaged or of a later version
     */
    public static JournalledRun lock(RunStorage storage) {
        RunStorage.Writer writer = storage.lock();
        try {
            return new JournalledRun(storage, writer);
        } catch (RuntimeException | Error e) {
            writer.close();
            throw e;
        }
    }

    /** {@return what {@code run.json} says; empty for a new run} */
    public Optional<RunHeader> header() {
        return header;
    }

    /** {@return the run's id; empty for a new run that is not opened yet} */
    public String id() {
        return id;
    }

    /**
     * Starts or resumes the run.
     *
     * @param madeWith what it is made with now
     * @param adoptedRounds how many rounds a new run takes over from the Python system
     * @param adoptedSum the checksum of their entries
     * @param now when a new run starts
     * @param check gets the records of the finished rounds before anything is written; an exception of it leaves all files
     *     as they are
     * @throws RunException if the run was made with other settings, or its journal is damaged
     */
    public void open(
            Fingerprint madeWith, int adoptedRounds, String adoptedSum, Instant now, Consumer<List<String>> check) {
        if (header.isPresent()) {
            requireSame(header.get().fingerprint(), madeWith);
            journal = Journal.open(storage, writer, header.get(), check, this::replied);
            return;
        }
        if (Journal.exists(storage)) {
            throw new RunException(
                    RunException.Kind.DAMAGED,
                    storage.describe("")
                            + " has a journal but no run.json; nothing was changed: put run.json back, or start"
                            + " again in another place");
        }
        check.accept(List.of());
        RunHeader created = RunHeader.create(madeWith, adoptedRounds, adoptedSum, now);
        created.write(writer);
        id = created.id();
        journal = Journal.open(storage, writer, created, records -> {}, this::replied);
    }

    private void replied() {
        if (storage instanceof FreshRun fresh) {
            fresh.begin();
        }
    }

    private void requireSame(Fingerprint was, Fingerprint is) {
        List<String> changes = was.changesTo(is);
        if (!changes.isEmpty()) {
            boolean sameStart = was.text(Fingerprint.START_PROMPT).equals(is.text(Fingerprint.START_PROMPT));
            throw new RunException(
                    RunException.Kind.CHANGED,
                    storage.describe("") + " was made with something else: " + String.join("; ", changes)
                            + "; change it back, or start again "
                            + (sameStart ? "in another place" : UNDER_ANOTHER_NAME));
        }
    }

    /**
     * {@return the run's journal}
     *
     * @throws IllegalStateException if the run is not opened yet
     */
    public Journal journal() {
        if (journal == null) {
            throw new IllegalStateException("open(...) comes first");
        }
        return journal;
    }

    /** {@return where the run is} */
    public RunStorage storage() {
        return storage;
    }

    /** {@return the writer that holds the lock} */
    public RunStorage.Writer writer() {
        return writer;
    }

    /** Closes the journal and releases the lock. */
    @Override
    public void close() {
        try {
            if (journal != null) {
                journal.close();
            }
        } finally {
            writer.close();
        }
    }
}
