package io.github.spo4j.style;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.Journal;
import io.github.spo4j.journal.RunException;
import io.github.spo4j.journal.RunHeader;
import io.github.spo4j.journal.RunStorage;
import io.github.spo4j.model.BudgetAccount;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The journal of an output folder: each call that was paid for, and as its records which profiles were made and what came
 * to nothing. A record is written before the profile's file, so that a file without a record is somebody else's.
 * Thread-safe.
 */
final class StyleJournal implements AutoCloseable, ProfileAsker.Failures {

    /** What could be written must be read again, however long a reply is. */
    private static final StreamReadConstraints ANY_LENGTH =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(ANY_LENGTH).build())
            .build();

    private final RunStorage.Writer writer;
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

    private StyleJournal(RunStorage storage, RunStorage.Writer writer, RunHeader header) {
        this.writer = writer;
        journal = Journal.open(storage, writer, header, records -> read(records, storage));
    }

    /** Opens the journal, or begins one. */
    static StyleJournal open(RunStorage storage, RunStorage.Writer writer, Fingerprint fingerprint, Clock clock) {
        Optional<RunHeader> known = RunHeader.read(storage);
        RunHeader header = known.orElseGet(() -> RunHeader.create(fingerprint, 0, "", clock.instant()));
        List<String> changes = header.fingerprint().changesTo(fingerprint);
        if (!changes.isEmpty()) {
            throw new RunException(
                    RunException.Kind.CHANGED,
                    storage.describe("") + " was made with something else: " + String.join("; ", changes)
                            + "; change it back, or take another output folder");
        }
        if (known.isEmpty()) {
            if (Journal.exists(storage)) {
                throw new RunException(
                        RunException.Kind.DAMAGED,
                        storage.describe("") + " has a journal but no run.json; put it back, or take another output"
                                + " folder");
            }
            header.write(writer);
        }
        return new StyleJournal(storage, writer, header);
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
                JsonNode record = JSON.readTree(text);
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

    ChatModelPort around(ChatModelPort port) {
        return journal.around(port);
    }

    RunUsage usage() {
        return journal.usage();
    }

    /** Books what earlier processes spent. */
    void book(BudgetAccount account, @Nullable String model) {
        RunUsage spent = journal.usage();
        for (ModelRole role : spent.roles()) {
            account.book(model, spent.of(role));
        }
    }

    @Override
    public void close() {
        try {
            journal.close();
        } finally {
            writer.close();
        }
    }
}
