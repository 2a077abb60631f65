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
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes how articles are written.
 *
 * <pre>{@code
 * StyleProfile profile = StyleExtractor.builder().model(port).build().extract(text);
 * }</pre>
 *
 * <p>A model is asked for a {@link StyleProfile}; when its reply cannot be read for certain, it is asked once
 * more with the reason. Immutable, thread-safe.
 */
public final class StyleExtractor {

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

    /** What was spent on storages before this extractor; empty where the budget is shared and does not count that. */
    private final Optional<EarlierSpending> earlier;

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
        Budget account = budget.isShared() ? budget : budget.shared();
        earlier = budget.isShared() ? Optional.empty() : Optional.of(new EarlierSpending(account));
        limits = new Session.Limits(account, policy, null, builder.threads);
        listener = builder.listener;
        clock = builder.clock;
        budget.requirePrice(model(ModelRole.EXTRACT).name());
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
     * @throws ModelException if the model could not be reached or twice gave no usable reply
     */
    public StyleProfile extract(String text) {
        return extract(new Article("text", text));
    }

    /**
     * Describes how an article is written. {@link ArticleReader} reads one from a file.
     *
     * @param article the article
     * @return its profile, which does not name its {@linkplain StyleProfile#source() source}
     * @throws StyleException if the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice gave no usable reply
     */
    public StyleProfile extract(Article article) {
        ProfileAsker asker = new ProfileAsker(session(null), conversion, null);
        return new ArticleStyle(StyleWording.of(instructions), this, asker).of(converted(article));
    }

    /**
     * Describes how each article of a folder is written, several at a time, and writes a profile for each to
     * {@code single_articles/}, named after its article. An article is read when it is its turn.
     *
     * <p>An article that fails does not stop the others. The same call again resumes what was stopped or killed,
     * retries what failed, and skips what is unchanged; no call that was answered is paid for twice. A file that
     * existed before, or was changed by hand, is never overwritten. An article of another folder is another article,
     * even under the same name, unless its text is the same. A budget that is not shared counts what was spent on
     * the storage before this extractor first used it.
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
        ArticleReader.Found found =
                top.equals(articles) ? reader.found(articles) : new ArticleReader.Found(List.of(file), new TreeMap<>());
        List<String> names = found.articles().stream()
                .map(any -> ArticleReader.below(top, any))
                .toList();
        String folder = top.toAbsolutePath().normalize().toString();
        return extractAll(names, folder, name -> reader.read(top.resolve(name), name), storage)
                .withOthers(found.others());
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
        try (StyleRun run = StyleRun.open(requireNonNull(storage, "storage"), this)) {
            return new ArticleExtraction(this, names, folder, reading, run, session(run)).run();
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
     * @throws ModelException if the model could not be reached or twice gave no usable reply
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles) {
        return merged(profiles, StyleWording.of(instructions), session(null), null);
    }

    /**
     * Merges profiles, as {@link #merge(List)} does, and writes the result to {@code merged_articles/}, under a name
     * that no other file has. The same call again pays for nothing twice.
     *
     * @param profiles at least one; {@link StyleProfile#readAll} reads those of a folder
     * @param storage may be that of {@link #extractAll}
     * @return the common style and its file
     * @throws StyleException if the model twice gave no profile that can be read, or the result cannot be written
     * @throws ModelException if the model could not be reached or twice gave no usable reply
     * @throws io.github.spo4j.storage.RunException if the storage is in use, damaged, fails, or was made with other
     *     settings
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles, RunStorage storage) {
        try (StyleRun run = StyleRun.open(requireNonNull(storage, "storage"), this)) {
            MergedStyle merged = merged(profiles, run.wording(), session(run), run);
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
                .priced(role -> limits.budget().prices().price(model(role).name()));
    }

    private MergedStyle merged(
            List<StyleProfile> profiles, StyleWording wording, Session session, @Nullable StyleRun run) {
        ProfileAsker asker = new ProfileAsker(session, conversion, run);
        return new StyleMerger(wording, language, asker, session.calls()).merge(profiles);
    }

    private Session session(@Nullable StyleRun run) {
        List<RoleModel> models = List.of(model(ModelRole.EXTRACT), model(ModelRole.MERGE));
        if (run == null) {
            return new Session(null, limits, models, () -> {}, new CallListener() {});
        }
        earlier.ifPresent(spending -> spending.count(run.id(), run.calls().usage(), models));
        return new Session(run.calls(), limits, models, () -> {}, new CallListener() {});
    }

    private RoleModel model(ModelRole role) {
        return new RoleModel(role, port, settings);
    }

    Article converted(Article article) {
        return new Article(article.source(), conversion.apply(article.text()), article.passedOver());
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

    /** Collects the settings of a {@link StyleExtractor}. Not thread-safe. */
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
         * Sets the model, with its default settings.
         *
         * @param value where requests go
         */
        public Builder model(ChatModelPort value) {
            return model(value, ModelSettings.unset());
        }

        /**
         * Sets the model and its settings.
         *
         * @param value where requests go
         * @param how sent with each request; what is not set is not sent
         */
        public Builder model(ChatModelPort value, ModelSettings how) {
            port = requireNonNull(value, "model");
            settings = requireNonNull(how, "settings");
            return this;
        }

        /**
         * Sets the instructions for the model. Other instructions need another storage.
         *
         * @param value default: ours, in Chinese for a Chinese article and else in English
         */
        public Builder instructions(StyleInstructions value) {
            instructions = requireNonNull(value, "instructions");
            return this;
        }

        /**
         * Sets the words for category and labels, so that profiles can be sorted by them. For a reply with other words
         * the model is asked once more, which costs a call.
         *
         * @param value default: {@link StyleVocabulary#free()}
         */
        public Builder vocabulary(StyleVocabulary value) {
            vocabulary = requireNonNull(value, "vocabulary");
            return this;
        }

        /**
         * Sets a conversion for articles, before the model sees them, and for its replies, such as that from
         * traditional to simplified Chinese characters. It must give the same for the same text, or articles are paid
         * for again.
         *
         * @param value default: none
         */
        public Builder textConversion(UnaryOperator<String> value) {
            conversion = requireNonNull(value, "textConversion");
            return this;
        }

        /**
         * Sets the language of the profiles, so that articles in several languages can be merged.
         *
         * @param value its name, in the language of the instructions; default: the article's
         */
        public Builder language(String value) {
            language = requireNonNull(value, "language");
            return this;
        }

        /**
         * Sets what the model should mind in every article.
         *
         * @param value the text; default: nothing
         */
        public Builder extra(String value) {
            extra = requireNonNull(value, "extra");
            return this;
        }

        /**
         * Sets how the articles of a folder are read.
         *
         * @param value default: {@link ArticleReader#standard()}
         */
        public Builder reader(ArticleReader value) {
            reader = requireNonNull(value, "reader");
            return this;
        }

        /**
         * Sets how calls are made: retries, time-out, limits. Share a policy to share its limits with other work.
         *
         * @param value default: new {@link CallPolicy#defaults()}
         */
        public Builder callPolicy(CallPolicy value) {
            callPolicy = requireNonNull(value, "callPolicy");
            return this;
        }

        /**
         * Sets how much this extractor may spend on all that it is asked, as long as it lives: texts, folders and merges
         * together, and what was spent before on the storages that it works on. When it is spent, the work stops and can be
         * resumed by an extractor with more. A {@linkplain Budget#shared() shared} budget holds for all that are given it.
         *
         * @param value default: no limit
         */
        public Builder budget(Budget value) {
            budget = requireNonNull(value, "budget");
            return this;
        }

        /**
         * Sets a listener that follows {@link StyleExtractor#extractAll}.
         *
         * @param value default: none
         */
        public Builder listener(ExtractionListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets the threads on which the model is called, so that a port sees their context; nothing else runs there. The
         * caller closes them. Few of them, or busy ones, slow the work down and never fail it. Do not call the extractor on
         * the only one, since it waits for these threads: when none was free for five minutes, or the executor is stopped,
         * it throws an IllegalStateException.
         *
         * @param value default: our own threads, virtual ones where Java has them, which inherit nothing
         */
        public Builder threads(ExecutorService value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Sets the clock for dates in a storage.
         *
         * @param value default: the system's
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
         * @throws IllegalArgumentException if the budget limits money and the model's price is unknown
         */
        public StyleExtractor build() {
            if (port == null) {
                throw new IllegalStateException("an extractor needs model(...) before build()");
            }
            return new StyleExtractor(this, port);
        }
    }
}
