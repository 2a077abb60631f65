package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The wording of a {@link Trait} in one language. Immutable.
 *
 * @param name the trait's name at the end of a sentence
 * @param phrases phrases that reveal it in a prompt
 * @param sentences sentences that add it to a prompt; each has one of the phrases
 * @param marks how its line in an answer starts
 * @param lines its lines in an answer; each starts with one of the marks, and may name the {@code {question}}
 */
record Wording(String name, Pattern phrases, List<String> sentences, List<String> marks, List<String> lines) {

    static Wording of(
            String name, List<String> phrases, List<String> sentences, List<String> marks, List<String> lines) {
        return new Wording(name, anyOf(phrases), sentences, marks, lines);
    }

    boolean isIn(String prompt) {
        return phrases.matcher(prompt).find();
    }

    boolean isShownIn(String answer) {
        return answer.lines().anyMatch(line -> marks.stream().anyMatch(line::startsWith));
    }

    /** Whole words only, so that "stone" contains no "tone"; Chinese has no spaces between words. */
    private static Pattern anyOf(List<String> phrases) {
        String alternatives = phrases.stream()
                .map(phrase -> Language.isHan(phrase.codePointAt(0))
                        ? Pattern.quote(phrase)
                        : "\\b" + Pattern.quote(phrase) + "\\b")
                .collect(joining("|"));
        return Pattern.compile(alternatives, Pattern.CASE_INSENSITIVE);
    }
}
