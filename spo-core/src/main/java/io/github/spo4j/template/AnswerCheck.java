package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A must-have of an answer, such as that it is JSON. A new prompt is out, and no vote is paid, if one of its answers breaks
 * a check that the answer of the best prompt keeps. What both break decides nothing.
 *
 * <p>Checks are told apart by their {@linkplain #text() text}, also in the files of a run. Immutable.
 */
public final class AnswerCheck {

    private final Kind kind;
    private final String argument;
    private final Predicate<String> keeps;

    /** What can be checked, by its name in a template. */
    enum Kind {
        JSON("json"),
        JSON_KEYS("json_keys"),
        MATCHES("matches"),
        CONTAINS("contains"),
        MAX_WORDS("max_words"),
        OWN("own");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        static Optional<Kind> of(String key) {
            return Stream.of(values()).filter(kind -> kind.key.equals(key)).findFirst();
        }

        /** Those that a template can have: all but the one that is code. */
        static List<String> writable() {
            return Stream.of(values())
                    .filter(kind -> kind != OWN)
                    .map(Kind::key)
                    .toList();
        }
    }

    private AnswerCheck(Kind kind, String argument, Predicate<String> keeps) {
        this.kind = kind;
        this.argument = argument;
        this.keeps = keeps;
    }

    /** {@return a check that the answer is JSON and nothing else: no fence and no word around it} */
    public static AnswerCheck json() {
        return new AnswerCheck(Kind.JSON, "", answer -> parsed(answer) != null);
    }

    /**
     * A check that the answer is a JSON object with certain keys, whatever their values.
     *
     * @param first a key of the object itself, not of one inside it
     * @param more further keys
     * @return the check
     * @throws IllegalArgumentException if a key is blank
     */
    public static AnswerCheck jsonKeys(String first, String... more) {
        List<String> keys = new ArrayList<>(List.of(more));
        keys.add(0, first);
        keys.forEach(key -> WellFormed.requireText(key, "the key of a check"));
        return new AnswerCheck(Kind.JSON_KEYS, Json.write(Json.OURS.valueToTree(keys)), answer -> {
            JsonNode parsed = parsed(answer);
            return parsed != null && parsed.isObject() && keys.stream().allMatch(parsed::has);
        });
    }

    /**
     * A check that the whole answer matches, white space around it left out. For a part of it write <code>(?s).*part.*</code>.
     *
     * @param regex as of {@link java.util.regex.Pattern}; one that takes too long for an answer ends the run
     * @return the check
     * @throws IllegalArgumentException if it is blank or no regular expression
     */
    public static AnswerCheck matches(String regex) {
        BoundedPattern pattern = new BoundedPattern(WellFormed.requireText(regex, "the regular expression"));
        return new AnswerCheck(Kind.MATCHES, regex, answer -> pattern.matches(answer.strip()));
    }

    /**
     * A check that a text is in the answer, to the letter.
     *
     * @param text the text
     * @return the check
     * @throws IllegalArgumentException if it is blank
     */
    public static AnswerCheck contains(String text) {
        return new AnswerCheck(
                Kind.CONTAINS, WellFormed.requireText(text, "the text"), answer -> answer.contains(text));
    }

    /**
     * A check that the answer has not too many words. A Chinese or Japanese character counts as a word.
     *
     * @param value how many words it may have
     * @return the check
     * @throws IllegalArgumentException if the value is not positive
     */
    public static AnswerCheck maxWords(int value) {
        Require.positive(value, "maxWords");
        return new AnswerCheck(
                Kind.MAX_WORDS,
                Integer.toString(value),
                answer -> Words.of(answer).size() <= value);
    }

    /**
     * A check of your own. It must always say the same of the same answer, because a resumed run may ask again. It is called
     * on the thread that runs the optimization; what it throws ends the run.
     *
     * @param name identifies the check, also for the optimizing model, which is told when an answer breaks it
     * @param keeps given an answer, whether it has what it must have
     * @return the check
     * @throws IllegalArgumentException if the name is blank
     */
    public static AnswerCheck of(String name, Predicate<String> keeps) {
        return new AnswerCheck(
                Kind.OWN, WellFormed.requireText(name, "the name of a check"), requireNonNull(keeps, "keeps"));
    }

    /**
     * The check that a text says.
     *
     * @param text the {@link #text()} of a check
     * @return the check; empty for one that is code
     * @throws IllegalArgumentException if no check has that text
     */
    public static Optional<AnswerCheck> parse(String text) {
        int colon = text.indexOf(": ");
        String key = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? "" : text.substring(colon + 2);
        Kind kind = Kind.of(key).orElseThrow(() -> new IllegalArgumentException("no answer check is called " + key));
        return switch (kind) {
            case JSON -> Optional.of(json());
            case JSON_KEYS -> Optional.of(withKeys(argument));
            case MATCHES -> Optional.of(matches(argument));
            case CONTAINS -> Optional.of(contains(argument));
            case MAX_WORDS -> Optional.of(maxWords(Integer.parseInt(argument)));
            case OWN -> Optional.empty();
        };
    }

    private static AnswerCheck withKeys(String list) {
        List<String> keys = keys(list);
        return jsonKeys(keys.get(0), keys.subList(1, keys.size()).toArray(String[]::new));
    }

    private static List<String> keys(String list) {
        JsonNode parsed = parsed(list);
        List<String> keys = new ArrayList<>();
        if (parsed != null) {
            parsed.forEach(key -> keys.add(key.asText()));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("json_keys needs a list of keys: " + list);
        }
        return keys;
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            JsonNode node = Json.THEIRS.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** {@return the check in a few words, such as {@code max_words: 80}: as in a template, or {@code own: } and the name} */
    public String text() {
        return argument.isEmpty() ? kind.key() : kind.key() + ": " + argument;
    }

    /** {@return whether the check is code, so that no file can hold it} */
    public boolean isOwn() {
        return kind == Kind.OWN;
    }

    /**
     * {@return whether an answer has what it must have}
     *
     * @param answer the answer
     * @throws IllegalStateException if a regular expression takes too long
     */
    public boolean isKeptBy(String answer) {
        return keeps.test(requireNonNull(answer, "answer"));
    }

    Kind kind() {
        return kind;
    }

    /** A template is a file, and code cannot be in it. */
    static List<AnswerCheck> requireWritable(List<AnswerCheck> checks) {
        for (AnswerCheck check : checks) {
            if (check.isOwn()) {
                throw new IllegalArgumentException("the check " + check.argument
                        + " is code, which no template can hold; give it to answerCheck(...)");
            }
        }
        return List.copyOf(checks);
    }

    /** What stands behind the kind: a number, a text, a regular expression, keys as a JSON list; empty for none. */
    String argument() {
        return argument;
    }

    /** The keys of a check for them. */
    List<String> keys() {
        return keys(argument);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AnswerCheck that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
