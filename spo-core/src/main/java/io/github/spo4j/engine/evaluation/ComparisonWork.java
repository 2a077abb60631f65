package io.github.spo4j.engine.evaluation;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.judge.VoteCaller;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares two prompts on questions that the search has not seen: both answer all questions, then each question on which the
 * answers differ gets two votes, one in each order. Its calls are filed under round 0, by the number of the round that a
 * prompt is of, so that a later look finds the answers of the start again.
 */
public final class ComparisonWork {

    private static final int ROUND = 0;

    private final AnswerCaller answers;
    private final VoteCaller votes;
    private final ParallelCalls calls;

    /**
     * Prepares a comparison.
     *
     * @param answers lets the executing model answer
     * @param votes lets the judging model vote
     * @param calls runs calls together
     */
    public ComparisonWork(AnswerCaller answers, VoteCaller votes, ParallelCalls calls) {
        this.answers = answers;
        this.votes = votes;
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
        List<Supplier<Optional<String>>> asking = new ArrayList<>();
        questions.forEach(question -> asking.add(() -> answer(old, question)));
        questions.forEach(question -> asking.add(() -> answer(candidate, question)));
        List<Optional<String>> answered = all(asking);

        List<Supplier<VoteCaller.Cast>> voting = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Pair pair = new Pair(
                    questions.get(i),
                    answered.get(i).orElse(null),
                    answered.get(questions.size() + i).orElse(null));
            pairs.add(pair);
            if (pair.needsVotes()) {
                voting.add(() -> vote(candidate, pair, 1));
                voting.add(() -> vote(candidate, pair, 2));
            }
        }
        List<VoteCaller.Cast> cast = all(voting);

        List<ComparedQuestion> compared = new ArrayList<>();
        int next = 0;
        for (Pair pair : pairs) {
            int count = pair.needsVotes() ? 2 : 0;
            compared.add(pair.compared(cast.subList(next, next + count)));
            next += count;
        }
        return compared;
    }

    /** Both answers to a question; null where none was usable. */
    private record Pair(
            HeldOut asked, @Nullable String old, @Nullable String candidate) {

        boolean needsVotes() {
            return old != null && candidate != null && !old.equals(candidate);
        }

        ComparedQuestion compared(List<VoteCaller.Cast> cast) {
            List<Vote> all = new ArrayList<>();
            for (int place = 1; place <= cast.size(); place++) {
                all.add(new Vote(
                        place,
                        order(place),
                        List.of(asked.index()),
                        cast.get(place - 1).choice(),
                        cast.get(place - 1).reason()));
            }
            return new ComparedQuestion(
                    asked.question(),
                    old,
                    candidate,
                    all,
                    cast.stream().map(VoteCaller.Cast::words).toList());
        }
    }

    private static Order order(int place) {
        return place == 1 ? Order.CANDIDATE_FIRST : Order.INCUMBENT_FIRST;
    }

    private <T> List<T> all(List<Supplier<T>> tasks) {
        List<Outcome<T>> outcomes = calls.together(tasks);
        ParallelCalls.throwReason(outcomes);
        return outcomes.stream().map(Outcome::orThrow).toList();
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

    private VoteCaller.Cast vote(Side candidate, Pair pair, int place) {
        List<QuestionAnswer> asked = List.of(pair.asked().question());
        return votes.vote(
                ROUND,
                item(candidate, pair.asked()) + ":" + place,
                order(place),
                AnsweredQuestion.all(asked, List.of(String.valueOf(pair.candidate()))),
                AnsweredQuestion.all(asked, List.of(String.valueOf(pair.old()))));
    }

    private static String item(Side side, HeldOut asked) {
        return "held:" + side.number() + ":" + asked.index();
    }
}
