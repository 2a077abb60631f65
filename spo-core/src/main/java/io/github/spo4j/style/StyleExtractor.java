package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

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

    /**
     * Starts an extractor.
     *
     * @return a builder with nothing set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Finds out how a text is written.
     *
     * @param text the article; text always, never a path (REFERENCE C2)
     * @return its profile
     * @throws StyleException if the text is blank, or the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice said nothing
     */
    public StyleProfile extract(String text) {
        return extract(new Article(TEXT, text), extra);
    }

    /**
     * Finds out how a text is written, with something to mind.
     *
     * @param text the article; text always, never a path (REFERENCE C2)
     * @param extra what the model should mind in this article
     * @return its profile
     * @throws StyleException if the text is blank, or the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice said nothing
     */
    public StyleProfile extract(String text, String extra) {
        return extract(new Article(TEXT, text), requireNonNull(extra, "extra"));
    }

    /**
     * Finds out how an article in a file is written.
     *
     * @param file the article; a path always, never text
     * @return its profile
     * @throws StyleException if the article cannot be read, or the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice said nothing
     */
    public StyleProfile extract(Path file) {
        return extract(reader.read(file), extra);
    }

    /**
     * Finds out how each article of a folder is written, several at a time, and writes a profile for each:
     *
     * <pre>
     * single_articles/   a profile for each article, named after it
     * .extract/          the journal of the work
     * </pre>
     *
     * <p>An article that fails does not keep the others from going on. The same call again goes on where it was stopped or
     * killed, takes up what failed, and passes over what is unchanged; no call that was answered is paid for twice. A file
     * that was there before, or was changed by hand, is never overwritten. An article of another folder is another article,
     * even under the same name, unless its text is the same. A budget that is not shared counts what earlier
     * calls on the same output folder spent.
     *
     * @param articles the folder with the articles and folders of articles, or one article
     * @param output the folder to write to; it is made if need be
     * @return how it went
     * @throws StyleException if there is no such folder or no article in it, or the output folder cannot be used
     * @throws io.github.spo4j.storage.RunException if the output folder is in use, damaged, or was made with other settings
     */
    public ExtractionReport extractAll(Path articles, Path output) {
        Path file = articles.toAbsolutePath();
        Path top = Files.isRegularFile(file) && file.getParent() != null ? file.getParent() : articles;
        // Before anything is made in the output folder.
        List<Path> found = top.equals(articles) ? reader.find(articles) : List.of(file);
        List<String> names =
                found.stream().map(any -> ArticleReader.below(top, any)).toList();
        try (OutputFolder folder = OutputFolder.open(requireNonNull(output, "output"), this);
                Session session = session(folder.journal())) {
            return new ArticleExtraction(
                            this,
                            names,
                            top.toAbsolutePath().normalize().toString(),
                            name -> reader.read(top.resolve(name), name),
                            folder.journal(),
                            folder.wording(),
                            folder.singles(),
                            session)
                    .run();
        }
    }

    /**
     * Finds out how each of these articles is written, several at a time, and keeps the journal of the work and the
     * profiles in a storage, such as a database:
     *
     * <pre>
     * single_articles/   a profile for each article, named after it
     * </pre>
     *
     * <p>All else is as in {@link #extractAll(Path, Path)}; the files in the report are those of the storage.
     *
     * @param articles at least one, each with a source that no other has
     * @param storage a storage for this work and {@link #merge(List, RunStorage)} alone
     * @return how it went
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
        try (StyleStore store = StyleStore.open(requireNonNull(storage, "storage"), this);
                Session session = session(store.journal())) {
            return new ArticleExtraction(
                            this,
                            List.copyOf(bySource.keySet()),
                            null,
                            source -> requireNonNull(bySource.get(source), source),
                            store.journal(),
                            store.wording(),
                            store,
                            session)
                    .run();
        }
    }

    /**
     * Merges profiles into the style that they have in common. Traits are merged by the model, with contradictions said;
     * category and labels by count. What is too much for one call is merged in several. The order of the profiles does
     * not matter. One profile alone is passed through as it is, without a call.
     *
     * @param profiles at least one
     * @return the common style
     * @throws StyleException if the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice said nothing
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles) {
        try (Session session = unrecorded()) {
            return merger(StyleWording.of(instructions), session, ProfileAsker.Failures.NONE)
                    .merge(profiles);
        }
    }

    /**
     * Merges profiles in files, as {@link #merge} does, and writes the result to {@code merged_articles/} in an output
     * folder, beside no other file's name. The same call again pays for nothing twice.
     *
     * @param profiles a folder with profiles ({@code .json}), or one profile
     * @param output the folder to write to; it may be that of {@link #extractAll}, and is made if need be
     * @return the common style and its file
     * @throws StyleException if a profile cannot be read, the model twice gave none, or the result cannot be written
     * @throws ModelException if the model could not be reached or twice said nothing
     * @throws io.github.spo4j.storage.RunException if the output folder is in use, damaged, or was made with other settings
     */
    public MergedStyle mergeAll(Path profiles, Path output) {
        return mergeAll(ProfileFile.find(profiles), output);
    }

    /**
     * Merges profiles in some files, as {@link #mergeAll(Path, Path)} does those of a folder.
     *
     * @param profiles the files, at least one
     * @param output the folder to write to; it may be that of {@link #extractAll}, and is made if need be
     * @return the common style and its file
     * @throws StyleException if a profile cannot be read, the model twice gave none, or the result cannot be written
     * @throws ModelException if the model could not be reached or twice said nothing
     * @throws io.github.spo4j.storage.RunException if the output folder is in use, damaged, or was made with other settings
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle mergeAll(List<Path> profiles, Path output) {
        List<StyleProfile> read = profiles.stream().map(StyleProfile::read).toList();
        try (OutputFolder folder = OutputFolder.open(requireNonNull(output, "output"), this);
                Session session = session(folder.journal())) {
            MergedStyle merged =
                    merger(folder.wording(), session, folder.journal()).merge(read);
            return merged.in(folder.addMerged(merged.profile()));
        }
    }

    /**
     * Merges profiles, as {@link #merge} does, with the journal of the work in a storage: the same call again pays for
     * nothing twice. The result is written nowhere.
     *
     * @param profiles at least one
     * @param storage a storage for this work and {@link #extractAll(List, RunStorage)} alone
     * @return the common style
     * @throws StyleException if the model twice gave no profile that can be read
     * @throws ModelException if the model could not be reached or twice said nothing
     * @throws io.github.spo4j.storage.RunException if the storage is in use, damaged, fails, or was made with other
     *     settings
     * @throws IllegalArgumentException if there is no profile
     */
    public MergedStyle merge(List<StyleProfile> profiles, RunStorage storage) {
        try (StyleStore store = StyleStore.open(requireNonNull(storage, "storage"), this);
                Session session = session(store.journal())) {
            return merger(store.wording(), session, store.journal()).merge(profiles);
        }
    }

    /**
     * What the work on an output folder has taken so far, merging included. Looked at, and not locked.
     *
     * @param output the folder of {@link #extractAll(Path, Path)} and {@link #mergeAll(Path, Path)}
     * @return the usage, at the prices of this extractor's budget; none if there is no work of theirs in the folder
     * @throws io.github.spo4j.storage.RunException if the folder is damaged
     */
    public RunUsage usage(Path output) {
        return usage(OutputFolder.journalled(requireNonNull(output, "output")));
    }

    /**
     * What the work in a storage has taken so far, as {@link #usage(Path)} says it of a folder.
     *
     * @param storage the storage of {@link #extractAll(List, RunStorage)} and {@link #merge(List, RunStorage)}
     * @return the usage, at the prices of this extractor's budget; none if there is no work of theirs in the storage
     * @throws io.github.spo4j.storage.RunException if the storage is damaged or fails
     */
    public RunUsage usage(RunStorage storage) {
        return priced(StyleJournal.usage(requireNonNull(storage, "storage")));
    }

    RunUsage priced(RunUsage usage) {
        return usage.priced(role -> limits.budget().prices().price(settings.name()));
    }

    private StyleMerger merger(StyleWording wording, Session session, ProfileAsker.Failures failures) {
        return new StyleMerger(wording, language, new ProfileAsker(session, conversion, failures), session.calls());
    }

    private Session session(StyleJournal journal) {
        return new Session(journal.calls(), limits, models(), () -> {});
    }

    private Session unrecorded() {
        return new Session(null, shared, models(), () -> {});
    }

    private List<RoleModel> models() {
        return List.of(
                new RoleModel(ModelRole.EXTRACT, port, settings), new RoleModel(ModelRole.MERGE, port, settings));
    }

    private StyleProfile extract(Article article, @Nullable String extra) {
        try (Session session = unrecorded()) {
            return new ArticleStyle(StyleWording.of(instructions), vocabulary, language)
                    .of(converted(article), extra, new ProfileAsker(session, conversion, ProfileAsker.Failures.NONE));
        }
    }

    Article converted(Article article) {
        return new Article(article.source(), conversion.apply(article.text()));
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
