package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What decides about answers besides the judging model. Immutable.
 *
 * @param judge in place of votes; null for votes
 * @param checks what each answer must have, besides what the template says; in the order of their texts
 */
public record AnswerRules(@Nullable Judge judge, List<AnswerCheck> checks) {

    /** Votes alone. */
    public static final AnswerRules NONE = new AnswerRules(null, List.of());

    private static final String JUDGE = "judge.own";
    private static final String CHECK = "answer_check.";
    private static final String TEMPLATE = "template.";
    private static final String CHECKS = "checks.";

    public AnswerRules {
        checks = checks.stream()
                .sorted((one, other) -> one.text().compareTo(other.text()))
                .toList();
    }

    /** The same rules, with the recorded checks if there are none. What is code is not recorded. */
    AnswerRules in(Fingerprint recorded) {
        return checks.isEmpty() ? new AnswerRules(judge, read(recorded, CHECK)) : this;
    }

    /**
     * {@return the name of the judge that a run was made with; empty if models voted}
     *
     * @param madeWith what the run was made with
     */
    public static Optional<String> judge(Fingerprint madeWith) {
        return madeWith.text(JUDGE);
    }

    /** What a run records: names, and nothing where there is nothing. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (judge != null) {
            texts.put(JUDGE, judge.name());
        }
        put(texts, CHECK, checks);
        return texts;
    }

    /**
     * {@return what each answer must have, whatever its question}
     *
     * @param template has checks too
     */
    public List<AnswerCheck> ofAll(IterationTemplate template) {
        return Stream.concat(template.checks().stream(), checks.stream()).toList();
    }

    /** Whether an answer to some question must have something. */
    boolean areChecking(IterationTemplate template) {
        return !ofAll(template).isEmpty()
                || template.questions().stream()
                        .anyMatch(question -> !question.checks().isEmpty());
    }

    /** The template's own checks, as a run records them. */
    static Map<String, String> texts(IterationTemplate template) {
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, TEMPLATE + CHECKS, template.checks());
        for (int i = 0; i < template.questions().size(); i++) {
            put(texts, ofQuestion(i + 1), template.questions().get(i).checks());
        }
        return texts;
    }

    private static String ofQuestion(int number) {
        return TEMPLATE + "question." + number + "." + CHECKS;
    }

    private static void put(Map<String, String> texts, String prefix, List<AnswerCheck> checks) {
        for (int i = 0; i < checks.size(); i++) {
            texts.put(prefix + (i + 1), checks.get(i).text());
        }
    }

    /** The checks of a recorded template, of all questions. */
    static List<AnswerCheck> ofTemplate(Fingerprint recorded) {
        return read(recorded, TEMPLATE + CHECKS);
    }

    /** The checks of a question of a recorded template. */
    static List<AnswerCheck> ofQuestion(Fingerprint recorded, int number) {
        return read(recorded, ofQuestion(number));
    }

    private static List<AnswerCheck> read(Fingerprint recorded, String prefix) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> recorded.text(prefix + number))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .flatMap(text -> AnswerCheck.parse(text).stream())
                .toList();
    }
}
