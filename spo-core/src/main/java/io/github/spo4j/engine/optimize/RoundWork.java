package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.engine.answer.AnswerChecks;
import io.github.spo4j.engine.judge.AnswerSets;
import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.judge.OwnJudge;
import io.github.spo4j.engine.judge.VoteCaller;
import io.github.spo4j.engine.judge.VotingJudge;
import io.github.spo4j.engine.judge.VotingJudge.Verdict;
import io.github.spo4j.engine.optimize.Answerer.Answers;
import io.github.spo4j.engine.optimize.OptimizerMessage.Told;
import io.github.spo4j.engine.optimize.Proposer.Proposal;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One round of a run: propose, guard, execute, judge. */
final class RoundWork {

    private static final Logger LOGGER = System.getLogger(RoundWork.class.getName());

    private static final String SET_ASIDE = "a person decided before it was finished";
    private static final String WITHDRAWN = "a person took the decision back";

    private final OpenRun run;
    private final Proposer proposer;
    private final CopiedMaterial copied;
    private final Answerer answerer;
    private final AnswerChecks checks;
    private final List<List<Integer>> blocks;
    private final BiFunction<AnswerSets, Verdict, Verdict> judge;

    RoundWork(OpenRun run) {
        this.run = run;
        RunSettings settings = run.settings();
        proposer = new Proposer(
                run.session().model(ModelRole.OPTIMIZE),
                run.session().calls(),
                new OptimizerMessage(
                        settings.instructions(), run.definition().template(), settings.guard(), settings.tags()),
                settings.tags());
        copied = new CopiedMaterial(settings.instructions(), run.definition().template(), run.questions());
        answerer = new Answerer(
                new AnswerCaller(
                        run.session().model(ModelRole.EXECUTE),
                        settings.guard(),
                        settings.placement(),
                        settings.mode()),
                run.session().calls(),
                run.questions());
        checks = new AnswerChecks(settings.rules().ofAll(run.definition().template()));
        blocks = settings.rules().judge() == null
                ? settings.votes().rules().blocks(run.questions().size())
                : List.of(all());
        judge = judge(settings);
    }

    private BiFunction<AnswerSets, Verdict, Verdict> judge(RunSettings settings) {
        Judge own = settings.rules().judge();
        return own != null
                ? (sets, before) -> new OwnJudge(own).judge(sets)
                : new VotingJudge(
                        run.session().model(ModelRole.EVALUATE),
                        run.session().calls(),
                        settings.instructions(),
                        settings.votes().rules(),
                        run.definition().voteSchedule(),
                        settings.seed())::judge;
    }

    /** Whether a person's decision led to the round, or set it aside. */
    static boolean isByPerson(Round round) {
        return round.source() == Round.Source.PERSON || SET_ASIDE.equals(round.voidReason());
    }

    /** Why a failed call ends the run normally; empty if it is an error. */
    static Optional<StopReason> stopReason(ModelException e) {
        if (Thread.currentThread().isInterrupted()) {
            return Optional.of(StopReason.INTERRUPTED);
        }
        return switch (e.kind()) {
            case DEADLINE -> Optional.of(StopReason.DEADLINE);
            case BUDGET_SPENT -> Optional.of(StopReason.BUDGET);
            case INTERRUPTED -> Optional.of(StopReason.INTERRUPTED); // a thread of the given executor
            default -> Optional.empty();
        };
    }

    /** A round without a person's decision. */
    Round round(int number) {
        return number == 1 ? first() : next(number, false);
    }

    /** A round that stopped in the middle, from recorded replies only: finished, or void. */
    Round closed(int number) {
        return run.session()
                .recordedOnly(() -> run.files()
                        .journal()
                        .decision(number)
                        .map(prompt -> decided(number, prompt, true))
                        .orElseGet(() -> next(number, true)));
    }

    /** A round whose prompt a person promotes, or took back in the run that is played back. */
    Round decided(int number, String prompt) {
        return recordedVoidReason(number).equals(Optional.of(WITHDRAWN))
                ? withdrawn(number, prompt)
                : decided(number, prompt, false);
    }

    /** A round whose prompt a person promoted and then took back. */
    Round withdrawn(int number, String prompt) {
        return voided(byPerson(number, prompt), WITHDRAWN);
    }

    private static Round.Builder byPerson(int number, String prompt) {
        return Round.builder(number, prompt).source(Round.Source.PERSON);
    }

    private Optional<String> recordedVoidReason(int number) {
        return run.definition().replay().flatMap(recorded -> recorded.voidReason(number));
    }

    /** The template's prompt is the first best one: there is nothing to compare it with. */
    private Round first() {
        run.events().entered(1, Phase.ANSWER);
        String prompt = run.definition().template().prompt();
        Answers answers = answerer.answers(1, prompt);
        return measured(Round.builder(1, prompt), answers).accepted(true).build();
    }

    private Round next(int number, boolean closing) {
        Round.Builder round = Round.builder(number, "");
        try {
            Round best = run.best();
            run.events().entered(number, Phase.PROPOSE);
            Tried tried = Tried.of(run.files().rounds(), run.settings().attemptsTold());
            Proposal proposal = proposer.propose(
                    number,
                    best.prompt(),
                    AnsweredQuestion.all(run.questions(), texts(best)),
                    new Told(best.cutAnswers(), last().brokenChecks(), tried),
                    refusal(best, tried));
            round = Round.builder(number, proposal.prompt()).intention(proposal.intention());
            if (proposal.refusal() != null) {
                return voided(round, "no candidate could be used: " + proposal.whyNot());
            }
            return compared(number, round, proposal.prompt(), texts(best));
        } catch (ModelException e) {
            return voidedBy(e, number, round, closing);
        }
    }

    /** Answers one block of questions after the other, and is judged, until it is decided. */
    private Round compared(int number, Round.Builder round, String prompt, List<String> best) {
        Answers answers = Answers.NONE;
        Verdict verdict = Verdict.NONE;
        for (int block = 0; verdict.isOpen(); block++) {
            run.events().entered(number, Phase.ANSWER);
            answers = answers.plus(answerer.answers(number, prompt, blocks.get(block)));
            List<Round.BrokenCheck> broken = broken(best, answers);
            if (!broken.isEmpty()) {
                return measured(round, answers).brokenChecks(broken).build();
            }
            run.events().entered(number, Phase.JUDGE);
            String requirements = run.definition().template().requirements();
            verdict =
                    judge.apply(new AnswerSets(number, requirements, run.questions(), best, answers.texts()), verdict);
        }
        VoteCaller.Unread unread = verdict.unread();
        if (unread != null) {
            run.events().votesUnclear(number, unread.model(), unread.quote());
        }
        return measured(round, answers)
                .accepted(verdict.accepted())
                .votes(verdict.votes())
                .build();
    }

    private List<Round.BrokenCheck> broken(List<String> best, Answers answers) {
        List<Integer> answered = List.copyOf(answers.texts().keySet());
        return checks.broken(
                answered.stream().map(run.questions()::get).toList(),
                answered.stream().map(best::get).toList(),
                List.copyOf(answers.texts().values()));
    }

    private Function<String, Optional<String>> refusal(Round best, Tried tried) {
        List<String> earlier = earlierPrompts();
        return run.settings().attemptsTold() == 0 // a run of before decides as it did
                ? candidate -> run.refusal(candidate, earlier)
                : candidate ->
                        copied.refusal(candidate, best.prompt(), tried).or(() -> run.refusal(candidate, earlier));
    }

    private Round last() {
        List<Round> rounds = run.files().rounds();
        return rounds.get(rounds.size() - 1);
    }

    /** Reuses the prompt's answers of an earlier round, and answers only the questions that are left. */
    private Round decided(int number, String prompt, boolean closing) {
        Round.Builder round = byPerson(number, prompt);
        Answers before = answersBefore(prompt);
        List<Integer> left = new ArrayList<>(all());
        left.removeAll(before.texts().keySet());
        try {
            if (left.isEmpty()) {
                return measured(round, before).accepted(true).build();
            }
            run.events().entered(number, Phase.ANSWER);
            return measured(round, before.plus(answerer.answers(number, prompt, left)))
                    .accepted(true)
                    .build();
        } catch (ModelException e) {
            // No server may take a person's prompt: that must not stop the run each time that it is resumed.
            boolean refused = e.kind() == ModelException.Kind.INVALID_REQUEST;
            return refused && !closing ? voided(round, e) : voidedBy(e, number, round, closing);
        }
    }

    private Round.Builder measured(Round.Builder round, Answers answers) {
        List<Round.Answer> pairs = new ArrayList<>();
        answers.texts()
                .forEach((index, text) ->
                        pairs.add(new Round.Answer(run.questions().get(index).question(), text)));
        return round.answers(pairs)
                .tokens(answers.tokens())
                .cutAnswers(answers.cut())
                .time(now());
    }

    private Round voided(Round.Builder round, String reason) {
        return round.voidReason(reason).tokens(0L).time(now()).build();
    }

    private Round voidedBy(ModelException e, int number, Round.Builder round, boolean closing) {
        Optional<String> recorded = recordedVoidReason(number);
        boolean voids = closing
                || recorded.isPresent()
                || e.isNoUsableReply()
                || (run.definition().onFailedCall() == FailedCallRule.VOID_ROUND && !isOfAccount(e));
        if (!voids || stopReason(e).isPresent()) {
            throw e;
        }
        if (closing) {
            return voided(round, SET_ASIDE);
        }
        return recorded.map(reason -> voided(round, reason)).orElseGet(() -> voided(round, e));
    }

    private Round voided(Round.Builder round, ModelException e) {
        Round voided = voided(round, reason(e));
        LOGGER.log(Level.WARNING, "round " + voided.number() + " is void", e);
        return voided;
    }

    /** No later round would fare better. */
    static boolean isOfAccount(ModelException e) {
        return e.kind() == ModelException.Kind.UNAUTHORIZED || e.kind() == ModelException.Kind.QUOTA_EXHAUSTED;
    }

    /** Without the server's error text, because this is written to a file. */
    private static String reason(ModelException e) {
        return (e.isNoUsableReply() ? "a model twice gave no usable reply" : "a call failed for good") + ": "
                + e.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (e.status() == null ? "" : " (status " + e.status() + ")");
    }

    /** What a prompt answered in earlier rounds: all questions, or else those that it was rejected for. */
    private Answers answersBefore(String prompt) {
        return Stream.of(all(), blocks.get(0))
                .flatMap(indexes -> run.files().rounds().stream()
                        .filter(earlier -> earlier.prompt().equals(prompt))
                        .flatMap(earlier -> answerer.found(earlier, indexes).stream()))
                .findFirst()
                .orElse(Answers.NONE);
    }

    private List<Integer> all() {
        return IntStream.range(0, run.questions().size()).boxed().toList();
    }

    private List<String> earlierPrompts() {
        return Stream.concat(
                        Stream.of(run.definition().template().prompt()),
                        run.files().rounds().stream().map(Round::prompt))
                .toList();
    }

    private static List<String> texts(Round round) {
        return round.answers().stream().map(Round.Answer::answer).toList();
    }

    private LocalDateTime now() {
        return LocalDateTime.now(run.definition().clock());
    }
}
