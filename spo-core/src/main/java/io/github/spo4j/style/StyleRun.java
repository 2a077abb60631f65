package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Work on styles that this process holds the lock on. Its journal has each call that was paid for and, as its records,
 * which profiles were made and what gave none. A record is written before the profile's file, so that a file without a
 * record is somebody else's. Thread-safe.
 */
final class StyleRun implements AutoCloseable {

    /** The folder with a profile for each article. */
    static final String SINGLES = "single_articles";

    /** The folder with merged profiles. */
    static final String MERGED = "merged_articles";

    private final JournalledRun run;
    private final StyleWording wording;
    private final Object lock = new Object();
    private final Map<String, List<Made>> made = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();

    /**
     * The profile of an article, as it was made last.
     *
     * @param folder the folder that the article was in; null if it was in none, or none was recorded
     * @param sha256 of the article's text
     * @param file the profile's file
     * @param contents the SHA-256 of each content that we wrote to the file
     * @param content the SHA-256 of the last of them
     */
    record Made(@Nullable String folder, String sha256, String file, Set<String> contents, String content) {

        /** Whether an article of the same name in that folder is the same article, whatever its text is now. */
        boolean isOf(@Nullable String other) {
            return folder == null || other == null || folder.equals(other);
        }
    }

    private StyleRun(JournalledRun run, StyleExtractor setup) {
        this.run = run;
        wording = StyleWording.of(
                setup.instructions,
                run.header().map(header -> header.fingerprint().texts()).orElse(Map.of()));
        run.open(setup.fingerprint(wording), 0, "", setup.clock.instant(), this::read);
    }

    /** Starts or resumes the work in a storage. */
    static StyleRun open(RunStorage storage, StyleExtractor setup) {
        JournalledRun locked = JournalledRun.lock(storage);
        StyleRun run = null;
        try {
            run = new StyleRun(locked, setup);
            return run;
        } finally {
            if (run == null) {
                locked.close();
            }
        }
    }

    /** What the calls in a journal have taken; none if there is no journal. */
    static RunUsage usage(RunStorage storage) {
        return RunHeader.read(storage).stream()
                .flatMap(header -> Journal.read(storage, header).usage().values().stream())
                .reduce(RunUsage.NONE, RunUsage::plus);
    }

    private void read(List<String> records) {
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
                String where = run.storage().describe("");
                throw new RunException(RunException.Kind.DAMAGED, where + " has a record that cannot be read", e);
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

    /** Whether an article has a profile, whatever its text is. */
    boolean isMade(String article, @Nullable String folder) {
        synchronized (lock) {
            return made.getOrDefault(article, List.of()).stream().anyMatch(any -> any.isOf(folder));
        }
    }

    /** The names in {@link #SINGLES} that are taken: by files, and by profiles that were made and may be deleted. */
    Set<String> taken() {
        Set<String> taken = new HashSet<>(run.storage().list(SINGLES));
        synchronized (lock) {
            made.values().forEach(all -> all.forEach(any -> taken.add(any.file())));
        }
        return taken;
    }

    /** The id of the work. */
    String id() {
        return run.id();
    }

    /** The SHA-256 of a profile's file as it is now; empty if there is no such file. */
    Optional<String> content(String file) {
        return run.storage().read(SINGLES + "/" + file).map(Sha256::hex);
    }

    /** Where people find an article's profile. */
    Path path(String file) {
        return location(SINGLES + "/" + file);
    }

    private Path location(String path) {
        return run.storage() instanceof OutputFolder folder ? folder.resolve(path) : Path.of(path);
    }

    /** Records a profile, and then writes it. */
    void add(String article, @Nullable String folder, String sha256, String file, String json) {
        record(article, folder, sha256, file, Sha256.hex(json));
        run.writer().replace(SINGLES + "/" + file, json.getBytes(UTF_8));
    }

    void record(String article, @Nullable String folder, String sha256, String file, String content) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("article", article);
        if (folder != null) {
            record.put("folder", folder);
        }
        record.put("sha256", sha256).put("file", file).put("content", content);
        calls().addRound(record.toString());
        synchronized (lock) {
            remember(article, folder, sha256, file, content);
        }
    }

    /** Writes a merged profile under a name that no other file has, unless it is there already. */
    Path addMerged(StyleProfile profile) {
        byte[] json = profile.toJson().getBytes(UTF_8);
        String path = MERGED + "/merged_style.json";
        Optional<byte[]> present = run.storage().read(path);
        for (int number = 2; present.isPresent(); number++) {
            if (Arrays.equals(present.get(), json)) {
                return location(path);
            }
            path = MERGED + "/merged_style-" + number + ".json";
            present = run.storage().read(path);
        }
        run.writer().replace(path, json);
        return location(path);
    }

    /**
     * How often an item gave no profile. A journal answers a call once, so asking again about an item after two useless
     * replies needs other call ids.
     */
    int failures(String item) {
        synchronized (lock) {
            return failures.getOrDefault(item, 0);
        }
    }

    void addFailure(String item) {
        calls().addRound(JsonNodeFactory.instance
                .objectNode()
                .put("failed", item)
                .toString());
        synchronized (lock) {
            failures.merge(item, 1, Integer::sum);
        }
    }

    Journal calls() {
        return run.journal();
    }

    StyleWording wording() {
        return wording;
    }

    @Override
    public void close() {
        run.close();
    }
}
