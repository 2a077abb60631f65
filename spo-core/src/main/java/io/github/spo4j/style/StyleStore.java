package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.storage.RunStorage;
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

    private final JournalledRun run;
    private final StyleWording wording;
    private final StyleJournal journal;

    private StyleStore(JournalledRun run, StyleExtractor setup) {
        this.run = run;
        Optional<Fingerprint> recorded = run.header().map(RunHeader::fingerprint);
        wording = wording(setup, recorded);
        journal = new StyleJournal(run, fingerprint(setup, wording), setup.clock);
    }

    static StyleStore open(RunStorage storage, StyleExtractor setup) {
        JournalledRun run = JournalledRun.lock(storage);
        StyleStore store = null;
        try {
            store = new StyleStore(run, setup);
            return store;
        } finally {
            if (store == null) {
                run.close();
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
        setup.settings.parameters().forEach((name, value) -> put(texts, name, value));
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
        return run.storage().list(SINGLES);
    }

    @Override
    public boolean exists(String name) {
        return run.storage().read(file(name)).isPresent();
    }

    @Override
    public String sha256(String name) {
        return Sha256.hex(run.storage().read(file(name)).orElseThrow());
    }

    @Override
    public void replace(String name, String json) {
        run.writer().replace(file(name), json.getBytes(UTF_8));
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
        run.close();
    }
}
