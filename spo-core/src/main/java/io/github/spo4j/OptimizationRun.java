package io.github.spo4j;

import io.github.spo4j.Answerer.Answers;
import io.github.spo4j.Proposer.Proposal;
import io.github.spo4j.instruction.Exchange;
import io.github.spo4j.journal.Fingerprint;
import io.github.spo4j.journal.RunException;
import io.github.spo4j.judge.Comparison;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.judge.Verdict;
import io.github.spo4j.model.BudgetAccount;
import io.github.spo4j.model.Calls;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleModel;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.prompt.CandidateCheck;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.RunStore;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link PromptOptimizer#optimize()}: opens the run, then goes from round to round. A round is: propose,
 * guard, execute, judge, record. State is kept in memory; files are read only when the run is opened.
 */
final class OptimizationRun {

    private static final Logger LOGGER = System.getLogger(OptimizationRun.class.getName());

    private static final List<Integer> BUDGET_MARKS = List.of(50, 80);

    private final PromptOptimizer setup;
    private final IterationTemplate template;
    private final RunStore store;
    private final RunStart start;
    private final Fingerprint madeWith;
    private final @Nullable Instant deadline;
    private final BudgetAccount account;
    private int percentTold;
    private int openRound;
    private RunPhase phase = RunPhase.ANSWER;
    private boolean settingAside;
    private final CandidateCheck check;
    private final Proposer proposer;
    private final Answerer answerer;
    private final Judge judge;

    OptimizationRun(PromptOptimizer setup, RunStore store, Executor threads) {
        this.setup = setup;
        this.store = store;
        template = setup.template;
        RunSettings settings = RunSettings.of(setup.given, store.madeWith(), template);
        List<QuestionAnswer> questions =
                new RunQuestions(template, store).questions(settings.questionDraw(), settings.seed());
        if (store.madeWith().isEmpty()) {
            requireRoundsBefore(setup.initialRound); // before anything is written
        }
        madeWith = settings.fingerprint(template, setup.models);
        store.begin(madeWith, setup.clock);
        requireRoundsBefore(setup.initialRound);
        if (store.rounds().isEmpty()) {
            setup.requireCallsFor(questions);
        }
        start = new RunStart(
                store.place(),
                settings.seed().value(),
                questions,
                store.rounds().size() + 1,
                lastRound(),
                setup.capped());

        deadline = setup.deadline == null ? null : setup.callPolicy.deadline(setup.deadline);
        account = account();
        check = settings.check(template);
        Calls calls = new Calls(threads, this::tellOfProgress);
        proposer = new Proposer(
                model(ModelRole.OPTIMIZE), calls, settings.instructions(), check, settings.limits(template), template);
        answerer = new Answerer(model(ModelRole.EXECUTE), calls, settings.placement(), settings.mode(), questions);
        judge = Judge.byVote(
                model(ModelRole.EVALUATE),
                calls,
                settings.instructions(),
                settings.votingRule(),
                setup.voteSchedule,
                settings.seed());
    }

    /** What a person decided is carried out whatever the number of rounds. */
    private int lastRound() {
        int last = (int) Math.min(Integer.MAX_VALUE, (long) setup.initialRound + setup.maxRounds - 1);
        int open = store.rounds().size() + 1;
        return store.decision(open).isPresent() ? Math.max(last, open) : last;
    }

    /** A budget of the run's own counts what earlier processes spent, as the journal has it. */
    private BudgetAccount account() {
        BudgetAccount opened = setup.budget.account();
        if (!setup.budget.isShared()) {
            for (ModelRole role : setup.models.keySet()) {
                opened.book(setup.model(role).settings().name(), store.usage().of(role));
            }
        }
        percentTold = opened.percentSpent();
        return opened;
    }

    /** Which port serves a role, under the policy for calls and behind the journal. */
    private RoleModel model(ModelRole role) {
        RoleModel given = setup.model(role);
        ChatModelPort port =
                setup.callPolicy.wrap(given.port(), account, calling -> store.journalled(unlessSetAside(calling)));
        return new RoleModel(role, port, given.settings(), deadline);
    }

    /** A round that is set aside is looked at as the journal has it, and pays for nothing more. */
    private ChatModelPort unlessSetAside(ChatModelPort calling) {
        return request -> {
            if (settingAside) {
                throw new ModelException(ModelException.Kind.UNEXPECTED, "the round is set aside").withAttempts(0);
            }
            return calling.chat(request);
        };
    }

    private void requireRoundsBefore(int initialRound) {
        int finished = store.rounds().size();
        if (finished < initialRound - 1) {
            throw new RunException(
                    RunException.Kind.DAMAGED,
                    "round " + initialRound + " cannot be the first to run: " + store.place() + " has " + finished
                            + " finished round(s); begin with round " + (finished + 1) + " or earlier");
        }
    }

    OptimizationResult run() {
        tell(listener -> listener.started(start));
        for (int number = start.nextRound(); number <= start.lastRound(); number++) {
            if (store.decision(number).isEmpty() && isPatienceOver()) {
                return result(StopReason.PATIENCE);
            }
            try {
                finish(round(number));
            } catch (ModelException e) {
                return result(stopReason(e).orElseThrow(() -> e));
            }
        }
        return result(StopReason.MAX_ROUNDS);
    }

    private boolean isPatienceOver() {
        int finished = store.rounds().size();
        return finished > 0 && finished - best().number() >= setup.patience;
    }

    /** Why a failed call ends the run without being an error; empty if it is one. */
    private static Optional<StopReason> stopReason(ModelException e) {
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(StopReason.INTERRUPTED);
        }
        return switch (e.kind()) {
            case DEADLINE -> Optional.of(StopReason.DEADLINE);
            case BUDGET_SPENT -> Optional.of(StopReason.BUDGET);
            case INTERRUPTED -> Optional.of(StopReason.INTERRUPTED); // a thread of the executor that was given
            default -> Optional.empty();
        };
    }

    /**
     * Takes a person's word for what is best, as the next round. What a round that stopped in the middle has is looked
     * at first, without a further call: either that is enough to finish it, or it is void.
     */
    Round decide(String prompt) {
        if (store.rounds().isEmpty()) {
            throw new IllegalStateException("nothing can be decided before round 1 is finished");
        }
        check.refusal(prompt, List.of(best().prompt())).ifPresent(reason -> {
            throw new IllegalArgumentException("the prompt cannot be taken: " + reason);
        });
        int open = store.rounds().size() + 1;
        if (store.hasBegun(open) && !store.decision(open).equals(Optional.of(prompt))) {
            setAside(open);
        }
        int number = store.rounds().size() + 1;
        if (store.decision(number).isEmpty()) {
            store.decide(number, prompt);
        }
        return finish(decidedRound(number, prompt));
    }

    private void setAside(int number) {
        settingAside = true;
        try {
            finish(round(number));
        } finally {
            settingAside = false;
        }
    }

    private Round round(int number) {
        if (number == 1) {
            return firstRound();
        }
        Optional<String> decided = store.decision(number);
        return decided.isPresent() ? decidedRound(number, decided.get()) : nextRound(number);
    }

    private void enter(int number, RunPhase next) {
        openRound = number;
        phase = next;
        tellOfProgress();
    }

    private void tellOfProgress() {
        tell(listener -> listener.progressed(openRound, phase, usage()));
    }

    private Round finish(Round round) {
        store.record(round, setup.priced(store.usage(round.number())));
        tell(listener -> listener.roundFinished(round, usage()));
        tellOfBudget();
        return round;
    }

    private void tellOfBudget() {
        int percent = account.percentSpent();
        for (int mark : BUDGET_MARKS) {
            if (percentTold < mark && percent >= mark) {
                tell(listener -> listener.budgetUsed(mark));
            }
        }
        percentTold = percent;
    }

    /** The template's prompt is the first best: there is nothing yet to compare it with. */
    private Round firstRound() {
        enter(1, RunPhase.ANSWER);
        Answers answers = answerer.answers(1, template.prompt());
        return Round.measured(
                1, template.prompt(), withQuestions(answers.texts()), true, List.of(), answers.tokens(), now());
    }

    private Round nextRound(int number) {
        String candidate = "";
        try {
            Round best = best();
            enter(number, RunPhase.PROPOSE);
            Proposal proposal = proposer.propose(number, best.prompt(), exchanges(best), earlierPrompts());
            candidate = proposal.prompt();
            if (proposal.refusal() != null) {
                String refusal = "no candidate could be used: " + proposal.refusal();
                return Round.voided(number, Round.Source.MODEL, candidate, refusal, now());
            }
            enter(number, RunPhase.ANSWER);
            Answers answers = answerer.answers(number, candidate);
            enter(number, RunPhase.JUDGE);
            Verdict verdict = judge.judge(
                    new Comparison(number, template.requirements(), start.questions(), texts(best), answers.texts()));
            return Round.measured(
                    number,
                    candidate,
                    withQuestions(answers.texts()),
                    verdict.accepted(),
                    verdict.votes(),
                    answers.tokens(),
                    now());
        } catch (ModelException e) {
            return voidedBy(e, number, Round.Source.MODEL, candidate);
        }
    }

    /** Answers that the prompt led to in an earlier round are used again. */
    private Round decidedRound(int number, String prompt) {
        Optional<Round> measured = store.rounds().stream()
                .filter(round -> round.prompt().equals(prompt) && answersTheQuestions(round))
                .findFirst();
        if (measured.isPresent()) {
            return Round.decided(
                    number, prompt, measured.get().answers(), measured.get().tokens(), now());
        }
        try {
            enter(number, RunPhase.ANSWER);
            Answers answers = answerer.answers(number, prompt);
            return Round.decided(number, prompt, withQuestions(answers.texts()), answers.tokens(), now());
        } catch (ModelException e) {
            return voidedBy(e, number, Round.Source.PERSON, prompt);
        }
    }

    /** Rounds that the Python system left may have answered others. */
    private boolean answersTheQuestions(Round round) {
        return round.answers().stream()
                .map(Round.Answer::question)
                .toList()
                .equals(start.questions().stream().map(QuestionAnswer::question).toList());
    }

    private Round voidedBy(ModelException e, int number, Round.Source source, String candidate) {
        if (!voidsRound(e)) {
            throw e;
        }
        if (settingAside) {
            return Round.voided(number, source, candidate, "a person decided before it was finished", now());
        }
        LOGGER.log(Level.WARNING, "round " + number + " is void", e);
        return Round.voided(number, source, candidate, reason(e), now());
    }

    private boolean voidsRound(ModelException e) {
        return stopReason(e).isEmpty()
                && (settingAside || e.isNoUsableReply() || setup.onFailedCall == FailedCallRule.VOID_ROUND);
    }

    /** In our words alone: this is written to a file, where no server's error text belongs. */
    private static String reason(ModelException e) {
        return (e.isNoUsableReply() ? "a model twice gave no usable reply" : "a call failed for good") + ": "
                + e.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (e.status() == null ? "" : " (status " + e.status() + ")");
    }

    private Round best() {
        return Round.best(store.rounds()).orElseThrow();
    }

    private List<String> earlierPrompts() {
        return Stream.concat(
                        Stream.of(template.prompt()), store.rounds().stream().map(Round::prompt))
                .toList();
    }

    private List<Exchange> exchanges(Round round) {
        List<QuestionAnswer> questions = start.questions();
        return IntStream.range(0, questions.size())
                .mapToObj(i -> Exchange.of(
                        questions.get(i).question(),
                        questions.get(i).variables(),
                        round.answers().get(i).answer(),
                        questions.get(i).answer()))
                .toList();
    }

    private List<Round.Answer> withQuestions(List<String> answers) {
        List<Round.Answer> pairs = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            pairs.add(new Round.Answer(start.questions().get(i).question(), answers.get(i)));
        }
        return pairs;
    }

    private static List<String> texts(Round round) {
        return round.answers().stream().map(Round.Answer::answer).toList();
    }

    private LocalDateTime now() {
        return LocalDateTime.now(setup.clock);
    }

    private OptimizationResult result(StopReason reason) {
        return new OptimizationResult(start, template.prompt(), store.rounds(), reason, usage(), madeWith);
    }

    private RunUsage usage() {
        return setup.priced(store.usage());
    }

    private void tell(Consumer<OptimizationListener> event) {
        try {
            event.accept(setup.listener);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "the listener failed; the run goes on", e);
        }
    }
}
