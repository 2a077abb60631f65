package io.github.spo4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.answer.AnswerChecks;
import io.github.spo4j.engine.optimize.AnswerRules;
import io.github.spo4j.engine.optimize.Decisions;
import io.github.spo4j.engine.optimize.Estimator;
import io.github.spo4j.engine.optimize.OpenRun;
import io.github.spo4j.engine.optimize.OptimizationLoop;
import io.github.spo4j.engine.optimize.RunDefinition;
import io.github.spo4j.engine.optimize.RunFiles;
import io.github.spo4j.engine.optimize.RunSettings;
import io.github.spo4j.engine.optimize.VotingChoice;
import io.github.spo4j.engine.session.FreshRun;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.TokenGuess;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.run.RunStatus;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Improves a prompt without labels, as in Xiang et al. 2025 (arXiv 2502.06855).
 *
 * <p>Round 1 tries the template's prompt on a few questions. Each further round lets the optimizing model rewrite the
 * best prompt so far, tries the rewrite on the same questions, and lets the judging model compare the two sets of
 * answers; a clear winner becomes the best prompt. At the end the winner is compared with the start on questions that
 * the search has not seen, if the template has enough of them, and handed out if it is ahead there too.
 *
 * <pre>{@code
 * OptimizationResult result = PromptOptimizer.builder()
 *         .model(port)
 *         .template(IterationTemplate.of(prompt, requirements, questions))
 *         .build()
 *         .optimize();
 * }</pre>
 *
 * <p>Thread-safe; optimizers share no state. With a workspace, a run that stopped resumes at its first
 * unfinished round when the same optimizer runs again.
 */
public final class PromptOptimizer {

    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunDefinition definition;
    private final Supplier<RunStorage> storage;

    /** Whether a new run is still to begin. */
    private final AtomicBoolean fresh;

    private PromptOptimizer(RunDefinition definition, Supplier<RunStorage> storage, boolean fresh) {
        this.definition = definition;
        this.storage = storage;
        this.fresh = new AtomicBoolean(fresh);
    }

    /** {@return a new builder} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts an optimizer with the template, the settings and the seed of a run. With models and the run's storage it resumes
     * the run, as long and within the limits that it was {@linkplain RecordedRun#request() asked for} last. With {@link
     * RecordedRun#replay} it plays the finished rounds back, decisions of a person included.
     *
     * <p>Not recorded, so to be set again, are the storage, prices, and what is code: custom checks of a guard and of answers, a
     * judge of your own, a tokenizer, the cache and the circuit breaker of a call policy.
     *
     * @param made the run
     * @param ports gives the model of each of the roles OPTIMIZE, EXECUTE and, without a judge of your own, EVALUATE
     * @return a builder to complete
     * @throws IllegalStateException if the run is of the Python system, which does not record settings
     * @throws RunException if the run was made with an unknown value
     */
    public static Builder builder(RecordedRun made, Function<ModelRole, ChatModelPort> ports) {
        requireNonNull(ports, "ports");
        IterationTemplate template = RunSettings.template(made.madeWith());
        RunSettings settings = RunSettings.of(RunSettings.Given.NOTHING, Optional.of(made.madeWith()), template);
        Builder builder = builder();
        builder.tags = settings.tags();
        builder.recordedGuard = settings.guard().texts();
        builder.checks.addAll(settings.rules().checks());
        builder.recordedJudge = AnswerRules.judge(made.madeWith()).orElse(null);
        builder.reversing = settings.votes().reversing();
        builder.votingRule = settings.votes().rule();
        builder.longerNeedsAllVotes = settings.votes().longer();
        builder.template(template)
                .questions(settings.questionDraw())
                .instructions(settings.instructions())
                .placement(settings.placement())
                .mode(settings.mode())
                .guard(settings.guard())
                .seed(settings.seed().value())
                .heldOut(requireNonNull(settings.heldOut()))
                .attemptsTold(settings.attemptsTold())
                .optimizeWith(ports.apply(ModelRole.OPTIMIZE), made.settings(ModelRole.OPTIMIZE))
                .executeWith(ports.apply(ModelRole.EXECUTE), made.settings(ModelRole.EXECUTE));
        if (builder.recordedJudge == null) {
            builder.evaluateWith(ports.apply(ModelRole.EVALUATE), made.settings(ModelRole.EVALUATE));
        }
        made.request().ifPresent(request -> builder.handOut(request.handOut()));
        if (builder.models.values().stream().anyMatch(model -> model.port() instanceof Journal.Replay)) {
            return builder.maxRounds(Math.max(1, made.rounds().size()));
        }
        made.request().ifPresent(builder::again);
        return builder;
    }

    /**
     * Runs until all rounds are done, patience, time or budget is over, too many rounds in a row were void, nothing is left
     * to improve ({@link StopReason#AS_EXPECTED}), or this thread is interrupted. What was paid for is kept in any case:
     * with a workspace or a storage, the next call resumes where this one stopped.
     *
     * @return the prompt to use, what the held-out questions say of it, and the run that led to it
     * @throws ModelException if a call failed after all retries; its round, or the comparison, stays open
     * @throws IllegalArgumentException if the budget does not cover round 1 and the comparison, or needs a price that is not
     *     known, or too few questions are left to be held out, or the search asks too many or too few for its votes, or a judge
     *     of your own or an answer check fails; its round stays open then
     * @throws RunException if the run is in use, or its files are damaged, do not fit, or cannot be written
     */
    public OptimizationResult optimize() {
        return optimize(status -> {});
    }

    /**
     * Starts {@link #optimize()} on a thread of its own, which listeners are called on, and returns at once. The thread keeps
     * the virtual machine running until the run has ended; a run that is not to be awaited is {@linkplain StartedRun#stop()
     * stopped}. Nothing is thrown here: what {@code optimize()} throws is in the {@linkplain StartedRun#result() result}.
     *
     * @return the run: its status, its result, and how to stop it
     */
    public StartedRun start() {
        return StartedRun.of(this::optimize);
    }

    private OptimizationResult optimize(Consumer<RunStatus> follower) {
        RunStorage run = storage.get();
        OpenRun.refuseEarly(definition, run, fresh.get());
        try (OpenRun open = OpenRun.of(definition, fresh.get() ? anew(run) : run, follower)) {
            return new OptimizationResult(new OptimizationLoop(open).run());
        }
    }

    private RunStorage anew(RunStorage run) {
        if (run.list("").isEmpty()) {
            fresh.set(false);
            return run;
        }
        return new FreshRun(run, ASIDE.format(LocalDateTime.now(definition.clock())), () -> fresh.set(false));
    }

    /**
     * Promotes a prompt by a person's decision, whatever the judge said: a rejected one, an earlier one, or a new one. It
     * becomes the run's next round, accepted without a vote. Its answers of an earlier round are reused; else the executing
     * model answers the questions with it. A round that stopped in the middle is closed first, without a further call.
     *
     * <p>The decision is recorded first: if this is interrupted or a call fails, the next {@link #optimize()} carries it out,
     * unless it is {@linkplain #withdraw() taken back}. {@code fresh} and the number of rounds have no effect here.
     *
     * @param prompt the prompt
     * @return the round; void if the model gave no usable answer twice, or its server refuses the prompt
     * @throws IllegalStateException if no round is finished yet
     * @throws IllegalArgumentException if the prompt is the best already, or one that the {@linkplain Builder#guard
     *     guard} refuses
     * @throws ModelException if a call failed after all retries, the budget or the time limit ended, or this thread was
     *     interrupted
     * @throws RunException if the run is in use, or its files are damaged, do not fit, or cannot be written
     */
    public Round promote(String prompt) {
        return promote(prompt, true);
    }

    /**
     * As {@link #promote}, without asking the guard: a person may know that a placeholder is none, or that a passage may go.
     * Only a blank prompt, and the best one, are refused.
     *
     * @param prompt the prompt
     * @return the round; void if the model gave no usable answer twice, or its server refuses the prompt
     */
    public Round promoteUnguarded(String prompt) {
        return promote(prompt, false);
    }

    /**
     * Takes back a decision that could not be carried out yet, so that the run goes on without it. No call is made.
     *
     * @return the decision's round, which is void
     * @throws IllegalStateException if there is no such decision, see {@link RecordedRun#openDecision()}
     * @throws RunException if the run is in use, or its files are damaged, do not fit, or cannot be written
     */
    public Round withdraw() {
        return decide(Decisions::withdraw);
    }

    private Round promote(String prompt, boolean guarded) {
        requireNonNull(prompt, "prompt");
        return decide(decisions -> decisions.promote(prompt, guarded));
    }

    private Round decide(Function<Decisions, Round> decision) {
        RunStorage run = storage.get();
        OpenRun.requirePrices(definition);
        if (!RunFiles.exists(run)) { // before the lock, which would leave a file
            throw new IllegalStateException("there is no run in " + run.describe("") + " to decide about");
        }
        try (OpenRun open = OpenRun.of(definition, run, status -> {})) {
            return decision.apply(new Decisions(open));
        }
    }

    /**
     * Estimates what the whole run of {@link #optimize()} takes. It calls no model and writes nothing. Tokens are counted
     * by a rule of thumb: one for four characters, and one for each Chinese, Japanese, Korean or Thai character. If the run
     * exists already, what it has taken counts, and replies to come are as long as those that it has; before, an answer has
     * 300 tokens, or the length of the expected ones if they are longer, a rewritten prompt 120 more than the first, the
     * words around it or around a vote 120, and the thoughts of a model that is known to reason 1,500.
     *
     * @return the estimate; calls without repeated ones
     * @throws IllegalArgumentException if there are too few questions for the voting rule, or to be held out
     * @throws RunException if the run's files are damaged
     */
    public RunEstimate estimate() {
        return estimate(TokenGuess::of);
    }

    /**
     * Estimates as {@link #estimate()} does, with a tokenizer in place of the rule of thumb.
     *
     * @param tokenizer counts the tokens of a text
     * @return the estimate; calls without repeated ones
     * @throws IllegalArgumentException if there are too few questions for the voting rule, or to be held out
     * @throws RunException if the run's files are damaged
     */
    public RunEstimate estimate(ToIntFunction<String> tokenizer) {
        requireNonNull(tokenizer, "tokenizer");
        RunStorage run = storage.get();
        Optional<RunFiles.Content> known =
                fresh.get() || !RunFiles.exists(run) ? Optional.empty() : Optional.of(RunFiles.read(run));
        return new Estimator(definition, tokenizer, known).estimate();
    }

    /**
     * Collects what a {@link PromptOptimizer} needs: the models and a template. A run that resumes keeps its recorded
     * settings where none are given. Not thread-safe.
     */
    public static final class Builder {

        private final Map<ModelRole, RoleModel> models = new EnumMap<>(ModelRole.class);
        private @Nullable IterationTemplate template;
        private @Nullable Path workspace;
        private @Nullable String name;
        private int initialRound = 1;
        private int maxRounds = 10;
        private @Nullable RunStorage storage;
        private boolean fresh;
        private @Nullable QuestionDraw questionDraw;
        private @Nullable VotingRule votingRule;
        private @Nullable Boolean reversing;
        private @Nullable Double longerNeedsAllVotes;
        private @Nullable Integer heldOut;
        private HandOut handOut = HandOut.AHEAD;
        private @Nullable Integer attemptsTold;
        private VoteSchedule voteSchedule = VoteSchedule.FEWEST_CALLS;
        private @Nullable Instructions instructions;
        private @Nullable PromptPlacement placement;
        private @Nullable ReasoningMode mode;
        private @Nullable PromptGuard guard;
        private @Nullable ReplyTags tags;
        private @Nullable Map<String, String> recordedGuard;
        private @Nullable Judge judge;
        private @Nullable String recordedJudge;
        private final Set<AnswerCheck> checks = new LinkedHashSet<>();
        private int patience = Integer.MAX_VALUE;
        private int voidRounds = 3;
        private @Nullable Duration timeLimit;
        private Budget budget = Budget.unlimited();
        private @Nullable CallPolicy callPolicy;
        private FailedCallRule onFailedCall = FailedCallRule.STOP_RUN;
        private OptimizationListener listener = new OptimizationListener() {};
        private Clock clock = Clock.system(ZoneId.systemDefault());
        private @Nullable Long seed;
        private @Nullable ExecutorService threads;
        private final Map<String, String> notes = new LinkedHashMap<>();

        private Builder() {}

        private void again(RunRequest request) {
            initialRound = request.initialRound();
            maxRounds = request.maxRounds();
            patience = request.patience();
            voidRounds = request.voidRounds();
            voteSchedule = request.voteSchedule();
            onFailedCall = request.onFailedCall();
            timeLimit = request.timeLimit();
            budget = request.budget();
            callPolicy = request.calls().policy().build();
            notes.putAll(request.notes());
        }

        /**
         * Sets one model for all roles. No settings are sent, so the port's name and temperature apply. Use three models where a
         * strong one should judge and rewrite prompts for a cheap one.
         *
         * @param port where all requests go
         */
        public Builder model(ChatModelPort port) {
            ModelSettings own = ModelSettings.unset();
            return optimizeWith(port, own).executeWith(port, own).evaluateWith(port, own);
        }

        /**
         * Sets the model that rewrites prompts. A strong one pays off: it is called once or twice a round.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         */
        public Builder optimizeWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.OPTIMIZE, port, settings);
        }

        /**
         * Sets the model that answers questions with a prompt. Use the one that the application will use: a prompt that is best
         * for another model may not be best for it.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         */
        public Builder executeWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.EXECUTE, port, settings);
        }

        /**
         * Sets the model that compares answers. A weak one abstains or follows the order of the answers, and then no rewrite is
         * promoted: see {@link RecordedRun#judgeConsistency()}.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         */
        public Builder evaluateWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.EVALUATE, port, settings);
        }

        private Builder with(ModelRole role, ChatModelPort port, ModelSettings settings) {
            models.put(role, new RoleModel(role, port, settings));
            return this;
        }

        /**
         * Sets what is optimized: the start prompt, the requirements and the questions. A run can only resume with the same
         * template.
         *
         * @param value required
         */
        public Builder template(IterationTemplate value) {
            template = requireNonNull(value, "template");
            return this;
        }

        /**
         * Sets the folder under which the run gets its folder, see {@link #name}. Without it, and without a {@link #storage}, the
         * run is in memory: it cannot be resumed, and what it paid for is lost when the process ends.
         *
         * @param value the folder; it is made if it is missing
         */
        public Builder workspace(Path value) {
            workspace = requireNonNull(value, "workspace");
            return this;
        }

        /**
         * Sets the run's name: its folder in the workspace. The same name resumes the run, another one starts a new run. A run has
         * one start prompt: to optimize again and again from the prompt in use, put the date and the prompt's version into the
         * name, see {@link io.github.spo4j.live.OptimizedPrompt}.
         *
         * @param value letters, digits, spaces, '-', '_' and '.'; required with a workspace
         */
        public Builder name(String value) {
            name = requireNonNull(value, "name");
            return this;
        }

        /**
         * Sets where the run's files are kept, in place of {@link #workspace} and {@link #name}, for example in a database that
         * several machines share. It must keep the contract of {@link RunStorage}, else a killed run loses what it paid for.
         *
         * @param value default: memory, new for each call of {@code optimize()}
         */
        public Builder storage(RunStorage value) {
            storage = requireNonNull(value, "storage");
            return this;
        }

        /**
         * Sets whether to start a new run although there is one already: all of its calls are paid for again. The old one is
         * moved aside, to its name with date and time behind it, as soon as a model has answered the new one; if none does, it
         * stays. From then on the same optimizer resumes the run that it has begun.
         *
         * @param value default false: resume
         */
        public Builder fresh(boolean value) {
            fresh = value;
            return this;
        }

        /**
         * Sets the round from which {@link #maxRounds} counts. The rounds before it must exist, and the run resumes at its first
         * unfinished round in any case. To add rounds to a finished run, set it to the next round.
         *
         * @param value default 1
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder initialRound(int value) {
            initialRound = Require.positive(value, "initialRound");
            return this;
        }

        /**
         * Sets how many rounds the run has, counted from {@link #initialRound}. More rounds find better prompts, at the price of
         * a proposal, the answers and the votes of each; to stop a run that finds none, set {@link #patience}.
         *
         * @param value default 10; 1 only measures the template's prompt
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder maxRounds(int value) {
            maxRounds = Require.positive(value, "maxRounds");
            return this;
        }

        /**
         * Sets which of the template's questions are asked. More questions represent the task better and cost more answers and
         * longer votes; with too few, a prompt wins that fits just these. A new run refuses more than 16, because a judge loses
         * track of so many: hold the others out. A run cannot resume with another value.
         *
         * @param value default four at random; three if the template has seven, so that four are left to be held out, or if
         *     {@link #heldOut} leaves only so many
         */
        public Builder questions(QuestionDraw value) {
            questionDraw = requireNonNull(value, "questions");
            return this;
        }

        /**
         * Sets how many questions are held out of the search: when it has ended, the prompt that won it is compared with the
         * start on them, at four calls a question. Without them nothing shows that a prompt is better on more than the questions
         * that it was made for. Six find accidents; to prove a gain, hold out twenty or more. A run cannot resume with another
         * value.
         *
         * @param value default: six, or as many as there are beside those of the search, and 0 if these are fewer than four; 0
         *     for none
         * @throws IllegalArgumentException if the value is negative, or from 1 to 3
         */
        public Builder heldOut(int value) {
            if (value < 0 || (value > 0 && value < RunSettings.FEWEST_HELD_OUT)) {
                throw new IllegalArgumentException(
                        "heldOut must be 0, for none, or at least " + RunSettings.FEWEST_HELD_OUT
                                + ": a prompt that is ahead on fewer may be so by luck: " + value);
            }
            heldOut = value;
            return this;
        }

        /**
         * Sets which prompt is handed out after the comparison on held-out questions: {@link RecordedRun#bestRound()}. It can be
         * another each time that the run is resumed, and counts from the next look on.
         *
         * @param value default {@link HandOut#AHEAD}
         */
        public Builder handOut(HandOut value) {
            handOut = requireNonNull(value, "handOut");
            return this;
        }

        /**
         * Sets how votes decide: a stricter rule promotes fewer prompts by chance and costs more calls. A run cannot resume with
         * another value.
         *
         * @param value default {@link VotingRule#SPREAD}, and {@link VotingRule#BALANCED} if the search asks fewer than four
         *     questions
         */
        public Builder votingRule(VotingRule value) {
            votingRule = requireNonNull(value, "votingRule");
            return this;
        }

        /**
         * Asks more of long answers, because many judges like them: a prompt whose answers have together more than so many times
         * the characters of the best prompt's has to win all four votes. With {@link VotingRule#BALANCED} and {@link
         * VotingRule#SPREAD} only; with a fair judge it finds somewhat less. A run cannot resume with another value.
         *
         * @param ratio such as 1.5; default: answers may have any length
         * @throws IllegalArgumentException if the value is less than 1 or not finite
         */
        public Builder longerNeedsAllVotes(double ratio) {
            if (!(ratio >= 1) || Double.isInfinite(ratio)) {
                throw new IllegalArgumentException("longerNeedsAllVotes must be at least 1: " + ratio);
            }
            longerNeedsAllVotes = ratio;
            return this;
        }

        /**
         * Sets how many votes are asked for together: fewer calls, or less waiting. It never changes a verdict.
         *
         * @param value default {@link VoteSchedule#FEWEST_CALLS}
         */
        public Builder voteSchedule(VoteSchedule value) {
            voteSchedule = requireNonNull(value, "voteSchedule");
            return this;
        }

        /**
         * Sets the texts around the material in messages to the optimizing and the judging model, for example in another
         * language. A text that does not ask for the tags gives no usable replies. A run cannot resume with other texts.
         *
         * @param value default: English or Chinese, as the template's requirements
         */
        public Builder instructions(Instructions value) {
            instructions = requireNonNull(value, "instructions");
            return this;
        }

        /**
         * Sets of how many attempts the optimizing model is told: the last ones that lost, each with the prompt (one of more than
         * 1,000 characters by what differs from the best prompt), what was meant by it, and why it lost: the judge's reasons, broken
         * checks, or why the guard refused it. It is also told what the judge still misses in the best prompt's answers. Without it
         * the model rewrites the same prompt anew after each attempt that lost, and may repeat it. A new prompt that copies twelve
         * words in a row of that, or of a question, is refused.
         *
         * <p>It makes proposals longer, by some 300 tokens an attempt, and calls neither more nor fewer. {@linkplain
         * #instructions Instructions} of your own whose text {@code optimize} has no <code>{{tried}}</code> are used as they are:
         * nothing is told then, and {@link OptimizationListener.Start#attemptsTold()} is 0. A run cannot resume with another value.
         *
         * @param value default 3; 0 tells nothing, as runs of earlier versions did
         * @throws IllegalArgumentException if the value is negative
         */
        public Builder attemptsTold(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("attemptsTold must not be negative: " + value);
            }
            attemptsTold = value;
            return this;
        }

        /**
         * Sets where the prompt stands in a request. Choose what the application does that will use the prompt, because a prompt
         * can work less well elsewhere. A run cannot resume with another value.
         *
         * @param value default {@link PromptPlacement#USER}
         */
        public Builder placement(PromptPlacement value) {
            placement = requireNonNull(value, "placement");
            return this;
        }

        /**
         * Sets what counts as an answer. With {@link ReasoningMode#REASONING_MODEL} the judge also sees how the model reasoned,
         * which makes its messages much longer. A run cannot resume with another value.
         *
         * @param value default {@link ReasoningMode#BASE_MODEL}
         */
        public Builder mode(ReasoningMode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets the checks of a new prompt. A refused candidate costs no execution and no vote: the model is asked once more with
         * the reason, then the round is void, so too strict a guard makes every round void. A run cannot resume with another one.
         *
         * @param value default {@link PromptGuard#standard()}
         */
        public Builder guard(PromptGuard value) {
            requireNonNull(value, "guard");
            guard = recordedGuard == null ? value : value.inRun(Optional.of(recordedGuard), Set.of());
            return this;
        }

        /**
         * Sets a judge of your own, in place of the model that votes: {@link #evaluateWith} is not needed then, and its model
         * is not asked. A run can only resume with a judge of the same {@linkplain Judge#name() name}.
         *
         * @param value default: the judging model votes, see {@link #votingRule}
         */
        public Builder judge(Judge value) {
            judge = requireNonNull(value, "judge");
            return this;
        }

        /**
         * Adds what each answer must have, besides what the template says. A new prompt is out, and no vote is paid, if an answer
         * of its breaks a check that the best prompt's answer keeps; the optimizing model is told which. A run can only resume
         * with the same checks; they are recorded, but for those that are code, of which it knows the name.
         *
         * @param values in any number
         * @throws IllegalArgumentException if another check of your own has that name
         */
        public Builder answerCheck(AnswerCheck... values) {
            AnswerChecks.add(checks, values);
            return this;
        }

        /**
         * Sets after how many rounds in a row without a better prompt the run stops, to save calls that find nothing. Void rounds
         * count, so a low value also ends a run whose models fail for a while.
         *
         * @param value default: never
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder patience(int value) {
            patience = Require.positive(value, "patience");
            return this;
        }

        /**
         * Sets after how many void rounds in a row the run stops. Raise it to sit out a longer outage with {@link
         * FailedCallRule#VOID_ROUND}: each void round is one that the run does not use. The next run tries as many again; a
         * replay does not stop for it.
         *
         * @param value default 3
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder voidRounds(int value) {
            voidRounds = Require.positive(value, "voidRounds");
            return this;
        }

        /**
         * Sets how long {@link PromptOptimizer#optimize()} may take. Calls in flight are cut off at its end and may be paid for
         * without a reply; their round stays open for the next run. A time in which the machine is asleep does not count, on
         * Linux and macOS.
         *
         * @param value default: no limit
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder timeLimit(Duration value) {
            timeLimit = Require.positive(value, "timeLimit");
            return this;
        }

        /**
         * Sets how much the run may spend, earlier calls of {@code optimize()} on it included, unless the budget is {@linkplain
         * Budget#shared() shared}. A run that reaches a limit stops and keeps what it paid for; a higher limit resumes it.
         *
         * @param value default: no limit
         */
        public Builder budget(Budget value) {
            budget = requireNonNull(value, "budget");
            return this;
        }

        /**
         * Sets how calls are made: retries, time-out, limits. Share one policy between optimizers that use the same provider,
         * else each of them uses up the provider's limits alone.
         *
         * @param value default: a new {@link CallPolicy#defaults()}
         */
        public Builder callPolicy(CallPolicy value) {
            callPolicy = requireNonNull(value, "callPolicy");
            return this;
        }

        /**
         * Sets what happens when a call still fails after all retries. {@link FailedCallRule#VOID_ROUND} lets a long run survive
         * an outage, but spends its rounds meanwhile without measuring anything.
         *
         * @param value default {@link FailedCallRule#STOP_RUN}
         */
        public Builder onFailedCall(FailedCallRule value) {
            onFailedCall = requireNonNull(value, "onFailedCall");
            return this;
        }

        /**
         * Sets a listener, for example to show progress. It runs on the thread of {@code optimize()}, or on that of a {@linkplain
         * PromptOptimizer#start() started} run, so a slow one delays the run.
         *
         * @param value default: none
         */
        public Builder listener(OptimizationListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets the seed of all random choices: which questions are drawn and in which order the judge sees answers. With the same
         * seed and the same replies a run can be repeated exactly; it cannot resume with another one.
         *
         * @param value default: that of the run to resume; random for a new one
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the threads on which models are called, so that a port sees their context; nothing else runs there. The caller
         * closes them when the run has ended. Few of them, or busy ones, slow a run down and never fail it: a time-out begins when
         * a call is on its thread. {@link PromptOptimizer#optimize()} waits for these threads and must not run on the only one: it
         * throws an IllegalStateException when none was free for five minutes, or the executor is stopped. One that drops tasks
         * makes the run wait until its deadline.
         *
         * @param value default: our own threads, virtual ones from Java 21 on, which inherit nothing
         */
        public Builder threads(ExecutorService value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Sets the clock that dates rounds. Tests set one to get the same files each time; deadlines use that of the {@linkplain
         * CallPolicy.Builder#clock call policy}.
         *
         * @param value default {@link Clock#systemDefaultZone()}
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Records something of the caller's beside the run, for example where its models are configured. It changes nothing;
         * {@link RecordedRun#request()} gives it back.
         *
         * @param what a name for it; the same name replaces the value
         * @param value no secret, since it is written to the run's files
         */
        public Builder note(String what, String value) {
            notes.put(requireNonNull(what, "what"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Makes the optimizer. No file is touched and no call is made yet.
         *
         * @return the optimizer
         * @throws IllegalStateException if a model, the template, or the name of a run with a workspace is missing, or there is
         *     both a workspace and a storage
         * @throws IllegalArgumentException if the name could lead out of the workspace, or the template's prompt lacks the
         *     guard's frozen parts
         */
        public PromptOptimizer build() {
            require(models.containsKey(ModelRole.OPTIMIZE), "optimizeWith(...) or model(...)");
            require(models.containsKey(ModelRole.EXECUTE), "executeWith(...) or model(...)");
            require(judge != null || models.containsKey(ModelRole.EVALUATE), judging());
            require((workspace == null) == (name == null), workspace == null ? "workspace(...)" : "name(...)");
            if (workspace != null && storage != null) {
                throw new IllegalStateException("an optimizer has a workspace(...) or a storage(...), not both");
            }
            require(template != null, "template(...)");
            if (guard != null) {
                guard.requireFits(requireNonNull(template).prompt());
            }
            return new PromptOptimizer(definition(requireNonNull(template)), runStorage(), fresh);
        }

        private String judging() {
            return recordedJudge == null
                    ? "evaluateWith(...), model(...) or judge(...)"
                    : "judge(...) with the judge \"" + recordedJudge + "\" that the run was made with";
        }

        private RunDefinition definition(IterationTemplate what) {
            Map<ModelRole, RoleModel> asked = new EnumMap<>(models);
            if (judge != null) {
                asked.remove(ModelRole.EVALUATE);
            }
            CallPolicy calls = callPolicy == null ? CallPolicy.defaults() : callPolicy;
            RunRequest request = new RunRequest(
                    initialRound,
                    maxRounds,
                    patience,
                    voidRounds,
                    voteSchedule,
                    onFailedCall,
                    handOut,
                    timeLimit,
                    budget,
                    calls.limits(),
                    notes);
            return new RunDefinition(
                    what,
                    new RunSettings.Given(
                            new VotingChoice(votingRule, reversing, longerNeedsAllVotes),
                            questionDraw,
                            instructions,
                            placement,
                            mode,
                            guard,
                            tags,
                            new AnswerRules(judge, List.copyOf(checks)),
                            seed,
                            heldOut,
                            attemptsTold),
                    asked,
                    initialRound,
                    maxRounds,
                    patience,
                    voidRounds,
                    voteSchedule,
                    onFailedCall,
                    handOut,
                    listener,
                    new Session.Limits(budget, calls, timeLimit, threads),
                    clock,
                    request.toJson());
        }

        private Supplier<RunStorage> runStorage() {
            if (workspace == null || name == null) {
                RunStorage own = storage;
                return own == null ? RunStorage::memory : () -> own;
            }
            RunStorage directory = RunStorage.directory(workspace, name);
            return () -> directory;
        }

        private static void require(boolean given, String setter) {
            if (!given) {
                throw new IllegalStateException("an optimizer needs " + setter + " before build()");
            }
        }
    }
}
