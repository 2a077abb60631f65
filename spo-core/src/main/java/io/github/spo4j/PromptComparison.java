package io.github.spo4j;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.answer.AnswerChecks;
import io.github.spo4j.engine.evaluation.ComparisonWork;
import io.github.spo4j.engine.evaluation.ComparisonWork.HeldOut;
import io.github.spo4j.engine.evaluation.ComparisonWork.Side;
import io.github.spo4j.engine.optimize.AnswerRules;
import io.github.spo4j.engine.optimize.RunSettings;
import io.github.spo4j.engine.optimize.VotingChoice;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.JournalledRun;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallListener;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.AnswerCheck;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Is a new prompt better than an old one? Both answer the same questions; on each, the judging model compares the answers in
 * both orders. It needs no labels.
 *
 * <pre>{@code
 * ComparisonResult result = PromptComparison.builder()
 *         .model(port)
 *         .oldPrompt(old)
 *         .newPrompt(candidate)
 *         .requirements("Short, and correct.")
 *         .questions(questions)
 *         .build()
 *         .run();
 * result.requireNotWorse();
 * }</pre>
 *
 * <p>A question takes two answers and, where they differ, two votes; a reply that cannot be used or read is asked for once
 * more. With a workspace, a comparison that stopped goes on where it was when it runs again, and one that is finished costs
 * nothing. Immutable and thread-safe.
 */
public final class PromptComparison {

    private static final int OLD = 1;
    private static final int NEW = 2;

    private final IterationTemplate template;
    private final String newPrompt;
    private final Map<ModelRole, RoleModel> models;
    private final RunSettings.Given given;
    private final double alpha;
    private final Session.Limits limits;
    private final CallListener listener;
    private final Supplier<RunStorage> storage;

    private PromptComparison(Builder builder, IterationTemplate template, String newPrompt) {
        this.template = template;
        this.newPrompt = newPrompt;
        models = new EnumMap<>(builder.models);
        if (builder.judge != null) {
            models.remove(ModelRole.EVALUATE);
        }
        given = new RunSettings.Given(
                VotingChoice.NONE,
                null,
                builder.instructions,
                builder.placement,
                builder.mode,
                null,
                null,
                new AnswerRules(builder.judge, List.copyOf(builder.checks)),
                0L,
                0,
                0);
        alpha = builder.alpha;
        limits = new Session.Limits(
                builder.budget,
                builder.callPolicy == null ? CallPolicy.defaults() : builder.callPolicy,
                builder.timeLimit,
                builder.threads);
        listener = builder.listener;
        storage = builder.runStorage();
    }

    /** {@return a new builder} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a comparison of the prompt that a run began with and the one that won its search, on the questions of its template
     * that the search did not ask; with the run's requirements and settings. Give it {@linkplain Builder#questions more
     * questions} to prove more than the run could.
     *
     * @param run a run that found a prompt
     * @param ports gives the model of each of the roles EXECUTE and EVALUATE
     * @return a builder to complete
     * @throws IllegalStateException if the run is of the Python system, which does not record settings, or its search found
     *     nothing better than the start
     */
    public static Builder builder(RecordedRun run, Function<ModelRole, ChatModelPort> ports) {
        requireNonNull(ports, "ports");
        IterationTemplate template = RunSettings.template(run.madeWith());
        Round winner = run.searchWinner()
                .filter(round -> round.number() > 1)
                .orElseThrow(() -> new IllegalStateException(
                        "the search found nothing better than the start: there is nothing to compare"));
        RunSettings settings = RunSettings.of(RunSettings.Given.NOTHING, Optional.of(run.madeWith()), template);
        return builder()
                .oldPrompt(run.rounds().get(0).prompt())
                .newPrompt(winner.prompt())
                .requirements(template.requirements())
                .questions(notAsked(template, run.rounds()))
                .answerCheck(template.checks().toArray(AnswerCheck[]::new))
                .instructions(settings.instructions())
                .placement(settings.placement())
                .mode(settings.mode())
                .executeWith(ports.apply(ModelRole.EXECUTE), run.settings(ModelRole.EXECUTE))
                .evaluateWith(ports.apply(ModelRole.EVALUATE), run.settings(ModelRole.EVALUATE));
    }

    private static List<QuestionAnswer> notAsked(IterationTemplate template, List<Round> rounds) {
        Set<String> asked = rounds.stream()
                .flatMap(round -> round.answers().stream())
                .map(answer -> answer.question().strip())
                .collect(Collectors.toSet());
        return template.questions().stream()
                .filter(question -> !asked.contains(question.question().strip()))
                .toList();
    }

    /**
     * Compares the prompts, or goes on with a comparison that stopped.
     *
     * @return what was found
     * @throws ModelException if a call failed after all retries, the budget or the time limit ended, or this thread was
     *     interrupted; the next call goes on
     * @throws IllegalArgumentException if the budget needs a price that is not known, or a judge of your own or an answer
     *     check fails
     * @throws RunException if the comparison is in use, or its files are damaged, of another one, or cannot be written
     */
    public ComparisonResult run() {
        models.values().forEach(model -> limits.budget().requirePrice(model.name()));
        try (JournalledRun run = JournalledRun.lock(storage.get())) {
            RunSettings settings = RunSettings.of(given, run.header().map(RunHeader::fingerprint), template);
            run.open(fingerprint(settings), 0, "", Instant.now(), rounds -> {});
            Session session = new Session(run.journal(), limits, models.values(), () -> {}, listener);
            ComparisonWork work = settings.comparison(session, template);
            List<ComparedQuestion> compared =
                    work.compare(new Side(OLD, template.prompt()), new Side(NEW, newPrompt), questions());
            return ComparisonResult.of(compared, alpha, 1, session.usage());
        }
    }

    private List<HeldOut> questions() {
        return IntStream.range(0, template.questions().size())
                .mapToObj(i -> new HeldOut(i, template.questions().get(i)))
                .toList();
    }

    private Fingerprint fingerprint(RunSettings settings) {
        Map<String, String> texts = new LinkedHashMap<>(settings.requests(template, models));
        texts.put("comparison.prompt", newPrompt);
        return Fingerprint.of(texts);
    }

    /** Collects what a {@link PromptComparison} needs: two models, two prompts, requirements and questions. Not thread-safe. */
    public static final class Builder {

        private final Map<ModelRole, RoleModel> models = new EnumMap<>(ModelRole.class);
        private @Nullable String oldPrompt;
        private @Nullable String newPrompt;
        private @Nullable String requirements;
        private @Nullable List<QuestionAnswer> questions;
        private @Nullable Path workspace;
        private @Nullable String name;
        private @Nullable RunStorage storage;
        private @Nullable Instructions instructions;
        private @Nullable PromptPlacement placement;
        private @Nullable ReasoningMode mode;
        private @Nullable Judge judge;
        private final Set<AnswerCheck> checks = new LinkedHashSet<>();
        private double alpha = ComparisonResult.ALPHA;
        private @Nullable Duration timeLimit;
        private Budget budget = Budget.unlimited();
        private @Nullable CallPolicy callPolicy;
        private @Nullable ExecutorService threads;
        private CallListener listener = new CallListener() {};

        private Builder() {}

        /**
         * Sets one model for both roles. No settings are sent, so the port's name and temperature apply.
         *
         * @param port where all requests go
         */
        public Builder model(ChatModelPort port) {
            return executeWith(port, ModelSettings.unset()).evaluateWith(port, ModelSettings.unset());
        }

        /**
         * Sets the model that answers with both prompts: the one that the application uses.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         */
        public Builder executeWith(ChatModelPort port, ModelSettings settings) {
            models.put(ModelRole.EXECUTE, new RoleModel(ModelRole.EXECUTE, port, settings));
            return this;
        }

        /**
         * Sets the model that compares answers. One that contradicts itself when the sides change places gives ties, and at
         * worst no verdict.
         *
         * @param port where its requests go
         * @param settings sent with each of them
         */
        public Builder evaluateWith(ChatModelPort port, ModelSettings settings) {
            models.put(ModelRole.EVALUATE, new RoleModel(ModelRole.EVALUATE, port, settings));
            return this;
        }

        /**
         * Sets the prompt that is there already.
         *
         * @param value the text
         */
        public Builder oldPrompt(String value) {
            oldPrompt = requireNonNull(value, "oldPrompt");
            return this;
        }

        /**
         * Sets the prompt that may be better.
         *
         * @param value the text
         */
        public Builder newPrompt(String value) {
            newPrompt = requireNonNull(value, "newPrompt");
            return this;
        }

        /**
         * Sets what is required of the answers: the judge goes by it.
         *
         * @param value the text
         */
        public Builder requirements(String value) {
            requirements = requireNonNull(value, "requirements");
            return this;
        }

        /**
         * Sets the questions. Use ones that no search has seen: a prompt is at its best on those that it was made for. Five are
         * the least for a verdict, and twenty find a large difference.
         *
         * @param value at least one
         */
        public Builder questions(List<QuestionAnswer> value) {
            questions = List.copyOf(value);
            return this;
        }

        /**
         * Sets requirements and questions as a template has them, and adds its checks. Its prompt is not used.
         *
         * @param value the template
         */
        public Builder template(IterationTemplate value) {
            return requirements(value.requirements())
                    .questions(value.questions())
                    .answerCheck(value.checks().toArray(AnswerCheck[]::new));
        }

        /**
         * Sets a judge of your own, in place of the model that votes: {@link #evaluateWith} is not needed then, and its model
         * is not asked. A question is won if the judge takes the new answer in place of the old one and would not change back.
         *
         * @param value default: the judging model votes
         */
        public Builder judge(Judge value) {
            judge = requireNonNull(value, "judge");
            return this;
        }

        /**
         * Adds what each answer must have, besides what its question says. An answer that breaks a check which the other keeps
         * loses the question, and no vote is paid.
         *
         * @param values in any number
         * @throws IllegalArgumentException if another check of your own has that name
         */
        public Builder answerCheck(AnswerCheck... values) {
            AnswerChecks.add(checks, values);
            return this;
        }

        /**
         * Sets the folder under which the comparison gets its folder, see {@link #name}. Without it, and without a {@link
         * #storage}, it is in memory, and what it paid for is lost when the process ends.
         *
         * @param value the folder; it is made if it is missing
         */
        public Builder workspace(Path value) {
            workspace = requireNonNull(value, "workspace");
            return this;
        }

        /**
         * Sets the comparison's name: its folder in the workspace. The same name goes on with the comparison.
         *
         * @param value letters, digits, spaces, '-', '_' and '.'; required with a workspace
         */
        public Builder name(String value) {
            name = requireNonNull(value, "name");
            return this;
        }

        /**
         * Sets where the files are kept, in place of {@link #workspace} and {@link #name}.
         *
         * @param value default: memory, new for each call of {@code run()}
         */
        public Builder storage(RunStorage value) {
            storage = requireNonNull(value, "storage");
            return this;
        }

        /**
         * Sets how often "better" may be said of prompts that are equally good. A smaller share needs more questions to find
         * the same difference.
         *
         * @param value above 0 and at most 0.5; default {@value ComparisonResult#ALPHA}
         * @throws IllegalArgumentException if it is not
         */
        public Builder alpha(double value) {
            if (!(value > 0 && value <= 0.5)) {
                throw new IllegalArgumentException("alpha must be above 0 and at most 0.5: " + value);
            }
            alpha = value;
            return this;
        }

        /**
         * Sets the texts around the material in messages to the judging model.
         *
         * @param value default: English or Chinese, as the requirements
         */
        public Builder instructions(Instructions value) {
            instructions = requireNonNull(value, "instructions");
            return this;
        }

        /**
         * Sets where the prompt stands in a request. Choose what the application does.
         *
         * @param value default {@link PromptPlacement#USER}
         */
        public Builder placement(PromptPlacement value) {
            placement = requireNonNull(value, "placement");
            return this;
        }

        /**
         * Sets what counts as an answer.
         *
         * @param value default {@link ReasoningMode#BASE_MODEL}
         */
        public Builder mode(ReasoningMode value) {
            mode = requireNonNull(value, "mode");
            return this;
        }

        /**
         * Sets how long {@link PromptComparison#run()} may take.
         *
         * @param value default: no limit
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder timeLimit(Duration value) {
            timeLimit = Require.positive(value, "timeLimit");
            return this;
        }

        /**
         * Sets how much the comparison may spend, earlier calls of {@code run()} on it included, unless the budget is
         * {@linkplain Budget#shared() shared}.
         *
         * @param value default: no limit
         */
        public Builder budget(Budget value) {
            budget = requireNonNull(value, "budget");
            return this;
        }

        /**
         * Sets how calls are made: retries, time-out, limits.
         *
         * @param value default: a new {@link CallPolicy#defaults()}
         */
        public Builder callPolicy(CallPolicy value) {
            callPolicy = requireNonNull(value, "callPolicy");
            return this;
        }

        /**
         * Sets the threads on which models are called; the caller closes them.
         *
         * @param value default: new threads for the comparison
         */
        public Builder threads(ExecutorService value) {
            threads = requireNonNull(value, "threads");
            return this;
        }

        /**
         * Sets a listener to waits and retries. It is called on the threads of the calls.
         *
         * @param value default: none
         */
        public Builder listener(CallListener value) {
            listener = requireNonNull(value, "listener");
            return this;
        }

        /**
         * Makes the comparison. No file is touched and no call is made yet.
         *
         * @return the comparison
         * @throws IllegalStateException if something is missing, or there is both a workspace and a storage
         * @throws IllegalArgumentException if the prompts are equal, a text is blank, there is no question, or the name could
         *     lead out of the workspace
         */
        public PromptComparison build() {
            require(models.containsKey(ModelRole.EXECUTE), "executeWith(...) or model(...)");
            require(
                    judge != null || models.containsKey(ModelRole.EVALUATE),
                    "evaluateWith(...), model(...) or judge(...)");
            String old = given(oldPrompt, "oldPrompt(...)");
            String candidate = given(newPrompt, "newPrompt(...)");
            if (old.equals(candidate)) {
                throw new IllegalArgumentException("the two prompts are equal: there is nothing to compare");
            }
            require((workspace == null) == (name == null), workspace == null ? "workspace(...)" : "name(...)");
            if (workspace != null && storage != null) {
                throw new IllegalStateException("a comparison has a workspace(...) or a storage(...), not both");
            }
            IterationTemplate template = IterationTemplate.of(
                    old, given(requirements, "requirements(...)"), given(questions, "questions(...)"));
            IterationTemplate.builder().prompt(candidate); // refuses a blank one
            return new PromptComparison(this, template, candidate);
        }

        private Supplier<RunStorage> runStorage() {
            if (workspace == null || name == null) {
                RunStorage own = storage;
                return own == null ? RunStorage::memory : () -> own;
            }
            RunStorage directory = RunStorage.directory(workspace, name);
            return () -> directory;
        }

        private static <T> T given(@Nullable T value, String setter) {
            require(value != null, setter);
            return requireNonNull(value);
        }

        private static void require(boolean given, String setter) {
            if (!given) {
                throw new IllegalStateException("a comparison needs " + setter + " before build()");
            }
        }
    }
}
