package io.github.spo4j.engine.optimize;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.JournalContent;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run's rounds, its journal and its files. The files under {@code prompts} are those of the Python system:
 *
 * <pre>
 * run.json                        what the run was made with
 * journal.jsonl                   calls and rounds; decides where files differ
 * prompts/results.json            all rounds
 * prompts/round_N/prompt.txt      the prompt that was tried
 * prompts/round_N/answers.txt     what it led to
 * prompts/confirmation.json       what was found on held-out questions
 * </pre>
 *
 * <p>A finished round goes into the journal first, then into its folder, then into {@code results.json}, so that an entry
 * there means a complete folder. That file is written whole: beyond 100 rounds every ten seconds at most, and when the run
 * stops. When the run is opened, files that are missing or were changed are written again from the
 * journal; what may be in them alone, as rounds that the journal lacks, is refused and left as it is. A run of the Python
 * system has no journal: its rounds are adopted.
 *
 * <p>Use: {@link #lock}, {@link #open}, then {@link #record} for each round, {@link #close}. Not thread-safe.
 */
public final class RunFiles implements AutoCloseable {

    private static final String PROMPTS = "prompts";
    private static final String RESULTS = PROMPTS + "/results.json";
    private static final String CONFIRMATION = PROMPTS + "/confirmation.json";
    private static final int ALWAYS_LISTED = 100;
    private static final Duration LISTED_EACH = Duration.ofSeconds(10);

    private static final Logger LOGGER = System.getLogger(RunFiles.class.getName());

    private final JournalledRun run;
    private final RunStorage storage;
    private final ResultsFile results;
    private final RoundFolders folders;
    private final List<JsonNode> entries;
    private final boolean unreadable;
    private final int adopted;
    private final List<Round> rounds = new ArrayList<>();
    private @Nullable LocalDateTime listedAt;
    private boolean unlisted;

    private RunFiles(JournalledRun run) {
        this.run = run;
        storage = run.storage();
        results = results(storage);
        folders = new RoundFolders(storage, PROMPTS);
        Optional<List<JsonNode>> readable = readable();
        unreadable = readable.isEmpty();
        entries = readable.orElseGet(ArrayList::new);
        adopted = run.header().map(RunHeader::adoptedRounds).orElseGet(entries::size);
        if (entries.size() < adopted
                || (adopted > 0 && !run.header().map(this::isAdopted).orElse(true))) {
            throw damaged("lacks or has changed some of the " + adopted
                    + " round(s) of the Python system that the run started with");
        }
        rounds.addAll(PythonRounds.read(results, entries.subList(0, adopted)));
    }

    /** Empty if the file is damaged and not needed, because the journal has all rounds. */
    private Optional<List<JsonNode>> readable() {
        try {
            return Optional.of(entries(storage));
        } catch (RunException e) {
            boolean isNeeded =
                    run.header().map(known -> known.adoptedRounds() > 0).orElse(true);
            if (isNeeded || e.kind() != RunException.Kind.DAMAGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean isAdopted(RunHeader known) {
        return sumOf(known.adoptedRounds()).equals(known.adoptedSum());
    }

    /**
     * Locks a run and reads its files. Nothing is written yet.
     *
     * @param storage where it is
     * @return the files, to be closed
     * @throws RunException if the run is in use, or {@code run.json} or {@code results.json} is damaged
     */
    public static RunFiles lock(RunStorage storage) {
        JournalledRun run = JournalledRun.lock(storage);
        try {
            return new RunFiles(run);
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    /**
     * {@return whether there is a run, complete or not: a {@code run.json}, a journal, or a round of the Python system}
     *
     * @param storage where it would be
     * @throws RunException if {@code run.json} or {@code results.json} is damaged
     */
    public static boolean exists(RunStorage storage) {
        return RunHeader.read(storage).isPresent()
                || Journal.exists(storage)
                || !entries(storage).isEmpty();
    }

    private static List<JsonNode> entries(RunStorage storage) {
        return storage.read(RESULTS).map(results(storage)::parse).orElseGet(ArrayList::new);
    }

    private static ResultsFile results(RunStorage storage) {
        return new ResultsFile(storage.describe(RESULTS));
    }

    /**
     * A run as it was read. Immutable.
     *
     * @param madeWith what the run was made with; empty for one of the Python system
     * @param rounds its finished rounds, in order
     * @param usage what each round has taken, by its number, an open one included; nothing for those of the Python system
     * @param location where the run is
     * @param id the run's id; empty for one of the Python system
     * @param asked what the run was asked for last, as JSON; empty for one of the Python system or of an earlier version
     * @param openDecision the prompt of a person's decision that is not carried out yet
     * @param confirmation what was found last on held-out questions, as JSON; empty if there was no look
     */
    public record Content(
            Fingerprint madeWith,
            List<Round> rounds,
            SortedMap<Integer, RunUsage> usage,
            String location,
            String id,
            Optional<String> asked,
            Optional<String> openDecision,
            Optional<String> confirmation) {

        public Content {
            rounds = List.copyOf(rounds);
            usage = Collections.unmodifiableSortedMap(new TreeMap<>(usage));
        }
    }

    /**
     * Reads a run without a lock: it may be in use meanwhile. Nothing is written.
     *
     * @param storage where it is
     * @return the run as it is now
     * @throws RunException if there is no run, or its files are damaged
     */
    public static Content read(RunStorage storage) {
        Optional<RunHeader> header = RunHeader.read(storage);
        boolean isOurs = header.isPresent() && header.get().adoptedRounds() == 0;
        List<JsonNode> entries = isOurs ? List.of() : entries(storage);
        if (header.isEmpty() && entries.isEmpty()) {
            throw new RunException(
                    RunException.Kind.DAMAGED,
                    storage.describe("")
                            + " holds no run; name the folder that has its run.json or prompts/results.json");
        }
        int adopted = Math.min(header.map(RunHeader::adoptedRounds).orElseGet(entries::size), entries.size());
        ResultsFile results = results(storage);
        List<Round> rounds = new ArrayList<>(PythonRounds.read(results, entries.subList(0, adopted)));
        if (header.isEmpty()) {
            return new Content(
                    Fingerprint.of(Map.of()),
                    rounds,
                    new TreeMap<>(),
                    storage.describe(""),
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        JournalContent journal = Journal.read(storage, header.get());
        journal.rounds().forEach(record -> rounds.add(RoundJson.read(record, rounds.size() + 1, results)));
        return new Content(
                header.get().fingerprint(),
                rounds,
                journal.usage(),
                storage.describe(""),
                header.get().id(),
                journal.asked(),
                Optional.ofNullable(journal.decision(rounds.size() + 1)),
                journal.confirmation());
    }

    /** {@return what the run was made with; empty for a new run, and for one of the Python system that was not resumed yet} */
    public Optional<Fingerprint> madeWith() {
        return run.header().map(RunHeader::fingerprint);
    }

    /**
     * Starts or resumes the run. Files that are missing or were changed are written again from the journal.
     *
     * @param madeWith what it is made with now
     * @param now when a new run starts
     * @throws RunException if that is not what it was made with, or its files contradict each other
     */
    public void open(Fingerprint madeWith, Instant now) {
        List<JsonNode> recorded = new ArrayList<>();
        Map<String, byte[]> outdated = new LinkedHashMap<>();
        int before = rounds.size();
        run.open(madeWith, adopted, sumOf(adopted), now, records -> {
            recorded.addAll(recordedEntries(records));
            requireNoMoreThan(recorded);
            folders.unlisted(rounds.size()).ifPresent(this::refuseUnlisted);
            outdated.putAll(folders.outdated(rounds.subList(before, rounds.size())));
        });
        journal().confirmation().map(RunFiles::file).ifPresent(content -> putIfOutdated(outdated, content));
        outdated.forEach(this::writeAgain);
        List<JsonNode> listed = entries.subList(adopted, entries.size());
        if (unreadable || !listed.equals(recorded)) {
            if (unreadable || !listed.equals(recorded.subList(0, listed.size()))) {
                tellChanged(RESULTS);
            }
            listed.clear();
            entries.addAll(recorded);
            writeResults();
        }
    }

    private void putIfOutdated(Map<String, byte[]> outdated, byte[] confirmation) {
        if (!Arrays.equals(storage.read(CONFIRMATION).orElse(null), confirmation)) {
            outdated.put(CONFIRMATION, confirmation);
        }
    }

    private static byte[] file(String record) {
        // In ASCII, because half a surrogate pair has no UTF-8 form.
        return Json.write(Json.OURS.writerWithDefaultPrettyPrinter(), RoundJson.parse(record))
                .getBytes(US_ASCII);
    }

    private String sumOf(int adopted) {
        return adopted == 0 ? "" : Sha256.hex(ResultsFile.write(entries.subList(0, adopted)));
    }

    private List<JsonNode> recordedEntries(List<String> records) {
        List<JsonNode> recorded = new ArrayList<>();
        for (String record : records) {
            JsonNode entry = RoundJson.entry(record);
            rounds.add(RoundJson.read(record, rounds.size() + 1, results));
            recorded.add(entry);
        }
        return recorded;
    }

    /** A journal with fewer rounds has lost some, and their only copy is not overwritten. */
    private void requireNoMoreThan(List<JsonNode> recorded) {
        if (entries.size() - adopted > recorded.size()) {
            throw damaged("lists rounds that the journal does not have");
        }
    }

    private void writeAgain(String path, byte[] content) {
        if (storage.read(path).isPresent()) {
            tellChanged(path);
        }
        run.writer().replace(path, content);
    }

    private void refuseUnlisted(String folder) {
        throw damaged("lists " + rounds.size() + " round(s), but there is also " + folder);
    }

    private void tellChanged(String path) {
        LOGGER.log(
                Level.WARNING,
                "{0} was changed since the run wrote it; it is written again, because the journal counts",
                storage.describe(path));
    }

    private RunException damaged(String what) {
        return new RunException(
                RunException.Kind.DAMAGED,
                storage.describe(RESULTS) + " " + what
                        + "; nothing was changed: put good copies back, or start again in another place");
    }

    /**
     * {@return the finished rounds, from round 1 on, none left out; before {@link #open} those of the Python system. An
     * unmodifiable view that grows with {@link #record}}
     */
    public List<Round> rounds() {
        return Collections.unmodifiableList(rounds);
    }

    /** {@return the run's id; empty before {@link #open} for a new run} */
    public String id() {
        return run.id();
    }

    /** {@return where the run is, for people} */
    public String location() {
        return storage.describe("");
    }

    /**
     * {@return the run's journal}
     *
     * @throws IllegalStateException if the run is not opened yet
     */
    public Journal journal() {
        return run.journal();
    }

    /**
     * Adds a finished round: to the journal, then to the files.
     *
     * @param round the next round
     * @param usage what the round has taken, for {@code results.json}
     * @throws IllegalArgumentException if it is not the one after the last
     * @throws RunException of kind {@link RunException.Kind#DISK} if a file cannot be written
     */
    public void record(Round round, RunUsage usage) {
        if (round.number() != rounds.size() + 1) {
            throw new IllegalArgumentException(
                    "round " + round.number() + " cannot follow " + rounds.size() + " finished round(s)");
        }
        String record = RoundJson.write(round, usage);
        Map<String, byte[]> files = folders.files(round);
        if (!files.isEmpty()) {
            folders.moveLeft(round, run.writer());
        }
        journal().addRound(record);
        files.forEach(run.writer()::replace);
        entries.add(RoundJson.entry(record));
        unlisted = true;
        if (isToBeListed(round.time())) {
            writeResults();
            listedAt = round.time();
        }
        rounds.add(round);
    }

    /**
     * Records what was found on held-out questions: in the journal, then in its file.
     *
     * @param record the confirmation, as JSON
     * @throws RunException of kind {@link RunException.Kind#DISK} if it cannot be written
     */
    void recordConfirmation(String record) {
        journal().addConfirmation(record);
        run.writer().replace(CONFIRMATION, file(record));
    }

    private boolean isToBeListed(@Nullable LocalDateTime now) {
        return entries.size() <= ALWAYS_LISTED
                || now == null
                || listedAt == null
                || Duration.between(listedAt, now).abs().compareTo(LISTED_EACH) >= 0;
    }

    private void writeResults() {
        run.writer().replace(RESULTS, ResultsFile.write(entries));
        unlisted = false;
    }

    /** Lists the last rounds, closes the journal and releases the lock. */
    @Override
    public void close() {
        try {
            if (unlisted) {
                writeResults();
            }
        } finally {
            run.close();
        }
    }
}
