package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.judge.JudgeMessage;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a run takes. Requests consist of the instructions and the template's texts, so their length is nearly
 * known. Replies are a guess: an answer is as long as the expected ones, and a new prompt as long as the first.
 */
public final class Estimator {

    /** An answer where none is expected: a long paragraph. */
    private static final int USUAL_ANSWER = 300;

    /** What a model writes around a new prompt, and around a vote. */
    private static final int ANALYSIS = 150;

    private final RunDefinition definition;
    private final IterationTemplate template;
    private final RunSettings settings;
    private final ToIntFunction<String> tokens;
    private final int questions;

    /**
     * Estimates one run.
     *
     * @param definition what the run would be made of
     * @param tokens how many tokens a text has
     */
    public Estimator(RunDefinition definition, ToIntFunction<String> tokens) {
        this.definition = definition;
        this.tokens = tokens;
        template = definition.template();
        settings = RunSettings.of(definition.given(), Optional.empty(), template);
        questions =
                Math.min(settings.questionDraw().count(), template.questions().size());
    }

    /**
     * {@return about how many tokens a text has: one for four characters, and one for each character of a script that is
     * written without spaces}
     *
     * @param text the text
     */
    public static int ruleOfThumb(String text) {
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

    /**
     * Estimates the run from round 1 on, or from the initial round.
     *
     * @return exact calls, without repeated ones; approximate tokens and cost
     */
    public RunEstimate estimate() {
        long rounds = definition.maxRounds();
        long rewrites = definition.initialRound() == 1 ? rounds - 1 : rounds;
        RunUsage least = RunUsage.NONE
                .plus(ModelRole.OPTIMIZE, proposals(rewrites))
                .plus(ModelRole.EXECUTE, answers(rounds * questions))
                .plus(ModelRole.EVALUATE, RoleUsage.NOTHING);
        long votes = rewrites * settings.votingRule().places();
        return new RunEstimate(priced(least), priced(least.plus(ModelRole.EVALUATE, votes(votes))));
    }

    private RunUsage priced(RunUsage usage) {
        return usage.priced(role -> definition
                .budget()
                .prices()
                .price(definition.model(role).settings().name()));
    }

    private RoleUsage proposals(long calls) {
        OptimizerMessage message = new OptimizerMessage(settings.instructions(), template, settings.guard());
        int frame = tokens.applyAsInt(message.text(template.prompt(), List.of(), null));
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
        JudgeMessage message = new JudgeMessage(settings.instructions(), template.requirements());
        int frame = tokens.applyAsInt(message.text(List.of(), List.of()));
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
        Integer limit = definition.model(role).settings().maxOutputTokens();
        double received = limit == null ? output : Math.min(limit, output);
        TokenUsage usage = TokenUsage.of(Math.round(calls * input), Math.round(calls * received));
        return new RoleUsage(calls, usage, usage);
    }
}
