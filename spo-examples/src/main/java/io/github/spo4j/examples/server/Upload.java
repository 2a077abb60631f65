package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.JobException;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ArticleReader;
import io.github.spo4j.style.StyleException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A job's request with files. Files are read in memory, articles by {@link ArticleReader} and within its limits; their
 * names are labels. Only a few requests are read at a time, since an archive may be much larger inside; others wait
 * briefly. Thread-safe.
 */
final class Upload {

    private static final int MOST_PARTS = 1000;
    private static final int LONGEST_HEADERS = 8192;
    private static final int AT_A_TIME = 2;
    private static final int LONGEST_NAME = 200;

    private final RequestBody bodies;
    private final int mostCharacters;
    private final Duration patience;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    Upload(RequestBody bodies, HttpLimits limits) {
        this.bodies = bodies;
        mostCharacters = limits.requestBytes();
        patience = limits.bodyPatience();
    }

    /** The same request as JSON without files. */
    ObjectNode request(Context ctx) {
        byte[] body = bodies.form(ctx); // before waiting for a turn, else a few slow ones would block all others
        String type = ctx.header("Content-Type"); // as it came
        return inTurn(() -> assembled(parts(body, type)));
    }

    <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Refusal(Reason.NOT_READY, "other files are being read; try again a little later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.NOT_READY, "the service is ending");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static MultiPartFormData.Parts parts(byte[] content, @Nullable String type) {
        MultiPartConfig limits = new MultiPartConfig.Builder()
                .maxParts(MOST_PARTS)
                .maxHeadersSize(LONGEST_HEADERS)
                .maxSize(-1) // the body was already limited
                .maxPartSize(-1)
                .maxMemoryPartSize(-1) // nothing is written to a disk
                .build();
        Content.Source body = Content.Source.from(ByteBuffer.wrap(content));
        try {
            return MultiPartFormData.getParts(body, new Attributes.Mapped(), type, limits);
        } catch (RuntimeException e) { // the parser throws many types
            throw malformed();
        }
    }

    private static Refusal malformed() {
        return new Refusal(Reason.MALFORMED_REQUEST, "the body is not a readable form");
    }

    private ObjectNode assembled(MultiPartFormData.Parts parts) {
        try (parts) {
            MultiPart.Part request = only(parts, "request");
            if (request == null) {
                throw new Refusal(Reason.MALFORMED_REQUEST, "the form has no part 'request' with JSON");
            }
            ObjectNode json = Json.read(content(request));
            MultiPart.Part template = only(parts, "template");
            if (template != null) {
                json.put("template", utf8(content(template)));
            }
            List<MultiPart.Part> articles = parts.getAll("articles");
            if (articles != null && !articles.isEmpty()) {
                addArticles(articles, json);
            }
            return json;
        } catch (IOException e) {
            throw malformed();
        }
    }

    private static MultiPart.@Nullable Part only(MultiPartFormData.Parts parts, String name) {
        List<MultiPart.Part> all = parts.getAll(name);
        if (all == null || all.isEmpty()) {
            return null;
        }
        if (all.size() > 1) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "the form has more than one part '" + name + "'");
        }
        return all.get(0);
    }

    private void addArticles(List<MultiPart.Part> parts, ObjectNode json) throws IOException {
        ArrayNode articles = articles(json);
        long characters = 0;
        for (MultiPart.Part part : parts) {
            Article article = article(label(part.getFileName()), content(part));
            characters += article.text().length();
            if (characters > mostCharacters) {
                throw new Refusal(
                        Reason.REQUEST_TOO_LARGE,
                        "the articles together have more than " + mostCharacters + " characters; send fewer");
            }
            articles.addObject().put("name", article.source()).put("text", article.text());
        }
    }

    private static ArrayNode articles(ObjectNode json) {
        JsonNode given = json.path("articles");
        if (given instanceof ArrayNode list) {
            return list;
        }
        if (given.isMissingNode() || given.isNull()) {
            return json.putArray("articles");
        }
        throw new JobException(
                JobException.Kind.INVALID_REQUEST,
                List.of(new JobException.Wrong("articles", null, "articles must be a list")));
    }

    private static Article article(String name, byte[] content) {
        try {
            return ArticleReader.standard().read(name, content);
        } catch (StyleException e) {
            throw new JobException(
                    JobException.Kind.INVALID_ARTICLE,
                    List.of(new JobException.Wrong("articles", null, String.valueOf(e.getMessage()))));
        }
    }

    /** The last part of a name: browsers and systems differ in how much of the path they send. */
    private static String label(@Nullable String fileName) {
        String name = fileName == null ? "" : fileName.substring(fileName.lastIndexOf('/') + 1);
        name = name.substring(name.lastIndexOf('\\') + 1);
        StringBuilder label = new StringBuilder();
        name.codePoints().filter(c -> !Character.isISOControl(c)).forEach(label::appendCodePoint);
        String text = label.toString();
        int from = Math.max(0, text.length() - LONGEST_NAME);
        boolean splits =
                from > 0 && Character.isLowSurrogate(text.charAt(from)); // never between two halves of an emoji
        return text.substring(splits ? from + 1 : from);
    }

    private static byte[] content(MultiPart.Part part) throws IOException {
        try (InputStream in = Content.Source.asInputStream(part.getContentSource())) {
            return in.readAllBytes();
        }
    }

    private static String utf8(byte[] content) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(Reason.INVALID_TEMPLATE, "the template is not UTF-8");
        }
    }
}
