package io.github.spo4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.optimize.Decisions;
import io.github.spo4j.engine.optimize.Estimator;
import io.github.spo4j.engine.optimize.OpenRun;
import io.github.spo4j.engine.optimize.OptimizationLoop;
import io.github.spo4j.engine.optimize.RunDefinition;
import io.github.spo4j.engine.optimize.RunFiles;
import io.github.spo4j.engine.optimize.RunSettings;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.RoleModel;
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
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Improves a prompt without labels, as in Xiang et al. 2025 (arXiv 2502.06855).
 *
 * <p>Round 1 tries the template's prompt on a few questions. Each further round lets the optimizing model rewrite the
 * best prompt so far, tries the rewrite on the same questions, and lets the judging model compare the two sets of
 * answers; a clear winner becomes the best prompt.
 *
 * <pre>{@code
 * OptimizationResult result = PromptOptimizer.builder()
 *         .model(request -> ModelReply.of("…"))
 *         .template(IterationTemplate.of(prompt, requirements, questions))
 *         .build()
 *         .optimize();
 * }</pre>
 *
 * <p>Immutable and thread-safe; optimizers know nothing of each other. With a workspace, a run that stopped goes on at
 * its first unfinished round when the same is run again.
 */
public final class PromptOptimizer {

    private static final DateTimeFormatter ASIDE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunDefinition definition;
    private final Supplier<RunStorage> storage;
    private final boolean fresh;

    private PromptOptimizer(RunDefinition definition, Supplier<RunStorage> storage, boolean fresh) {
        this.definition = definition;
        this.storage = storage;
        this.fresh = fresh;
    }

    /**
     * Starts to describe an optimizer.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts to describe an optimizer set up as the one that made a run: template, settings and seed, all but what may
     * differ when a run is resumed, such as {@code maxRounds}, the budget and where files are kept. With
     * {@link RecordedRun#replay} it plays the run back; with models and the run's storage it resumes it.
     *
     * <p>Code is not recorded: a guard of one's own and a tokenizer must be set again.
     *
     * @param made the run
     * @param ports gives the model of each of the roles OPTIMIZE, EXECUTE and EVALUATE
     * @return a builder to complete
     * @throws IllegalStateException if the run is of the Python system, which records nothing of this
     * @throws RunException if the run was made with a value that there is not
     */
    public static Builder builder(RecordedRun made, Function<ModelRole, ChatModelPort> ports) {
        requireNonNull(ports, "ports");
        IterationTemplate template = RunSettings.template(made.madeWith());
        RunSettings settings = RunSettings.of(RunSettings.Given.NOTHING, Optional.of(made.madeWith()), template);
        return builder()
                .template(template)
                .votingRule(settings.votingRule())
                .questions(settings.questionDraw())
                .instructions(settings.instructions())
                .placement(settings.placement())
                .mode(settings.mode())
                .guard(settings.guard())
                .seed(settings.seed().value())
                .optimizeWith(ports.apply(ModelRole.OPTIMIZE), made.settings(ModelRole.OPTIMIZE))
                .executeWith(ports.apply(ModelRole.EXECUTE), made.settings(ModelRole.EXECUTE))
                .evaluateWith(ports.apply(ModelRole.EVALUATE), made.settings(ModelRole.EVALUATE));
    }

    /**
     * Runs until all rounds are done, patience, time or budget is over, or this thread is interrupted. What was paid
     * for is kept whatever happens: the same call again goes on where this one stopped.
     *
     * @return the best prompt and how it came about
     * @throws ModelException if a call failed for good; the round it belongs to stays open
     * @throws IllegalArgumentException if the budget does not cover round 1, or needs a price that is not known
     * @throws RunException if the run is in use, or its files cannot be used as they are or not be written
     */
    public OptimizationResult optimize() {
        RunStorage run = storage.get();
        OpenRun.refuseEarly(definition, run, fresh);
        if (fresh && !run.list("").isEmpty()) {
            run.moveAside(ASIDE.format(LocalDateTime.now(definition.clock())));
        }
        try (OpenRun open = OpenRun.of(definition, run)) {
            return new OptimizationResult(new OptimizationLoop(open).run());
        }
    }

    /**
     * Promotes a prompt because a person says so, whatever the judge said: one that was rejected, an earlier one, or one
     * that the person wrote. It becomes the run's next round, accepted without a vote; answers that it led to in an earlier
     * round are used again, else the executing model answers the questions with it. A round that had stopped in the middle
     * is closed first, without a further call.
     *
     * <p>The decision is kept before anything is done about it: when this is interrupted or a call fails, the next
     * {@link #optimize()} carries it out. {@code fresh} and the number of rounds do not matter here.
     *
     * @param prompt the prompt
     * @return the round; void if the model gave no usable answer twice
     * @throws IllegalStateException if no round is finished yet
     * @throws IllegalArgumentException if the prompt is the best already, or one that the {@linkplain Builder#guard
     *     guard} refuses
     * @throws ModelException if a call failed for good, the budget or the time limit ended, or this thread was interrupted
     * @throws RunException if the run is in use, or its files cannot be used as they are or not be written
     */
    public Round promote(String prompt) {
        requireNonNull(prompt, "prompt");
        RunStorage run = storage.get();
        OpenRun.requirePrices(definition);
        if (!RunFiles.exists(run)) { // before the run is locked, so that nothing is left in a folder without one
            throw new IllegalStateException("there is no run in " + run.describe("") + " to decide about");
        }
        try (OpenRun open = OpenRun.of(definition, run)) {
            return new Decisions(open).promote(prompt);
        }
    }

    /**
     * Estimates what {@link #optimize()} will take from round 1 on, or from the {@linkplain Builder#initialRound initial
     * round}. Calls nothing and looks at no file. Tokens are counted by a rule of thumb: a token for four characters,
     * and for each Chinese, Japanese, Korean or Thai one. How long replies get is a guess that leaves out reasoning.
     *
     * @return calls exactly, save those that are asked again; tokens and cost about
     */
    public RunEstimate estimate() {
        return estimate(Estimator::ruleOfThumb);
    }

    /**
     * Estimates what {@link #optimize()} will take, as {@link #estimate()} does.
     *
     * @param tokenizer how many tokens a text has
     * @return calls exactly, save those that are asked again; tokens and cost about
     */
    public RunEstimate estimate(ToIntFunction<String> tokenizer) {
        return new Estimator(definition, requireNonNull(tokenizer, "tokenizer")).estimate();
    }

    /** Collects what a {@link PromptOptimizer} needs: the models and a template. Not thread-safe. */
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
        private VoteSchedule voteSchedule = VoteSchedule.FEWEST_CALLS;
        private @Nullable Instructions instructions;
        private @Nullable PromptPlacement placement;
        private @Nullable ReasoningMode mode;
        private @Nullable PromptGuard guard;
        private int patience = Integer.MAX_VALUE;
        private @Nullable Duration timeLimit;
        private Budget budget = Budget.unlimited();
        private @Nullable CallPolicy callPolicy;
        private FailedCallRule onFailedCall = FailedCallRule.STOP_RUN;
        private OptimizationListener listener = new OptimizationListener() {};
        private Clock clock = Clock.system(ZoneId.systemDefault());
        private @Nullable Long seed;
        private @Nullable ExecutorService threads;

        private Builder() {}

        /**
         * Sets one model for all roles, with its own name and temperature: nothing is sent that is not set here.
         *
         * @param port where all requests go
         * @return this builder
         */
        public Builder model(ChatModelPort port) {
            ModelSettings own = ModelSettings.unset();
            return optimizeWith(port, own).executeWith(port, own).evaluateWith(port, own);
        }

        /**
         * Sets the model that rewrites prompts.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         * @return this builder
         */
        public Builder optimizeWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.OPTIMIZE, port, settings);
        }

        /**
         * Sets the model that answers questions with a prompt: the one that the prompt is made for.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         * @return this builder
         */
        public Builder executeWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.EXECUTE, port, settings);
        }

        /**
         * Sets the model that compares answers.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         * @return this builder
         */
        public Builder evaluateWith(ChatModelPort port, ModelSettings settings) {
            return with(ModelRole.EVALUATE, port, settings);
        }

        private Builder with(ModelRole role, ChatModelPort port, ModelSettings settings) {
            models.put(role, new RoleModel(role, port, settings));
            return this;
        }

        /**
         * Sets what is optimized: the start prompt, the requirements and the questions.
         *
         * @param value the template
         * @return this builder
         */
        public Builder template(IterationTemplate value) {
            template = requireNonNull(value, "template");
            return this;
        }

        /**
         * Sets the folder under which the run gets a folder of its own, see {@link #name}. Without one the run lives in
         * memory and writes nothing.
         *
         * @param value the folder; it is made if need be
         * @return this builder
         */
        public Builder workspace(Path value) {
            workspace = requireNonNull(value, "workspace");
            return this;
        }

        /**
         * Sets the run's name: its folder in the workspace.
         *
         * @param value letters, digits, spaces, '-', '_' and '.'
         * @return this builder
         */
        public Builder name(String value) {
            name = requireNonNull(value, "name");
            return this;
        }

        /**
         * Sets where the run's files are kept, in place of {@link #workspace} and {@link #name}.
         *
         * @param value for example a database
         * @return this builder
         */
        public Builder storage(RunStorage value) {
            storage = requireNonNull(value, "storage");
            return this;
        }

        /**
         * Sets whether to begin anew although there is a run already. The old one is moved aside, to its name with date
         * and time behind it.
         *
         * @param value default false: go on with what is there
         * @return this builder
         */
        public Builder fresh(boolean value) {
            fresh = value;
            return this;
        }

        /**
         * Sets the round from which {@link #maxRounds} counts. The rounds before it must be there. A run always goes on
         * at its first unfinished round.
         *
         * @param value default 1
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder initialRound(int value) {
            initialRound = Require.positive(value, "initialRound");
            return this;
        }

        /**
         * Sets how many rounds the run has, counted from {@link #initialRound}.
         *
         * @param value default 10
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder maxRounds(int value) {
            maxRounds = Require.positive(value, "maxRounds");
            return this;
        }

        /**
         * Sets which of the template's questions are asked.
         *
         * @param value default three at random
         * @return this builder
         */
        public Builder questions(QuestionDraw value) {
            questionDraw = requireNonNull(value, "questions");
            return this;
        }

        /**
         * Sets how votes decide.
         *
         * @param value default {@link VotingRule#BALANCED}
         * @return this builder
         */
        public Builder votingRule(VotingRule value) {
            votingRule = requireNonNull(value, "votingRule");
            return this;
        }

        /**
         * Sets how many votes are asked for together.
         *
         * @param value default {@link VoteSchedule#FEWEST_CALLS}
         * @return this builder
         */
        public Builder voteSchedule(VoteSchedule value) {
            voteSchedule = requireNonNull(value, "voteSchedule");
            return this;
        }

        /**
         * Sets the words in which models are asked.
         *
         * @param value default: English or Chinese, as the template's requirements
         * @return this builder
         */
        public Builder instructions(Instructions value) {
            instructions = requireNonNull(value, "instructions");
            return this;
        }

        /**
         * Sets where the prompt stands in a request. Choose what the application does that will use the prompt.
         *
         * @param value default {@link PromptPlacement#USER}
         * @return this builder
         */
        public Builder placement(PromptPlacement value) {
            placement = requireNonNull(value, "placement");
            return this;
        }

        /**
         * Sets what counts as an answer.
         *
         * @param value default {@link ReasoningMode#BASE_MODEL}
         * @return this builder
         */
        public Builder mode(ReasoningMode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets what a new prompt must be like to be tried. A candidate that the guard refuses costs no execution and no
         * vote: it is asked for once more with the reason, then the round is void.
         *
         * @param value default {@link PromptGuard#standard()}
         * @return this builder
         */
        public Builder guard(PromptGuard value) {
            guard = requireNonNull(value, "guard");
            return this;
        }

        /**
         * Sets after how many rounds in a row without a better prompt the run stops. Void rounds count.
         *
         * @param value default: never
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder patience(int value) {
            patience = Require.positive(value, "patience");
            return this;
        }

        /**
         * Sets how long {@link PromptOptimizer#optimize()} may take. ParallelCalls are cut off when the time is over; the round
         * they belong to stays open.
         *
         * @param value default: no limit
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder timeLimit(Duration value) {
            timeLimit = Require.positive(value, "timeLimit");
            return this;
        }

        /**
         * Sets how much the run may spend. What earlier calls of {@code optimize()} on the same run spent counts, unless
         * the budget is {@linkplain Budget#shared() shared}.
         *
         * @param value default: no limit
         * @return this builder
         */
        public Builder budget(Budget value) {
            budget = requireNonNull(value, "budget");
            return this;
        }

        /**
         * Sets how calls are made: retries, time-out, limits. One policy can be shared by many optimizers.
         *
         * @param value default: {@link CallPolicy#defaults()}, of this optimizer's own
         * @return this builder
         */
        public Builder callPolicy(CallPolicy value) {
            callPolicy = requireNonNull(value, "callPolicy");
            return this;
        }

        /**
         * Sets what happens when a model could not be reached for good.
         *
         * @param value default {@link FailedCallRule#STOP_RUN}
         * @return this builder
         */
        public Builder onFailedCall(FailedCallRule value) {
            onFailedCall = requireNonNull(value, "onFailedCall");
            return this;
        }

        /**
         * Sets who is told how the run goes.
         *
         * @param value default: nobody
         * @return this builder
         */
        public Builder listener(OptimizationListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /**
         * Sets the seed of all random choices: which questions are drawn and in which order the judge sees answers. The
         * same seed and the same replies give the same run.
         *
         * @param value default: that of the run that goes on; drawn for a new one
         * @return this builder
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the threads on which models are called. The caller closes them. Do not call {@link
         * PromptOptimizer#optimize()} on one of them: it waits for the others.
         *
         * @param value default: threads of the run's own, virtual ones where Java has them, at most 64 at a time
         * @return this builder
         */
        public Builder threads(ExecutorService value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Sets the clock that rounds are dated with. Deadlines are measured by that of the {@linkplain
         * CallPolicy.Builder#clock call policy}.
         *
         * @param value default the system's, in its time zone
         * @return this builder
         */
        public Builder clock(Clock value) {
            clock = requireNonNull(value, "clock");
            return this;
        }

        /**
         * Makes the optimizer. No file is touched and no call is made yet.
         *
         * @return the optimizer
         * @throws IllegalStateException if a model, the template, or the name of a run with a workspace is missing
         * @throws IllegalArgumentException if the name could lead out of the workspace
         */
        public PromptOptimizer build() {
            require(models.containsKey(ModelRole.OPTIMIZE), "optimizeWith(...) or model(...)");
            require(models.containsKey(ModelRole.EXECUTE), "executeWith(...) or model(...)");
            require(models.containsKey(ModelRole.EVALUATE), "evaluateWith(...) or model(...)");
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

        private RunDefinition definition(IterationTemplate what) {
            return new RunDefinition(
                    what,
                    new RunSettings.Given(votingRule, questionDraw, instructions, placement, mode, guard, seed),
                    models,
                    initialRound,
                    maxRounds,
                    patience,
                    voteSchedule,
                    onFailedCall,
                    listener,
                    new Session.Limits(
                            budget, callPolicy == null ? CallPolicy.defaults() : callPolicy, timeLimit, threads),
                    clock);
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
