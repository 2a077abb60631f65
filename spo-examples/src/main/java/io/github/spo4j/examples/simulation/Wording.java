package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How a {@link Trait} is worded in one language. Immutable.
 *
 * @param name what an answer shows of it, as the end of a sentence
 * @param phrases what gives it away in a prompt
 * @param sentences what gives a prompt the trait; each has one of the phrases
 * @param marks what its line in an answer begins with
 * @param lines what an answer shows; each begins with one of the marks, and may name the {@code {question}}
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

    /** Whole words only, so that no stone has a tone; Chinese has no spaces between words to look for. */
    private static Pattern anyOf(List<String> phrases) {
        String alternatives = phrases.stream()
                .map(phrase -> Language.isHan(phrase.codePointAt(0))
                        ? Pattern.quote(phrase)
                        : "\\b" + Pattern.quote(phrase) + "\\b")
                .collect(joining("|"));
        return Pattern.compile(alternatives, Pattern.CASE_INSENSITIVE);
    }
}
