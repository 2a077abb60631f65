package io.github.spo4j.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.model.ModelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What providers, servers and gateways say when a call fails: the lines of {@code provider-errors.tsv}, which are tried in
 * order. A status alone tells too little: a spent account comes as 400, 402, 403 and 429, a content filter as 400, 403,
 * 421 and 451.
 */
final class ProviderErrors {

    private static final String FILE = "provider-errors.tsv";
    private static final String FINISH = "finish";
    private static final int COLUMNS = 5;

    private static final List<Line> LINES = read();

    private ProviderErrors() {}

    /** What is wrong, in our words. */
    enum Trouble {
        /** A refusal of this content, whatever the account may do. */
        FILTER(Kind.CONTENT_FILTERED, "the provider's content filter refused the request"),
        QUOTA(Kind.QUOTA_EXHAUSTED, "the account's quota or credit is used up, check its billing"),
        DAY(Kind.QUOTA_EXHAUSTED, "the account's limit for the day is used up, go on tomorrow or raise it"),
        REGION(Kind.UNAUTHORIZED, "the provider does not serve the region that the request comes from"),
        KEY(Kind.UNAUTHORIZED, "the key is missing or wrong, check it"),
        RIGHTS(Kind.UNAUTHORIZED, "the key may not do this, check its rights"),
        TOO_LONG(Kind.REQUEST_TOO_LONG, "the request is longer than the model can read"),
        NO_MODEL(Kind.NOT_FOUND, "there is no such model, check its name"),
        RATE(Kind.RATE_LIMITED, "too many requests or tokens for now, try later"),
        OVERLOADED(Kind.SERVER_ERROR, "it is overloaded or not ready, try later"),
        /** The provider made the reply, and dropped it because it is no JSON: the next one may be. */
        JSON_FAILED(Kind.BLANK_REPLY, "the model's reply was not the JSON that it was asked for"),
        /** Counts only if the body names a setting that was sent. */
        SETTING(Kind.INVALID_REQUEST, "it does not accept the request as it is, check the settings"),
        /** A choice that ended with an error, whatever text is in it. */
        FAILED(Kind.SERVER_ERROR, "it broke the reply off, try later"),
        REFUSED(Kind.REFUSED, "the model refused to answer"),
        /** A choice that was cut at a limit. */
        CUT(Kind.BLANK_REPLY, "the reply was cut");

        private final Kind kind;
        private final String sentence;

        Trouble(Kind kind, String sentence) {
            this.kind = kind;
            this.sentence = sentence;
        }

        Kind kind() {
            return kind;
        }

        String sentence() {
            return sentence;
        }
    }

    private record Line(Trouble trouble, String status, List<String> words) {

        static Line of(String line) {
            List<String> columns = Arrays.asList(line.split("\t", -1));
            if (columns.size() != COLUMNS) {
                throw new IllegalStateException(FILE + " has a line without " + COLUMNS + " columns: " + line);
            }
            return new Line(
                    Trouble.valueOf(columns.get(0)),
                    columns.get(1),
                    Arrays.asList(columns.get(2).split(" & ", -1)));
        }

        boolean isFor(int answered) {
            return status.equals("any")
                    || (status.startsWith("!")
                            ? !status.equals("!" + answered)
                            : Arrays.asList(status.split(",", -1)).contains(String.valueOf(answered)));
        }
    }

    private static List<Line> read() {
        try (InputStream in = Objects.requireNonNull(ProviderErrors.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Line::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a body can mean, the likeliest first. */
    static Stream<Trouble> in(int status, ErrorBody body) {
        return LINES.stream()
                .filter(line -> !line.status.equals(FINISH) && line.isFor(status) && body.saysAll(line.words))
                .map(Line::trouble);
    }

    /** What a choice's finish reason means, unless the reply is as it should be. */
    static Optional<Trouble> ofFinish(String reason) {
        Set<String> said = Set.of(FINISH + "=" + reason.toLowerCase(Locale.ROOT));
        return LINES.stream()
                .filter(line -> line.status.equals(FINISH) && said.containsAll(line.words))
                .map(Line::trouble)
                .findFirst();
    }
}
