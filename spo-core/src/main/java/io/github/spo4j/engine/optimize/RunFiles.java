package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.JournalContent;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run's rounds, its journal and its files. The files under {@code prompts} are those of the Python system:
 *
 * <pre>
 * run.json                        what the run was made with
 * journal.jsonl                   calls and rounds; decides where files differ
 * prompts/results.json            all rounds
 * prompts/round_N/prompt.txt      the prompt that was tried
 * prompts/round_N/answers.txt     what it led to
 * </pre>
 *
 * <p>A finished round goes into the journal first, then into its folder, then into {@code results.json}, so that an entry
 * there means a complete folder. When the run is opened, missing files are written again from the journal; files that
 * contradict it are refused and left as they are. A run of the Python system has no journal: its rounds are adopted.
 *
 * <p>Use: {@link #lock}, {@link #open}, then {@link #record} for each round, {@link #close}. Not thread-safe.
 */
public final class RunFiles implements AutoCloseable {

    private static final String PROMPTS = "prompts";
    private static final String RESULTS = PROMPTS + "/results.json";
    private static final Pattern ROUND_FOLDER = Pattern.compile("round_([1-9][0-9]{0,8})");
    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final JournalledRun run;
    private final RunStorage storage;
    private final ResultsFile results;
    private final List<JsonNode> entries;
    private final List<Round> rounds = new ArrayList<>();

    private RunFiles(JournalledRun run) {
        this.run = run;
        storage = run.storage();
        results = results(storage);
        entries = entries(storage);
        int adopted = run.header().map(RunHeader::adoptedRounds).orElseGet(entries::size);
        if (entries.size() < adopted
                || (adopted > 0 && !run.header().map(this::isAdopted).orElse(true))) {
            throw damaged("lacks or has changed some of the " + adopted
                    + " round(s) of the Python system that the run started with");
        }
        rounds.addAll(results.rounds(entries.subList(0, adopted)));
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
     */
    public record Content(
            Fingerprint madeWith,
            List<Round> rounds,
            SortedMap<Integer, RunUsage> usage,
            String location,
            String id,
            Optional<String> asked,
            Optional<String> openDecision) {

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
        List<JsonNode> entries = entries(storage);
        if (header.isEmpty() && entries.isEmpty()) {
            throw new RunException(
                    RunException.Kind.DAMAGED,
                    storage.describe("")
                            + " holds no run; name the folder that has its run.json or prompts/results.json");
        }
        int adopted = Math.min(header.map(RunHeader::adoptedRounds).orElseGet(entries::size), entries.size());
        ResultsFile results = results(storage);
        List<Round> rounds = new ArrayList<>(results.rounds(entries.subList(0, adopted)));
        if (header.isEmpty()) {
            return new Content(
                    Fingerprint.of(Map.of()),
                    rounds,
                    new TreeMap<>(),
                    storage.describe(""),
                    "",
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
                Optional.ofNullable(journal.decision(rounds.size() + 1)));
    }

    /** {@return what the run was made with; empty for a new run, and for one of the Python system that was not resumed yet} */
    public Optional<Fingerprint> madeWith() {
        return run.header().map(RunHeader::fingerprint);
    }

    /**
     * Starts or resumes the run. Files that are missing are written again from the journal.
     *
     * @param madeWith what it is made with now
     * @param now when a new run starts
     * @throws RunException if that is not what it was made with, or its files contradict each other
     */
    public void open(Fingerprint madeWith, Instant now) {
        int adopted = rounds.size();
        List<JsonNode> recorded = new ArrayList<>();
        Map<String, byte[]> missing = new LinkedHashMap<>();
        run.open(madeWith, adopted, sumOf(adopted), now, records -> {
            recorded.addAll(recordedEntries(records, adopted));
            compareWithResults(recorded, adopted);
            refuseUnlistedFolders(rounds.size());
            missing.putAll(missingFiles(adopted));
        });
        missing.forEach(run.writer()::replace);
        if (entries.size() < rounds.size()) {
            entries.addAll(recorded.subList(entries.size() - adopted, recorded.size()));
            writeResults();
        }
    }

    private String sumOf(int adopted) {
        return adopted == 0 ? "" : Sha256.hex(ResultsFile.write(entries.subList(0, adopted)));
    }

    private List<JsonNode> recordedEntries(List<String> records, int adopted) {
        List<JsonNode> recorded = new ArrayList<>();
        for (String record : records) {
            JsonNode entry = RoundJson.entry(record);
            rounds.add(RoundJson.read(record, adopted + recorded.size() + 1, results));
            recorded.add(entry);
        }
        return recorded;
    }

    private void compareWithResults(List<JsonNode> recorded, int adopted) {
        List<JsonNode> listed = entries.subList(adopted, entries.size());
        if (listed.size() > recorded.size() || !listed.equals(recorded.subList(0, listed.size()))) {
            throw damaged("lists other rounds than the journal");
        }
    }

    private Map<String, byte[]> missingFiles(int adopted) {
        Map<String, byte[]> missing = new LinkedHashMap<>();
        for (Round round : rounds.subList(adopted, rounds.size())) {
            if (round.voidReason() == null) {
                files(round).forEach((path, content) -> {
                    if (!isWritten(path, content)) {
                        missing.put(path, content);
                    }
                });
            }
        }
        return missing;
    }

    private boolean isWritten(String path, byte[] content) {
        Optional<byte[]> there = storage.read(path);
        if (there.isPresent() && !Arrays.equals(there.get(), content)) {
            throw new RunException(
                    RunException.Kind.DAMAGED,
                    storage.describe(path) + " is not what the journal says; move it away, and it is written again");
        }
        return there.isPresent();
    }

    /** A kill may leave a folder of the next round; later ones mean that results.json has lost rounds. */
    private void refuseUnlistedFolders(int finished) {
        for (String name : storage.list(PROMPTS)) {
            Matcher folder = ROUND_FOLDER.matcher(name);
            if (folder.matches() && Integer.parseInt(folder.group(1)) > finished + 1) {
                throw damaged(
                        "lists " + finished + " round(s), but there is also " + storage.describe(PROMPTS + "/" + name));
            }
        }
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
        if (round.voidReason() == null) {
            moveLeftFolder(round);
        }
        journal().addRound(record);
        if (round.voidReason() == null) {
            files(round).forEach(run.writer()::replace);
        }
        entries.add(RoundJson.entry(record));
        writeResults();
        rounds.add(round);
    }

    private void writeResults() {
        run.writer().replace(RESULTS, ResultsFile.write(entries));
    }

    /**
     * A folder that a killed run of the Python system left is moved before the journal has the round: after that, a folder
     * counts as that of the round.
     */
    private void moveLeftFolder(Round round) {
        if (!storage.list(folder(round)).isEmpty()) {
            LocalDateTime now = requireNonNull(round.time());
            run.writer().rename(folder(round), "round_" + round.number() + "." + ASIDE.format(now));
        }
    }

    private static Map<String, byte[]> files(Round round) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(folder(round) + "/prompt.txt", utf8(round.prompt()));
        files.put(folder(round) + "/answers.txt", utf8(answersText(round)));
        return files;
    }

    private static String folder(Round round) {
        return PROMPTS + "/round_" + round.number();
    }

    private static String answersText(Round round) {
        StringBuilder text = new StringBuilder();
        for (Round.Answer answer : round.answers()) {
            text.append("Question:\n")
                    .append(answer.question())
                    .append("\nAnswer:\n")
                    .append(answer.answer())
                    .append("\n\n");
        }
        return text.toString();
    }

    /** Half a surrogate pair has no UTF-8 form and becomes a question mark. */
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Closes the journal and releases the lock. */
    @Override
    public void close() {
        run.close();
    }
}
