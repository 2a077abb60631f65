package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.judge.JudgeMessage;
import io.github.spo4j.engine.judge.VoteRules;
import io.github.spo4j.internal.ReasoningModels;
import io.github.spo4j.internal.RoleModel;
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
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a run takes. Requests consist of the instructions and the template's texts, so their length is nearly
 * known. Replies are as long as those that the run has already, and before that a guess by the kind of model.
 */
public final class Estimator {

    /** An answer: a long paragraph. Expected answers say little of it: models explain what was expected in a word. */
    private static final int USUAL_ANSWER = 300;

    /** By how much a prompt grows when it is rewritten. */
    private static final int GROWTH = 120;

    /** What a model writes around a new prompt, and around a vote. */
    private static final int ANALYSIS = 120;

    /** What is told of an attempt besides its prompt: what was meant by it, and two reasons of a judge. */
    private static final int WORDS_OF_ATTEMPT = 200;

    /** What a model that reasons thinks before a reply. */
    private static final int THOUGHTS = 1_500;

    private final RunDefinition definition;
    private final IterationTemplate template;
    private final RunSettings settings;
    private final ToIntFunction<String> tokens;
    private final int questions;
    private final RunUsage taken;
    private final int finished;
    private final int heldOut;
    private final boolean looked;

    /**
     * Estimates one run.
     *
     * @param definition what the run would be made of
     * @param tokens how many tokens a text has
     * @param run what there is of it; empty for a new one
     */
    public Estimator(RunDefinition definition, ToIntFunction<String> tokens, Optional<RunFiles.Content> run) {
        this.definition = definition;
        this.tokens = tokens;
        template = definition.template();
        RunSettings given = RunSettings.of(definition.given(), run.map(RunFiles.Content::madeWith), template);
        RunQuestions.Drawn drawn = RunQuestions.drawn(template, given.questionDraw(), given.seed());
        questions = drawn.search().size();
        settings = given.holdingOut(questions, drawn.others().size(), definition.handOut());
        heldOut = requireNonNull(settings.heldOut());
        looked = run.flatMap(RunFiles.Content::confirmation).isPresent();
        taken = run.map(content -> content.usage().values().stream().reduce(RunUsage.NONE, RunUsage::plus))
                .orElse(RunUsage.NONE);
        finished = run.map(content -> content.rounds().size()).orElse(0);
    }

    /** {@return what the run takes, from its beginning or from the initial round to its last round} */
    public RunEstimate estimate() {
        double prompt = tokens.applyAsInt(template.prompt());
        RunUsage likely = ahead(new Texts(prompt + GROWTH, said(ModelRole.EXECUTE)), this::received);
        RunUsage atMost =
                ahead(new Texts(Math.max(prompt, limit(ModelRole.OPTIMIZE)), limit(ModelRole.EXECUTE)), this::limit);
        return new RunEstimate(priced(taken.plus(likely)), priced(taken.plus(atMost)));
    }

    /**
     * The texts that one role writes and another reads, in tokens.
     *
     * @param prompt the prompt
     * @param answer an answer
     */
    private record Texts(double prompt, double answer) {}

    /** What the rounds take that are not finished. */
    private RunUsage ahead(Texts texts, ToDoubleFunction<ModelRole> reply) {
        long first = Math.max(definition.initialRound(), finished + 1L);
        long rounds = Math.max(0, definition.initialRound() + (long) definition.maxRounds() - first);
        long rewrites = first == 1 ? Math.max(0, rounds - 1) : rounds;
        return rounds(rounds, rewrites, texts, reply)
                .plus(comparisons(rewrites > 0 || (finished > 1 && !looked) ? 1 : 0, texts, reply));
    }

    /** {@return what one more round counts in a budget, and the comparison after it: calls like those that the run has made} */
    RunUsage roundAndComparison() {
        Texts texts = new Texts(tokens.applyAsInt(template.prompt()) + GROWTH, said(ModelRole.EXECUTE));
        RunUsage likely = rounds(1, 1, texts, this::received).plus(comparisons(1, texts, this::received));
        return likely.roles().stream()
                .map(role -> RunUsage.NONE.plus(role, atLeastAsBefore(likely.of(role), taken.of(role))))
                .reduce(RunUsage.NONE, RunUsage::plus);
    }

    /** A budget counts the reservation of a call whose server reports no usage. */
    private static RoleUsage atLeastAsBefore(RoleUsage likely, RoleUsage before) {
        return usage(
                likely.calls(),
                Math.max(mean(likely, TokenUsage::input), mean(before, TokenUsage::input)),
                Math.max(mean(likely, TokenUsage::output), mean(before, TokenUsage::output)));
    }

    private static double mean(RoleUsage usage, Function<TokenUsage, @Nullable Long> of) {
        Long tokens = of.apply(usage.atMost());
        return tokens == null || usage.calls() == 0 ? 0 : (double) tokens / usage.calls();
    }

    private RunUsage rounds(long rounds, long rewrites, Texts texts, ToDoubleFunction<ModelRole> reply) {
        VoteRules rules = settings.votes().rules();
        int shown = rules.blocks(questions).get(0).size();
        return RunUsage.NONE
                .plus(
                        ModelRole.OPTIMIZE,
                        usage(
                                rewrites,
                                proposal(texts) + told(rewrites, texts),
                                reply.applyAsDouble(ModelRole.OPTIMIZE)))
                .plus(
                        ModelRole.EXECUTE,
                        usage(rounds * questions, execution(texts), reply.applyAsDouble(ModelRole.EXECUTE)))
                .plus(votes(rewrites * rules.rule().places(), shown, texts, reply));
    }

    /** Each question is answered by both prompts and voted on in both orders, alone. */
    private RunUsage comparisons(long number, Texts texts, ToDoubleFunction<ModelRole> reply) {
        long calls = 2 * number * heldOut;
        return RunUsage.NONE
                .plus(ModelRole.EXECUTE, usage(calls, execution(texts), reply.applyAsDouble(ModelRole.EXECUTE)))
                .plus(votes(calls, 1, texts, reply));
    }

    /** None if a judge of the user's own decides. */
    private RunUsage votes(long number, int asked, Texts texts, ToDoubleFunction<ModelRole> reply) {
        return settings.rules().judge() != null
                ? RunUsage.NONE
                : RunUsage.NONE.plus(
                        ModelRole.EVALUATE, usage(number, vote(texts, asked), reply.applyAsDouble(ModelRole.EVALUATE)));
    }

    /** The tokens of a request for a new prompt. */
    private double proposal(Texts texts) {
        OptimizerMessage message =
                new OptimizerMessage(settings.instructions(), template, settings.guard(), settings.tags());
        return tokens.applyAsInt(message.text("", List.of(), null))
                + texts.prompt
                + questions * (question() + texts.answer + expected());
    }

    /** The mean tokens of what rewrites are told of earlier attempts, if all of those lose. */
    private double told(long rewrites, Texts texts) {
        long most = settings.attemptsTold();
        long before = taken.of(ModelRole.OPTIMIZE).calls();
        double attempts = LongStream.range(before, before + Math.min(rewrites, most))
                        .map(earlier -> Math.min(earlier, most))
                        .sum()
                + most * (double) Math.max(0, rewrites - most);
        double each = Math.min(texts.prompt, TriedText.PROMPT_LENGTH) + WORDS_OF_ATTEMPT;
        return rewrites == 0 ? 0 : attempts * each / rewrites;
    }

    /** The tokens of a request for an answer. */
    private double execution(Texts texts) {
        double sent = average(question -> settings.placement().messages(template.prompt(), question.question()).stream()
                .map(Message::text)
                .mapToInt(tokens)
                .sum());
        return sent - tokens.applyAsInt(template.prompt()) + texts.prompt;
    }

    /** The tokens of a request for a vote. */
    private double vote(Texts texts, int asked) {
        JudgeMessage message = new JudgeMessage(settings.instructions(), template.requirements());
        return tokens.applyAsInt(message.text(List.of(), List.of()))
                + asked * (2 * (question() + texts.answer) + expected());
    }

    private double question() {
        return average(question -> tokens.applyAsInt(question.question()));
    }

    private double expected() {
        return average(question -> question.answer() == null ? 0 : tokens.applyAsInt(question.answer()));
    }

    private double average(ToIntFunction<QuestionAnswer> of) {
        return template.questions().stream().mapToInt(of).average().orElse(0);
    }

    /**
     * The tokens of a reply: the mean of those that the run has, plus the error that a mean of so few can have where lengths
     * differ as much as they do between answers.
     */
    private double received(ModelRole role) {
        RoleUsage calls = taken.of(role);
        Long output = calls.reported().output();
        double usual = output == null || output == 0
                ? guess(role) + (ReasoningModels.includes(definition.model(role).name()) ? THOUGHTS : 0)
                : (double) output / calls.calls() * (1 + 1 / Math.sqrt((double) calls.calls()));
        return Math.min(limit(role), usual);
    }

    /** The tokens of a reply's text, without thoughts, which no other model reads. */
    private double said(ModelRole role) {
        TokenUsage calls = taken.of(role).reported();
        Long output = calls.output();
        Long thoughts = calls.reasoning();
        return output == null || output == 0
                ? Math.min(limit(role), guess(role))
                : received(role) * (1 - (thoughts == null ? 0 : (double) thoughts / output));
    }

    private double guess(ModelRole role) {
        return switch (role) {
            case OPTIMIZE -> tokens.applyAsInt(template.prompt()) + GROWTH + ANALYSIS;
            case EXECUTE -> Math.max(USUAL_ANSWER, expected());
            default -> ANALYSIS;
        };
    }

    /** How many tokens a reply may have; infinite without a limit. */
    private double limit(ModelRole role) {
        RoleModel model = definition.model(role);
        Integer limit = model.maxOutputTokens();
        if (limit == null && definition.budget().limitsTokens()) {
            return ReasoningModels.usualOutput(model.name());
        }
        return limit == null ? Double.POSITIVE_INFINITY : limit;
    }

    private static RoleUsage usage(long calls, double input, double output) {
        TokenUsage usage = new TokenUsage(count(calls, input), count(calls, output), null, null, null);
        return new RoleUsage(calls, usage, usage);
    }

    /** Null for infinitely many. */
    private static @Nullable Long count(long calls, double each) {
        return calls == 0 ? Long.valueOf(0) : Double.isInfinite(each) ? null : Long.valueOf(Math.round(calls * each));
    }

    private RunUsage priced(RunUsage usage) {
        return usage.priced(role -> {
            TokenUsage most = usage.of(role).atMost();
            return most.input() == null || most.output() == null
                    ? Optional.empty()
                    : definition.budget().prices().price(definition.model(role).name());
        });
    }
}
