package io.github.spo4j.engine.evaluation;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.engine.answer.AnswerChecks;
import io.github.spo4j.engine.evaluation.PairJudge.Decision;
import io.github.spo4j.engine.evaluation.PairJudge.Pair;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares two prompts on questions that the search has not seen: both answer all questions, then each question on which the
 * answers differ is judged, unless one answer breaks a check that the other keeps. Its calls are filed under round 0, by the number of the round that a
 * prompt is of, so that a later look finds the answers of the start again.
 */
public final class ComparisonWork {

    static final int ROUND = 0;

    private final AnswerCaller answers;
    private final AnswerChecks checks;
    private final PairJudge judge;
    private final ParallelCalls calls;
    private int finished;

    /**
     * Prepares a comparison.
     *
     * @param answers lets the executing model answer
     * @param checks what the answers must have
     * @param judge decides where the answers differ
     * @param calls runs calls together
     */
    public ComparisonWork(AnswerCaller answers, AnswerChecks checks, PairJudge judge, ParallelCalls calls) {
        this.answers = answers;
        this.checks = checks;
        this.judge = judge;
        this.calls = calls;
    }

    /**
     * A prompt to compare.
     *
     * @param number of its round; calls are filed under it
     * @param text the prompt
     */
    public record Side(int number, String text) {}

    /**
     * A question to compare on.
     *
     * @param index its place in the template; calls are filed under it
     * @param question the question
     */
    public record HeldOut(int index, QuestionAnswer question) {}

    /**
     * Compares.
     *
     * @param old the old prompt
     * @param candidate the new prompt
     * @param questions what both answer
     * @return one a question, in the same order
     * @throws ModelException if a call failed for good, or a limit ended; what is paid for is kept, and the next call goes on
     */
    public List<ComparedQuestion> compare(Side old, Side candidate, List<HeldOut> questions) {
        finished = 0;
        List<Supplier<Optional<String>>> asking = new ArrayList<>();
        questions.forEach(question -> asking.add(() -> answer(old, question)));
        questions.forEach(question -> asking.add(() -> answer(candidate, question)));
        List<Answered> both = both(questions, calls.together(asking));
        List<Pair> open = both.stream().flatMap(pair -> pair.open().stream()).toList();
        List<Decision> decisions;
        try {
            decisions = judge.decide(candidate, open);
        } finally {
            finished += judge.decided();
        }
        Iterator<Decision> decided = decisions.iterator();
        return both.stream()
                .map(pair -> pair.compared(pair.open().isPresent() ? decided.next() : Decision.NONE))
                .toList();
    }

    /** {@return on how many questions the last comparison came to an end, also if it stopped in the middle} */
    public int finished() {
        return finished;
    }

    private List<Answered> both(List<HeldOut> questions, List<Outcome<Optional<String>>> answered) {
        List<Answered> both = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Optional<String> old = answered.get(i).value();
            Optional<String> candidate = answered.get(questions.size() + i).value();
            if (old != null && candidate != null) {
                both.add(answered(questions.get(i), old.orElse(null), candidate.orElse(null)));
            }
        }
        finished = (int) both.stream().filter(pair -> pair.open().isEmpty()).count();
        ParallelCalls.throwReason(answered);
        return both;
    }

    /**
     * Both answers to a question; null where none was usable.
     *
     * @param oldBroke the checks that the old answer breaks and the new one keeps
     * @param newBroke the same the other way round
     */
    private record Answered(
            HeldOut asked,
            @Nullable String old,
            @Nullable String candidate,
            List<String> oldBroke,
            List<String> newBroke) {

        /** What somebody has to decide about. */
        Optional<Pair> open() {
            return old == null
                            || candidate == null
                            || old.equals(candidate)
                            || !oldBroke.isEmpty()
                            || !newBroke.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Pair(asked, old, candidate));
        }

        ComparedQuestion compared(Decision decision) {
            return new ComparedQuestion(
                    asked.question(),
                    old,
                    candidate,
                    decision.votes(),
                    decision.reasons(),
                    oldBroke,
                    newBroke,
                    decision.judged());
        }
    }

    private Answered answered(HeldOut asked, @Nullable String old, @Nullable String candidate) {
        if (old == null || candidate == null) {
            return new Answered(asked, old, candidate, List.of(), List.of());
        }
        return new Answered(
                asked,
                old,
                candidate,
                checks.broken(asked.question(), candidate, old),
                checks.broken(asked.question(), old, candidate));
    }

    private Optional<String> answer(Side side, HeldOut asked) {
        try {
            return Optional.of(answers.text(answers.reply(ROUND, item(side, asked), side.text(), asked.question())));
        } catch (ModelException e) {
            if (e.isNoUsableReply()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static String item(Side side, HeldOut asked) {
        return "held:" + side.number() + ":" + asked.index();
    }
}
