package io.github.spo4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reckons what a run will take. What is sent is made of the instructions and the template's texts, so its length is
 * nearly known. What comes back is a guess: an answer is as long as those that are expected, and a new prompt as long as
 * the first.
 */
final class Estimator {

    /** An answer of which nothing is known: a long paragraph. */
    private static final int USUAL_ANSWER = 300;

    /** What a model says around a new prompt, and about a vote. */
    private static final int ANALYSIS = 150;

    private final IterationTemplate template;
    private final RunSettings settings;
    private final Function<ModelRole, ModelSettings> models;
    private final ToIntFunction<String> tokens;
    private final int questions;

    Estimator(
            IterationTemplate template,
            RunSettings settings,
            Function<ModelRole, ModelSettings> models,
            ToIntFunction<String> tokens) {
        this.template = template;
        this.settings = settings;
        this.models = models;
        this.tokens = tokens;
        questions = settings.questionDraw()
                .from(template.questions(), settings.seed())
                .size();
    }

    /** A token for four characters, and for each one of a script that is written without spaces. */
    static int ruleOfThumb(String text) {
        long dense = text.codePoints().filter(Estimator::isDense).count();
        long other = text.codePoints().count() - dense;
        return Math.toIntExact(dense + (other + 3) / 4);
    }

    private static boolean isDense(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI -> true;
            default -> false;
        };
    }

    RunEstimate estimate(int rounds, int rewrites) {
        RunUsage least = RunUsage.NONE
                .plus(ModelRole.OPTIMIZE, proposals(rewrites))
                .plus(ModelRole.EXECUTE, answers((long) rounds * questions))
                .plus(ModelRole.EVALUATE, RoleUsage.NOTHING);
        long votes = (long) rewrites * settings.votingRule().places();
        return new RunEstimate(least, least.plus(ModelRole.EVALUATE, votes(votes)));
    }

    private RoleUsage proposals(long calls) {
        int frame = tokens.applyAsInt(settings.instructions()
                .optimize(template.requirements(), template.prompt(), List.of(), settings.limits(template), null));
        double exchange = question() + answer() + expected();
        return usage(
                ModelRole.OPTIMIZE,
                calls,
                frame + questions * exchange,
                tokens.applyAsInt(template.prompt()) + ANALYSIS);
    }

    private RoleUsage answers(long calls) {
        double sent = average(question -> settings.placement().messages(template.prompt(), question.question()).stream()
                .map(Message::text)
                .mapToInt(tokens)
                .sum());
        return usage(ModelRole.EXECUTE, calls, sent, answer());
    }

    private RoleUsage votes(long calls) {
        int frame = tokens.applyAsInt(settings.instructions().evaluate(template.requirements(), List.of(), List.of()));
        double comparison = 2 * (question() + answer()) + expected();
        return usage(ModelRole.EVALUATE, calls, frame + questions * comparison, ANALYSIS);
    }

    private double question() {
        return average(question -> tokens.applyAsInt(question.question()));
    }

    private double expected() {
        return average(question -> expected(question.answer()));
    }

    private double answer() {
        double expected = expected();
        return expected == 0 ? USUAL_ANSWER : expected;
    }

    private int expected(@Nullable String answer) {
        return answer == null ? 0 : tokens.applyAsInt(answer);
    }

    private double average(ToIntFunction<QuestionAnswer> of) {
        return template.questions().stream().mapToInt(of).average().orElse(0);
    }

    private RoleUsage usage(ModelRole role, long calls, double input, double output) {
        Integer limit = requireNonNull(models.apply(role)).maxOutputTokens();
        double received = limit == null ? output : Math.min(limit, output);
        TokenUsage usage = TokenUsage.of(Math.round(calls * input), Math.round(calls * received));
        return new RoleUsage(calls, usage, usage);
    }
}
