package io.github.spo4j.style;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.internal.Json;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The journal of an output folder: each call that was paid for, and as its records which profiles were made and what
 * gave none. A record is written before the profile's file, so that a file without a record is somebody else's.
 * Thread-safe.
 */
final class StyleJournal implements ProfileAsker.Failures {

    private final Journal journal;
    private final Object lock = new Object();
    private final Map<String, List<Made>> made = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();

    /**
     * The profile of an article, as it was made last.
     *
     * @param folder the folder that the article was found in; null if it was in none, or nobody recorded it
     * @param sha256 of the article's text
     * @param file the profile's file
     * @param contents the SHA-256 of all contents that we gave the file, the last included
     * @param content the SHA-256 of the last
     */
    record Made(@Nullable String folder, String sha256, String file, Set<String> contents, String content) {

        /** Whether an article of the same name in that folder is the same article, whatever its text is by now. */
        boolean isOf(@Nullable String other) {
            return folder == null || other == null || folder.equals(other);
        }
    }

    /** Begins or resumes the work of a run, which stays the caller's to close. */
    StyleJournal(JournalledRun run, Fingerprint fingerprint, Clock clock) {
        run.open(fingerprint, 0, "", clock.instant(), records -> read(records, run.storage()));
        journal = run.journal();
    }

    /** What a journal says was taken, without opening it; none if there is none. */
    static RunUsage usage(RunStorage storage) {
        return RunHeader.read(storage).stream()
                .flatMap(header -> Journal.read(storage, header).usage().values().stream())
                .reduce(RunUsage.NONE, RunUsage::plus);
    }

    private void read(List<String> records, RunStorage storage) {
        for (String text : records) {
            try {
                JsonNode record = Json.OURS.readTree(text);
                if (record.has("failed")) {
                    failures.merge(record.path("failed").asText(), 1, Integer::sum);
                } else {
                    remember(
                            record.path("article").asText(),
                            record.path("folder").textValue(),
                            record.path("sha256").asText(),
                            record.path("file").asText(),
                            record.path("content").asText());
                }
            } catch (JsonProcessingException e) {
                throw new RunException(
                        RunException.Kind.DAMAGED, storage.describe("") + " has a record that cannot be read", e);
            }
        }
    }

    private void remember(String article, @Nullable String folder, String sha256, String file, String content) {
        List<Made> all = made.computeIfAbsent(article, any -> new ArrayList<>());
        Set<String> contents = new HashSet<>(Set.of(content));
        all.stream().filter(before -> before.file().equals(file)).forEach(before -> contents.addAll(before.contents()));
        all.removeIf(before -> before.file().equals(file));
        all.add(new Made(folder, sha256, file, Set.copyOf(contents), content));
    }

    /**
     * The profile that an article has, or null. Two folders may each have an article of one name: these are two, unless
     * their text is the same, as it is after a folder was moved.
     */
    @Nullable
    Made made(String article, @Nullable String folder, String sha256) {
        synchronized (lock) {
            List<Made> all = made.getOrDefault(article, List.of());
            return Stream.<Predicate<Made>>of(
                            any -> Objects.equals(any.folder(), folder),
                            any -> any.sha256().equals(sha256),
                            any -> any.isOf(folder))
                    .flatMap(rule -> all.stream().filter(rule))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Whether an article has a profile whatever its text is. */
    boolean isMade(String article, @Nullable String folder) {
        synchronized (lock) {
            return made.getOrDefault(article, List.of()).stream().anyMatch(any -> any.isOf(folder));
        }
    }

    /** The files that profiles of articles are in. */
    Set<String> files() {
        synchronized (lock) {
            return made.values().stream().flatMap(List::stream).map(Made::file).collect(Collectors.toSet());
        }
    }

    void addMade(String article, @Nullable String folder, String sha256, String file, String content) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("article", article);
        if (folder != null) {
            record.put("folder", folder);
        }
        record.put("sha256", sha256).put("file", file).put("content", content);
        journal.addRound(record.toString());
        synchronized (lock) {
            remember(article, folder, sha256, file, content);
        }
    }

    @Override
    public int failures(String item) {
        synchronized (lock) {
            return failures.getOrDefault(item, 0);
        }
    }

    @Override
    public void addFailure(String item) {
        journal.addRound(
                JsonNodeFactory.instance.objectNode().put("failed", item).toString());
        synchronized (lock) {
            failures.merge(item, 1, Integer::sum);
        }
    }

    Journal calls() {
        return journal;
    }
}
