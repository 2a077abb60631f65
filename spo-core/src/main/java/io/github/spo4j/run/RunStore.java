package io.github.spo4j.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.journal.RunException;
import io.github.spo4j.journal.RunStorage;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The finished rounds of a run and their files, which are those of the reference:
 *
 * <pre>
 * prompts/results.json            all rounds
 * prompts/round_N/prompt.txt      the prompt that was tried
 * prompts/round_N/answers.txt     what it led to
 * </pre>
 *
 * <p>A round's folder is written before its entry in {@code results.json}, so that an entry means a complete folder.
 * Files are read once, when the run is opened. What cannot be read is refused and left as it is. Not thread-safe.
 */
public final class RunStore {

    private static final String PROMPTS = "prompts";
    private static final String RESULTS = PROMPTS + "/results.json";
    private static final Pattern ROUND_FOLDER = Pattern.compile("round_([1-9][0-9]{0,8})");
    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunStorage storage;
    private final List<JsonNode> entries;
    private final List<Round> rounds;

    private RunStore(RunStorage storage, List<JsonNode> entries, List<Round> rounds) {
        this.storage = storage;
        this.entries = entries;
        this.rounds = rounds;
    }

    /**
     * Opens a run, new or begun.
     *
     * @param storage where its files are
     * @return the run's store
     * @throws RunException of kind {@link RunException.Kind#DAMAGED} if {@code results.json} is not what a run leaves
     *     behind (REFERENCE B9, B10, B11, B13), or if it lists fewer rounds than there are folders
     */
    public static RunStore open(RunStorage storage) {
        requireNonNull(storage, "storage");
        ResultsFile file = new ResultsFile(storage.describe(RESULTS));
        List<JsonNode> entries = storage.read(RESULTS).map(file::parse).orElseGet(ArrayList::new);
        List<Round> rounds = file.rounds(entries);
        refuseUnlistedFolders(storage, rounds.size());
        return new RunStore(storage, entries, rounds);
    }

    /** A folder of the next round may be left from a kill; later ones mean that results.json has lost rounds. */
    private static void refuseUnlistedFolders(RunStorage storage, int listed) {
        for (String name : storage.list(PROMPTS)) {
            Matcher folder = ROUND_FOLDER.matcher(name);
            if (folder.matches() && Integer.parseInt(folder.group(1)) > listed + 1) {
                throw new RunException(
                        RunException.Kind.DAMAGED,
                        storage.describe(RESULTS) + " lists " + listed + " round(s), but there is also "
                                + storage.describe(PROMPTS + "/" + name)
                                + "; put the right results.json back, or use another name for a new run");
            }
        }
    }

    /**
     * The finished rounds.
     *
     * @return from round 1 on, none left out; unmodifiable, a view that grows with {@link #record}
     */
    public List<Round> rounds() {
        return Collections.unmodifiableList(rounds);
    }

    /**
     * Where the run's files are.
     *
     * @return a place to tell people
     */
    public String place() {
        return storage.describe(PROMPTS);
    }

    /**
     * Adds a finished round and writes its files.
     *
     * @param round the next round
     * @throws IllegalArgumentException if it is not the one after the last
     * @throws RunException of kind {@link RunException.Kind#DISK} if a file cannot be written
     */
    public void record(Round round) {
        if (round.number() != rounds.size() + 1) {
            throw new IllegalArgumentException(
                    "round " + round.number() + " cannot follow " + rounds.size() + " finished round(s)");
        }
        if (round.voidReason() == null) {
            writeFolder(round);
        }
        List<JsonNode> all = new ArrayList<>(entries);
        all.add(ResultsFile.entry(round));
        storage.replace(RESULTS, ResultsFile.write(all));
        entries.add(all.get(all.size() - 1));
        rounds.add(round);
    }

    private void writeFolder(Round round) {
        String name = "round_" + round.number();
        String folder = PROMPTS + "/" + name;
        if (!storage.list(folder).isEmpty()) {
            LocalDateTime now = requireNonNull(round.time());
            storage.moveAside(folder, name + "." + ASIDE.format(now));
        }
        storage.replace(folder + "/prompt.txt", utf8(round.prompt()));
        storage.replace(folder + "/answers.txt", utf8(answersText(round)));
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

    /** Half a surrogate pair has no UTF-8 form and becomes a question mark (REFERENCE B16). */
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
