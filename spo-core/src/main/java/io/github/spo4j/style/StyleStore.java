package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.RunHeader;
import io.github.spo4j.journal.RunStorage;
import io.github.spo4j.model.ModelSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run storage with the journal of the work on styles, and room for profiles:
 *
 * <pre>
 * single_articles/   a profile for each article
 * </pre>
 */
final class StyleStore implements AutoCloseable, ProfilePlace {

    private static final String SINGLES = "single_articles";

    private final RunStorage storage;
    private final RunStorage.Writer writer;
    private final StyleJournal journal;
    private final StyleWording wording;

    private StyleStore(RunStorage storage, RunStorage.Writer writer, StyleJournal journal, StyleWording wording) {
        this.storage = storage;
        this.writer = writer;
        this.journal = journal;
        this.wording = wording;
    }

    static StyleStore open(RunStorage storage, StyleExtractor setup) {
        RunStorage.Writer writer = storage.lock();
        StyleJournal journal = null;
        try {
            Optional<Fingerprint> recorded = RunHeader.read(storage).map(RunHeader::fingerprint);
            StyleWording wording = wording(setup, recorded);
            journal = StyleJournal.open(storage, writer, fingerprint(setup, wording), setup.clock);
            return new StyleStore(storage, writer, journal, wording);
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
        put(texts, "extra", setup.extra);
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

    @Override
    public List<String> names() {
        return storage.list(SINGLES);
    }

    @Override
    public boolean exists(String name) {
        return storage.read(file(name)).isPresent();
    }

    @Override
    public String sha256(String name) {
        return Article.sha256(new String(storage.read(file(name)).orElseThrow(), UTF_8));
    }

    @Override
    public void replace(String name, String json) {
        writer.replace(file(name), json.getBytes(UTF_8));
    }

    @Override
    public Path path(String name) {
        return Path.of(SINGLES, name);
    }

    private static String file(String name) {
        return SINGLES + "/" + name;
    }

    @Override
    public void close() {
        journal.close();
    }
}
