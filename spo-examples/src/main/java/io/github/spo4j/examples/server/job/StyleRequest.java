package io.github.spo4j.examples.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ArticleReader;
import io.github.spo4j.style.StyleExtractor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A request to extract styles, checked. Immutable. */
final class StyleRequest implements JobRequest {

    static final String ARTICLES = "articles";
    static final String QUESTIONS = "questions";

    private static final int LONGEST_ARTICLE_NAME = 200;
    private static final int LONGEST_TEXT = ArticleReader.MAX_BYTES; // as in files

    /** The part of an article that its facts, which the question repeats, are assumed to take. */
    private static final int FACTS = 10;

    private final JobSetup setup;
    private final JobKind kind;
    private final String name;
    private final List<Article> articles;
    private final @Nullable String extra;
    private final boolean simplify;
    private final @Nullable Integer questions;
    private final ChosenModel model;
    private final Spending spending;

    private StyleRequest(RequestFields fields, JobKind kind, JobSetup setup) {
        this.setup = setup;
        this.kind = kind;
        String label = fields.label("name", LONGEST_NAME);
        name = label == null || label.isBlank() ? kind.word() : label;
        articles = articles(fields, setup.limits().articles());
        extra = fields.text("extra", LONGEST_TEXT);
        simplify = fields.flag("simplify");
        questions = fields.count(QUESTIONS, 1, Integer.MAX_VALUE);
        model = ChosenModel.read(fields, "model", ModelRole.EXTRACT, setup.models());
        spending = Spending.read(fields, setup.limits());
    }

    private static List<Article> articles(RequestFields fields, int most) {
        List<Article> articles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RequestFields given : fields.objects(ARTICLES, most)) {
            String source = given.label("name", LONGEST_ARTICLE_NAME);
            String text = given.requiredText("text", LONGEST_TEXT);
            if (source == null || source.isBlank()) {
                given.wrong("name", "must be given and not be blank");
            } else if (!names.add(source)) {
                given.wrong("name", "is used twice; give each article its own");
            } else if (!text.isEmpty()) {
                articles.add(new Article(source, text));
            }
            given.refuseOthers();
        }
        return articles;
    }

    static StyleRequest read(ObjectNode json, JobKind kind, JobSetup setup) {
        RequestFields fields = RequestFields.of(json);
        fields.text(KIND);
        StyleRequest request = new StyleRequest(fields, kind, setup);
        if (kind == JobKind.EXTRACT && request.questions != null) {
            fields.wrong(QUESTIONS, "are for a style, which builds a template; leave it out");
        }
        fields.requireRight();
        request.refuseWhatCannotEnd();
        return request;
    }

    /** Refuses what would fail after its calls were paid for. */
    private void refuseWhatCannotEnd() {
        if (questions != null && questions > articles.size()) {
            throw refused(QUESTIONS, "there are more questions than articles; each question needs its own article");
        }
        try {
            StyleExtractor unused = extractor().build();
        } catch (IllegalArgumentException e) { // a limit on money, but no price for the model
            throw refused(null, String.valueOf(e.getMessage()));
        }
        long least = leastCalls();
        if (spending.calls() != null && spending.calls() < least) {
            throw refused(
                    "budget.calls",
                    "budget.calls does not cover the " + least + " calls that these articles take at least; give more");
        }
        int asked = questions == null ? articles.size() : questions;
        int fitting = fitting();
        if (kind == JobKind.STYLE && fitting < asked) {
            throw refused(QUESTIONS, tooLong(fitting));
        }
    }

    private static JobException refused(@Nullable String field, String problem) {
        return new JobException(Kind.INVALID_REQUEST, List.of(new Wrong(field, null, problem)));
    }

    /** Articles with the same text may share a call; several profiles are merged with at least one more. */
    private long leastCalls() {
        long texts = articles.stream().map(Article::text).distinct().count();
        return kind == JobKind.STYLE && texts > 1 ? texts + 1 : texts;
    }

    /** How many of the first articles fit in a template, which expects them as answers and asks for their facts. */
    private int fitting() {
        long bytes = 0;
        int fitting = 0;
        for (Article article : articles) {
            bytes += article.text().length() > TemplateCheck.MAX_BYTES
                    ? article.text().length()
                    : article.text().getBytes(UTF_8).length;
            if (bytes + bytes / FACTS > TemplateCheck.MAX_BYTES) {
                return fitting;
            }
            fitting++;
        }
        return fitting;
    }

    private static String tooLong(int fitting) {
        String room =
                "a template has room for " + TemplateCheck.MAX_BYTES + " bytes with the articles that it asks for; ";
        return fitting == 0
                ? room + "leave out or shorten the first article, or ask for their profiles alone, kind extract"
                : room + "set questions to " + fitting + " or fewer; all articles shape the style";
    }

    StyleExtractor.Builder extractor() {
        JobModel chosen = model.in(setup.models(), 1);
        StyleExtractor.Builder extractor = StyleExtractor.builder()
                .model(chosen.port(), chosen.settings())
                .callPolicy(setup.policy())
                .budget(spending.budget(setup.limits()))
                .textConversion(conversion());
        return extra == null ? extractor : extractor.extra(extra);
    }

    UnaryOperator<String> conversion() {
        return simplify ? setup.simplify() : UnaryOperator.identity();
    }

    List<Article> articles() {
        return articles;
    }

    @Nullable
    Integer questions() {
        return questions;
    }

    Spending spending() {
        return spending;
    }

    @Override
    public JobKind kind() {
        return kind;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JobWork work(@Nullable Decision decision) {
        return new StyleWork(this);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StoredJson.object().put(KIND, kind.word()).put("name", name);
        ArrayNode all = json.putArray(ARTICLES);
        articles.forEach(
                article -> all.addObject().put("name", article.source()).put("text", article.text()));
        json.put("extra", extra).put("simplify", simplify);
        if (kind == JobKind.STYLE) {
            json.put(QUESTIONS, questions);
        }
        model.write(json, "model", setup.models());
        spending.write(json);
        return json;
    }

    /** Changes a request for clients: articles by name and length only. */
    static ObjectNode shown(ObjectNode request) {
        request.path(ARTICLES).forEach(article -> {
            ObjectNode entry = (ObjectNode) article;
            entry.put("characters", entry.path("text").asText().length());
            entry.remove("text");
        });
        return request;
    }
}
