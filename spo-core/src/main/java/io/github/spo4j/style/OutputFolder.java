package io.github.spo4j.style;

import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.RunHeader;
import io.github.spo4j.journal.RunStorage;
import io.github.spo4j.model.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that profiles are written to:
 *
 * <pre>
 * single_articles/   a profile for each article
 * merged_articles/   profiles of bodies of articles
 * .extract/          the journal, the lock, drafts
 * </pre>
 */
final class OutputFolder implements AutoCloseable {

    private final Path folder;
    private final StyleJournal journal;
    private final StyleWording wording;

    private OutputFolder(Path folder, StyleJournal journal, StyleWording wording) {
        this.folder = folder;
        this.journal = journal;
        this.wording = wording;
    }

    static OutputFolder open(Path folder, StyleExtractor setup) {
        RunStorage storage = RunStorage.folder(folder.resolve(".extract"));
        RunStorage.Writer writer = storage.lock();
        StyleJournal journal = null;
        try {
            Optional<Fingerprint> recorded = RunHeader.read(storage).map(RunHeader::fingerprint);
            StyleWording wording = wording(setup, recorded);
            journal = StyleJournal.open(storage, writer, fingerprint(setup, wording), setup.clock);
            return new OutputFolder(folder, journal, wording);
        } finally {
            if (journal == null) {
                writer.close();
            }
        }
    }

    private static StyleWording wording(StyleExtractor setup, Optional<Fingerprint> recorded) {
        return setup.instructions == null
                        && recorded.isPresent()
                        && StyleWording.isRecordedIn(recorded.get().texts())
                ? StyleWording.recorded(recorded.get().texts())
                : StyleWording.of(setup.instructions);
    }

    private static Fingerprint fingerprint(StyleExtractor setup, StyleWording wording) {
        Map<String, String> texts = new LinkedHashMap<>(wording.texts());
        ModelSettings settings = setup.settings;
        put(texts, "model", settings.name());
        put(texts, "temperature", settings.temperature());
        put(texts, "top_p", settings.topP());
        put(texts, "max_output_tokens", settings.maxOutputTokens());
        put(texts, "seed", settings.seed());
        put(texts, "language", setup.language);
        putWords(texts, "categories", setup.vocabulary.categories());
        putWords(texts, "labels", setup.vocabulary.labels());
        putWords(texts, "template_labels", setup.vocabulary.templateLabels());
        return Fingerprint.of(texts);
    }

    private static void put(Map<String, String> texts, String name, @Nullable Object value) {
        if (value != null) {
            texts.put(name, value.toString());
        }
    }

    private static void putWords(Map<String, String> texts, String name, List<String> words) {
        if (!words.isEmpty()) {
            texts.put(name, String.join(", ", words));
        }
    }

    StyleJournal journal() {
        return journal;
    }

    StyleWording wording() {
        return wording;
    }

    Path singles() {
        return made("single_articles");
    }

    /** Writes a merged profile to a file of its own, or leaves it if it is there. */
    Path addMerged(StyleProfile profile) {
        Path merged = made("merged_articles");
        String json = profile.toJson();
        Path file = merged.resolve("merged_style.json");
        for (int number = 2; Files.exists(file); number++) {
            if (ProfileFile.sha256(file).equals(Article.sha256(json))) {
                return file;
            }
            file = merged.resolve("merged_style-" + number + ".json");
        }
        ProfileFile.replace(file, json, drafts());
        return file;
    }

    /** Where drafts of profiles are written, so that among profiles there is never half of one. */
    Path drafts() {
        return folder.resolve(".extract");
    }

    private Path made(String name) {
        Path made = folder.resolve(name);
        try {
            return Files.createDirectories(made);
        } catch (IOException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT,
                    made.toString(),
                    "this folder cannot be made (" + e.getMessage() + "); move away what is in its place",
                    e);
        }
    }

    /** The names of what lies in a folder. */
    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT,
                    folder.toString(),
                    "this folder cannot be read (" + e.getMessage() + "); check its permissions",
                    e);
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
