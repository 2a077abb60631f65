package io.github.spo4j.engine.optimize;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.LeakedWording;
import io.github.spo4j.internal.Words;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses a new prompt that copies from the message that asked for it: a heading of ours, or twelve words in a row of a
 * question, an expected answer or a judge's reason. The wording of prompts is free, and so is what the user wrote. Immutable.
 */
final class CopiedMaterial {

    /** Shorter headings, such as "Requirements", may well be a prompt's own: three words, or five characters of Chinese. */
    private static final int HEADING = 15;

    private static final int WORD = 5;
    private static final int CHARACTER = 3;

    private final Set<List<String>> headings;
    private final List<String> questions;
    private final List<String> ofUser;

    /**
     * What must not be copied in a run.
     *
     * @param instructions has the headings
     * @param template has the user's words
     * @param questions those of the run
     */
    CopiedMaterial(Instructions instructions, IterationTemplate template, List<QuestionAnswer> questions) {
        Set<List<String>> usual = headings(template.prompt());
        headings = headings(instructions).stream()
                .filter(heading -> length(heading) >= HEADING && !usual.contains(heading))
                .collect(Collectors.toUnmodifiableSet());
        this.questions = questions.stream()
                .flatMap(
                        question -> Stream.concat(Stream.of(question.question()), Stream.ofNullable(question.answer())))
                .toList();
        ofUser = List.of(template.prompt(), template.requirements());
    }

    private static Set<List<String>> headings(Instructions instructions) {
        return instructions.texts().entrySet().stream()
                .filter(text -> text.getKey().startsWith("optimize"))
                .map(Map.Entry::getValue)
                .flatMap(text -> headings(text).stream())
                .collect(Collectors.toSet());
    }

    private static Set<List<String>> headings(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("#"))
                .map(line -> Words.of(line.toLowerCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private static int length(List<String> words) {
        return words.stream()
                .mapToInt(word -> Words.isCharacter(word) ? CHARACTER : WORD)
                .sum();
    }

    /**
     * Why a candidate is refused, or empty.
     *
     * @param candidate the new prompt
     * @param best the best one, which it was made from
     * @param tried what its message told
     */
    Optional<String> refusal(String candidate, String best, Tried tried) {
        if (headings(candidate).stream().anyMatch(headings::contains)) {
            return Optional.of("the new prompt has a heading of these instructions");
        }
        List<String> allowed = new ArrayList<>(ofUser);
        allowed.add(best);
        allowed.addAll(tried.prompts());
        List<String> secret = new ArrayList<>(questions);
        secret.addAll(tried.words());
        return new LeakedWording(secret, allowed).isIn(candidate)
                ? Optional.of("the new prompt copies from a question, an expected answer or a judge's reason above")
                : Optional.empty();
    }
}
