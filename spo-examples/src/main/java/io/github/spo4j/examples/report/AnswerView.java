package io.github.spo4j.examples.report;

import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question with what two prompts led to.
 *
 * @param question the question; empty if the prompt stands alone
 * @param expected the answer that was expected, or null if none was
 * @param start what the first prompt led to
 * @param best what the best prompt led to, or null if that is the first one
 */
record AnswerView(
        String question,
        @Nullable String expected,
        ShownText start,
        @Nullable ShownText best) {

    /** The answers that a held-out question had; blank where none was usable. */
    static AnswerView of(ComparedQuestion compared) {
        String expected = compared.question().answer();
        return new AnswerView(
                ShownText.bounded(compared.question().question()),
                expected == null ? null : ShownText.bounded(expected),
                ShownText.of(Objects.requireNonNullElse(compared.oldAnswer(), "")),
                ShownText.of(Objects.requireNonNullElse(compared.newAnswer(), "")));
    }

    /** The answers of two rounds, or of one if both are the same; none where they answered other questions. */
    static List<AnswerView> of(Round start, Round best, Optional<IterationTemplate> template) {
        Map<String, String> expected = new HashMap<>();
        template.map(IterationTemplate::questions).orElse(List.of()).forEach(asked -> {
            if (asked.answer() != null) {
                expected.putIfAbsent(asked.question(), ShownText.bounded(asked.answer()));
            }
        });
        List<AnswerView> views = new ArrayList<>();
        for (int i = 0; i < Math.min(start.answers().size(), best.answers().size()); i++) {
            Round.Answer first = start.answers().get(i);
            Round.Answer last = best.answers().get(i);
            if (first.question().equals(last.question())) {
                views.add(new AnswerView(
                        ShownText.bounded(first.question()),
                        expected.get(first.question()),
                        ShownText.of(first.answer()),
                        best.number() == start.number() ? null : ShownText.of(last.answer())));
            }
        }
        return views;
    }
}
