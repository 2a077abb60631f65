package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how articles are written.
 *
 * <pre>{@code
 * StyleProfile profile = StyleExtractor.builder().model(port).build().extract(text);
 * }</pre>
 *
 * <p>A model is asked for a {@link StyleProfile}; a reply that can be read in more than one way is asked for once more
 * with what was wrong. Immutable, thread-safe.
 */
public final class StyleExtractor {

    private static final String TEXT = "text";

    final ChatModelPort port;
    final ModelSettings settings;
    final @Nullable StyleInstructions instructions;
    final StyleVocabulary vocabulary;
    final UnaryOperator<String> conversion;
    final @Nullable String language;
    final @Nullable String extra;
    final ArticleReader reader;
    final ExtractionListener listener;
    final Clock clock;
    private final Session.Limits limits;

    /** What is not recorded in a folder or storage is paid from one account. */
    private final Session.Limits shared;

    private StyleExtractor(Builder builder, ChatModelPort port) {
        this.port = port;
        settings = builder.settings;
        instructions = builder.instructions;
        vocabulary = builder.vocabulary;
        conversion = builder.conversion;
        language = builder.language;
        extra = builder.extra;
        reader = builder.reader;
        Budget budget = builder.budget;
        CallPolicy policy = builder.callPolicy == null ? CallPolicy.defaults() : builder.callPolicy;
        limits = new Session.Limits(budget, policy, null, builder.threads);
        shared = new Session.Limits(budget.isShared() ? budget : budget.shared(), policy, null, builder.threads);
        listener = builder.listener;
        clock = builder.clock;
        budget.requirePrice(settings.name());
    }

    /** {@return a builder with nothing set} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A folder for people as the storage of {@link #extractAll} and {@link #merge(List, RunStorage)}:
     *
     * <pre>
     * single_articles/   a profile for each article, named after it
     * merged_articles/   merged profiles
     * .extract/          the journal, the lock, drafts
     * </pre>
     *
     * <p>A profile that cannot be read or written there fails its article alone.
     *
     * @param output the folder; it is made when something is written to it
     * @return the storage; the files that reports name are paths below {@code output}
     */
    public static RunStorage outputFolder(Path output) {
        return new OutputFolder(requireNonNull(output, "output"));
    }

    /**
     * Describes how a text is written.
     *
     * @param text the article; always text, never a path
     * @return its profile
     * @throws StyleException if the text is blank, or the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice gave an empty reply
     */
    public StyleProfile extract(String text) {
        return extract(new Article(TEXT, text));
    }

    /**
     * Describes how an article is written. {@link ArticleReader} reads one from a file.
     *
     * @param article the article
     * @return its profile, which does not name its {@linkplain StyleProfile#source() source}
     * @throws StyleException if the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice gave an empty reply
     */
    public StyleProfile extract(Article article) {
        try (Session session = session(null)) {
            return new ArticleStyle(StyleWording.of(instructions), vocabulary, language)
                    .of(converted(article), extra, new ProfileAsker(session, conversion, null));
        }
    }

    /**
     * Describes how each article of a folder is written, several at a time, and writes a profile for each to
     * {@code single_articles/}, named after its article. Articles are read one by one, when it is their turn.
     *
     * <p>An article that fails does not stop the others. The same call again resumes what was stopped or killed, retries
     * what failed, and skips what is unchanged; no call that was answered is paid for twice. A file that existed before,
     * or was changed by hand, is never overwritten. An article of another folder is another article, even under the same
     * name, unless its text is the same. A budget that is not shared counts what earlier calls on the same storage spent.
     *
     * @param articles the folder with the articles and folders of articles, or one article
     * @param storage an {@link #outputFolder}, or another storage that is used for extraction and merging alone
     * @return the outcome
     * @throws StyleException if there is no such folder or no article in it
     * @throws io.github.spo4j.storage.RunException if the storage is in use, damaged, fails, or was made with other
     *     settings
     */
    public ExtractionReport extractAll(Path articles, RunStorage storage) {
        Path file = articles.toAbsolutePath();
        Path top = Files.isRegularFile(file) && file.getParent() != null ? file.getParent() : articles;
        List<Path> found = top.equals(articles) ? reader.find(articles) : List.of(file);
        List<String> names =
                found.stream().map(any -> ArticleReader.below(top, any)).toList();
        String folder = top.toAbsolutePath().normalize().toString();
        return extractAll(names, folder, name -> reader.read(top.resolve(name), name), storage);
    }

    /**
     * Describes how each of these articles is written, as {@link #extractAll(Path, RunStorage)} does for a folder.
     *
     * @param articles at least one, each with a source that no other has
     * @param storage an {@link #outputFolder}, or another storage that is used for extraction and merging alone
     * @return the outcome
     * @throws io.github.spo4j.storage.RunException if the storage is in use, damaged, fails, or was made with other
     *     settings
     * @throws IllegalArgumentException if there is no article, or two have the same source
     */
    public ExtractionReport extractAll(List<Article> articles, RunStorage storage) {
        Map<String, Article> bySource = new LinkedHashMap<>();
        for (Article article : articles) {
            if (bySource.put(article.source(), article) != null) {
                throw new IllegalArgumentException("two articles are named '" + article.source() + "'");
            }
        }
        if (bySource.isEmpty()) {
            throw new IllegalArgumentException("there is no article");
        }
        return extractAll(
                List.copyOf(bySource.keySet()), null, name -> requireNonNull(bySource.get(name), name), storage);
    }

    private ExtractionReport extractAll(
            List<String> names, @Nullable String folder, Function<String, Article> reading, RunStorage storage) {
        try (StyleRun run = StyleRun.open(requireNonNull(storage, "storage"), this);
                Session session = session(run)) {
            return new ArticleExtraction(this, names, folder, reading, run, session).run();
        }
    }

    /**
     * Merges profiles into the style that they have in common. The model merges traits and names contradictions;
     * category and labels are counted. Profiles that are too long for one call are merged in several. The order of the
     * profiles does not matter. A single profile is returned as it is, without a call.
     *
     * @param profiles at least one
     * @return the common style, written to no file
     * @throws StyleException if the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice gave an empty reply
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles) {
        try (Session session = session(null)) {
            return merged(profiles, StyleWording.of(instructions), session, null);
        }
    }

    /**
     * Merges profiles, as {@link #merge(List)} does, and writes the result to {@code merged_articles/}, under a name that
     * no other file has. The same call again pays for nothing twice.
     *
     * @param profiles at least one; {@link StyleProfile#readAll} reads those of a folder
     * @param storage may be that of {@link #extractAll}
     * @return the common style and its file
     * @throws StyleException if the model twice gave no profile that can be read, or the result cannot be written
     * @throws ModelException if the model could not be reached or twice gave an empty reply
     * @throws io.github.spo4j.storage.RunException if the storage is in use, damaged, fails, or was made with other
     *     settings
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles, RunStorage storage) {
        try (StyleRun run = StyleRun.open(requireNonNull(storage, "storage"), this);
                Session session = session(run)) {
            MergedStyle merged = merged(profiles, run.wording(), session, run);
            return merged.in(run.addMerged(merged.profile()));
        }
    }

    /**
     * What the work in a storage has taken so far, merging included. It is read without the lock.
     *
     * @param storage the storage of {@link #extractAll} and {@link #merge(List, RunStorage)}
     * @return the usage, at the prices of this extractor's budget; none if there is no such work in the storage
     * @throws io.github.spo4j.storage.RunException if the storage is damaged or fails
     */
    public RunUsage usage(RunStorage storage) {
        return StyleRun.usage(requireNonNull(storage, "storage"))
                .priced(role -> limits.budget().prices().price(settings.name()));
    }

    private MergedStyle merged(
            List<StyleProfile> profiles, StyleWording wording, Session session, @Nullable StyleRun run) {
        ProfileAsker asker = new ProfileAsker(session, conversion, run);
        return new StyleMerger(wording, language, asker, session.calls()).merge(profiles);
    }

    private Session session(@Nullable StyleRun run) {
        List<RoleModel> models = List.of(
                new RoleModel(ModelRole.EXTRACT, port, settings), new RoleModel(ModelRole.MERGE, port, settings));
        return run == null
                ? new Session(null, shared, models, () -> {})
                : new Session(run.calls(), limits, models, () -> {});
    }

    Article converted(Article article) {
        return new Article(article.source(), conversion.apply(article.text()));
    }

    /** What a storage records of these settings: with others the work would not be the same. */
    Fingerprint fingerprint(StyleWording wording) {
        Map<String, String> texts = new LinkedHashMap<>(wording.texts());
        settings.parameters().forEach((name, value) -> texts.put(name, value.toString()));
        Map<String, List<String>> words = Map.of(
                "categories", vocabulary.categories(),
                "labels", vocabulary.labels(),
                "template_labels", vocabulary.templateLabels());
        words.forEach((name, list) -> put(texts, name, list.isEmpty() ? null : String.join(", ", list)));
        put(texts, "language", language);
        put(texts, "extra", extra);
        return Fingerprint.of(texts);
    }

    private static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }

    /** Collects what a {@link StyleExtractor} is made of. Not thread-safe. */
    public static final class Builder {

        private @Nullable ChatModelPort port;
        private ModelSettings settings = ModelSettings.unset();
        private @Nullable StyleInstructions instructions;
        private StyleVocabulary vocabulary = StyleVocabulary.free();
        private UnaryOperator<String> conversion = UnaryOperator.identity();
        private @Nullable String language;
        private @Nullable String extra;
        private ArticleReader reader = ArticleReader.standard();
        private @Nullable CallPolicy callPolicy;
        private Budget budget = Budget.unlimited();
        private ExtractionListener listener = new ExtractionListener() {};
        private Clock clock = Clock.systemUTC();
        private @Nullable ExecutorService threads;

        private Builder() {}

        /**
         * Sets the model, with its own settings.
         *
         * @param value where requests go
         * @return this builder
         */
        public Builder model(ChatModelPort value) {
            return model(value, ModelSettings.unset());
        }

        /**
         * Sets the model and how it is asked.
         *
         * @param value where requests go
         * @param how sent with each request; what is not set is not sent
         * @return this builder
         */
        public Builder model(ChatModelPort value, ModelSettings how) {
            port = requireNonNull(value, "model");
            settings = requireNonNull(how, "settings");
            return this;
        }

        /**
         * Sets in which words the model is asked.
         *
         * @param value default: ours, in Chinese for a Chinese article and else in English
         * @return this builder
         */
        public Builder instructions(StyleInstructions value) {
            instructions = requireNonNull(value, "instructions");
            return this;
        }

        /**
         * Sets from which words category and labels are chosen. A reply with others is asked for once more.
         *
         * @param value default: {@link StyleVocabulary#free()}
         * @return this builder
         */
        public Builder vocabulary(StyleVocabulary value) {
            vocabulary = requireNonNull(value, "vocabulary");
            return this;
        }

        /**
         * Sets a conversion for articles before the model sees them and for what it replies, such as that from
         * traditional to simplified Chinese characters. It must give the same for the same text.
         *
         * @param value default: none
         * @return this builder
         */
        public Builder textConversion(UnaryOperator<String> value) {
            conversion = requireNonNull(value, "textConversion");
            return this;
        }

        /**
         * Sets the language of the profiles.
         *
         * @param value its name, as the instructions would say it; default: the article's
         * @return this builder
         */
        public Builder language(String value) {
            language = requireNonNull(value, "language");
            return this;
        }

        /**
         * Sets what the model should mind in every article that is not given with something of its own.
         *
         * @param value the text; default: nothing
         * @return this builder
         */
        public Builder extra(String value) {
            extra = requireNonNull(value, "extra");
            return this;
        }

        /**
         * Sets how articles are read from files.
         *
         * @param value default: {@link ArticleReader#standard()}
         * @return this builder
         */
        public Builder reader(ArticleReader value) {
            reader = requireNonNull(value, "reader");
            return this;
        }

        /**
         * Sets how calls are made: retries, time-out, limits.
         *
         * @param value default: {@link CallPolicy#defaults()}, of this extractor's own
         * @return this builder
         */
        public Builder callPolicy(CallPolicy value) {
            callPolicy = requireNonNull(value, "callPolicy");
            return this;
        }

        /**
         * Sets how much may be spent by this extractor.
         *
         * @param value default: no limit
         * @return this builder
         */
        public Builder budget(Budget value) {
            budget = requireNonNull(value, "budget");
            return this;
        }

        /**
         * Sets who is told how a folder of articles goes.
         *
         * @param value default: nobody
         * @return this builder
         */
        public Builder listener(ExtractionListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets the threads on which a folder of articles is worked at. The caller closes them. Do not call the extractor on
         * one of them: it waits for the others.
         *
         * @param value default: threads of the extractor's own, virtual ones where Java has them, at most 64 at a time
         * @return this builder
         */
        public Builder threads(ExecutorService value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Sets the clock that dates what is written to an output folder.
         *
         * @param value default the system's
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Makes the extractor. No call is made yet.
         *
         * @return the extractor
         * @throws IllegalStateException if there is no model
         * @throws IllegalArgumentException if the budget limits money and the model's price is not known
         */
        public StyleExtractor build() {
            if (port == null) {
                throw new IllegalStateException("an extractor needs model(...) before build()");
            }
            return new StyleExtractor(this, port);
        }
    }
}
