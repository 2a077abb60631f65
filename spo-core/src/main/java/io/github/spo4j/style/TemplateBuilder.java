package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a template for writing in a style, which an optimizer runs as it is: the style's prompt is the prompt to
 * improve, its traits are the requirements, and each question has the facts of an article and expects that article. Not
 * thread-safe.
 *
 * <pre>{@code
 * IterationTemplate template = TemplateBuilder.of(merged.profile())
 *         .articles(Path.of("articles"), Path.of("dataset/single_articles"))
 *         .questions(3)
 *         .seed(7)
 *         .build();
 * }</pre>
 *
 * <p>The question for an article has only the facts of its own profile: with those of another, no answer could match
 * it.
 */
public final class TemplateBuilder {

    /** How large a template file may be. */
    private static final int MAX_BYTES = 1 << 20;

    private final StyleProfile style;
    private final List<Example> examples = new ArrayList<>();
    private UnaryOperator<String> conversion = UnaryOperator.identity();
    private @Nullable StyleInstructions instructions;
    private @Nullable Integer questions;
    private @Nullable Long seed;

    /** An article that a question can be made of. */
    private record Example(String source, StyleProfile profile, Supplier<Article> article) {}

    private TemplateBuilder(StyleProfile style) {
        this.style = style;
    }

    /**
     * Starts a template.
     *
     * @param style the style to write in, usually a merged one
     * @return a builder without articles
     * @throws StyleException if the profile has no prompt or no summary
     */
    public static TemplateBuilder of(StyleProfile style) {
        if (style.prompt().isBlank() || style.summary().isBlank()) {
            throw new StyleException(
                    StyleException.Kind.PROFILE, "the style", "it has no prompt or no style_summary; merge it again");
        }
        return new TemplateBuilder(style);
    }

    /**
     * Adds an article.
     *
     * @param article the article
     * @param profile the profile made from it
     * @throws IllegalArgumentException if the profile says that it was made from another article
     * @throws StyleException if the profile has no facts
     */
    public TemplateBuilder article(Article article, StyleProfile profile) {
        String made = profile.source();
        if (made != null && !("/" + article.source()).endsWith("/" + made)) {
            throw new IllegalArgumentException(
                    "the profile was made from " + made + " and not from " + article.source());
        }
        add(new Example(article.source(), profile, () -> article));
        return this;
    }

    /**
     * Adds all articles of a folder that have a profile with facts.
     *
     * @param articles the folder with the articles
     * @param profiles the folder with their profiles, as {@link StyleExtractor#extractAll} writes them. A profile that
     *     does not say from which article it was made belongs to the one article with its name
     * @throws StyleException if a folder or a profile cannot be read, no article has a profile, or one has two
     */
    public TemplateBuilder articles(Path articles, Path profiles) {
        return articles(articles, profiles, ArticleReader.standard());
    }

    /**
     * Adds all articles of a folder that have a profile with facts, read by a custom reader.
     *
     * @param articles the folder with the articles
     * @param profiles the folder with their profiles
     * @param reader reads the articles
     * @throws StyleException if a folder or a profile cannot be read, no article has a profile, or one has two
     */
    public TemplateBuilder articles(Path articles, Path profiles, ArticleReader reader) {
        // Only among these, never where a profile points to.
        List<Path> found = reader.find(articles);
        Map<Path, Path> profileOf = new HashMap<>();
        int before = examples.size();
        for (Path file : ProfileJson.find(profiles)) {
            StyleProfile profile = StyleProfile.read(file);
            List<Path> meant = found.stream()
                    .filter(article -> isOf(profile, file, ArticleReader.below(articles, article)))
                    .toList();
            if (meant.size() == 1 && !profile.facts().isBlank()) {
                String source = ArticleReader.below(articles, meant.get(0));
                Path other = profileOf.put(meant.get(0), file);
                if (other != null) {
                    throw new StyleException(
                            StyleException.Kind.PROFILE,
                            file.toString(),
                            "it is of an article named " + source + ", and so is " + other.getFileName()
                                    + "; move away the one that is of another folder's article");
                }
                add(new Example(source, profile, () -> reader.read(meant.get(0), source)));
            }
        }
        if (examples.size() == before) {
            throw new StyleException(
                    StyleException.Kind.PROFILE,
                    profiles.toString(),
                    "no profile in it has facts and belongs to an article in " + articles
                            + "; extract these articles first");
        }
        return this;
    }

    private static boolean isOf(StyleProfile profile, Path file, String article) {
        String made = profile.source();
        return made != null ? made.equals(article) : stem(article).equals(stem(String.valueOf(file.getFileName())));
    }

    private static String stem(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private void add(Example example) {
        if (example.profile().facts().isBlank()) {
            throw new StyleException(
                    StyleException.Kind.PROFILE,
                    example.source(),
                    "its profile has no facts (fact_info) to ask for; extract it again or leave it out");
        }
        examples.add(example);
    }

    /**
     * Sets how many questions the template has. More take more calls in each round of the optimizer.
     *
     * @param value at least 1; default: one for each article
     * @throws IllegalArgumentException if the value is not positive
     */
    public TemplateBuilder questions(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("questions must be at least 1: " + value);
        }
        questions = value;
        return this;
    }

    /**
     * Draws the articles when there are more than questions. The same seed draws the same articles from the same
     * folder.
     *
     * @param value default: nothing is drawn, the first articles are taken
     */
    public TemplateBuilder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Sets the texts of questions and requirements.
     *
     * @param value default: ours, in Chinese for a style with a Chinese prompt and else in English
     */
    public TemplateBuilder instructions(StyleInstructions value) {
        instructions = requireNonNull(value, "instructions");
        return this;
    }

    /**
     * Sets a conversion for the expected articles. Without that of the extractor, answers would be compared with
     * articles in other characters than the style was extracted from.
     *
     * @param value that of {@link StyleExtractor.Builder#textConversion}; default: none
     */
    public TemplateBuilder textConversion(UnaryOperator<String> value) {
        conversion = requireNonNull(value, "textConversion");
        return this;
    }

    /**
     * Makes the template.
     *
     * @return the template
     * @throws IllegalStateException if there is no article
     * @throws StyleException if there are fewer articles than questions, an article cannot be read, or all of them
     *     together are too long for a template
     */
    public IterationTemplate build() {
        if (examples.isEmpty()) {
            throw new IllegalStateException("a template needs article(...) or articles(...) before build()");
        }
        StyleMessage words = new StyleMessage(StyleWording.of(instructions).suiting(style.prompt()));
        List<QuestionAnswer> pairs = chosen().stream()
                .map(example -> QuestionAnswer.of(
                        words.question(
                                example.profile().facts(), example.profile().image()),
                        conversion.apply(example.article().get().text())))
                .toList();
        IterationTemplate template =
                IterationTemplate.of(style.prompt(), words.requirements(style.summary(), style.styleLines()), pairs);
        if (template.toYaml().getBytes(UTF_8).length > MAX_BYTES) {
            throw new StyleException(
                    StyleException.Kind.OUTPUT,
                    "the template",
                    "it would have more than " + MAX_BYTES + " bytes; ask fewer questions or leave out long articles");
        }
        return template;
    }

    private List<Example> chosen() {
        int count = questions == null ? examples.size() : questions;
        if (count > examples.size()) {
            throw new StyleException(
                    StyleException.Kind.ARTICLE,
                    "the template",
                    count + " questions need as many articles, and there are " + examples.size()
                            + "; add articles or ask fewer questions");
        }
        if (seed == null) {
            return examples.subList(0, count);
        }
        // By a hash of seed and article, so that one more article changes little.
        List<Example> drawn = examples.stream()
                .sorted(Comparator.comparing(example -> Sha256.hex(seed + "/" + example.source())))
                .limit(count)
                .toList();
        return examples.stream().filter(drawn::contains).toList();
    }
}
