package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.model.Budget;
import io.github.spo4j.model.BudgetAccount;
import io.github.spo4j.model.CallPolicy;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelSettings;
import java.nio.file.Path;
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
    final ArticleReader reader;
    final CallPolicy callPolicy;
    final Budget budget;
    private final BudgetAccount account;

    private StyleExtractor(Builder builder, ChatModelPort port) {
        this.port = port;
        settings = builder.settings;
        instructions = builder.instructions;
        vocabulary = builder.vocabulary;
        conversion = builder.conversion;
        language = builder.language;
        reader = builder.reader;
        callPolicy = builder.callPolicy == null ? CallPolicy.defaults() : builder.callPolicy;
        budget = builder.budget;
        account = budget.account();
        account.requirePrice(settings.name());
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
        return extract(new Article(TEXT, text), null);
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
        return extract(reader.read(file), null);
    }

    private StyleProfile extract(Article article, @Nullable String extra) {
        ProfileAsker asker =
                new ProfileAsker(callPolicy.wrap(port, account), settings, conversion, ProfileAsker.Failures.NONE);
        return new ArticleStyle(StyleWording.of(instructions), vocabulary, language)
                .of(converted(article), extra, asker);
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
        private ArticleReader reader = ArticleReader.standard();
        private @Nullable CallPolicy callPolicy;
        private Budget budget = Budget.unlimited();

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
