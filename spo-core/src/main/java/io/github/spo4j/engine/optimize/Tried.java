package io.github.spo4j.engine.optimize;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the rounds of a run teach about its next prompt. It follows from them alone, so that a resumed run asks as before.
 *
 * @param lost the last attempts that lost, oldest first
 * @param faults why a judge preferred others to the best prompt's answers, oldest first
 */
record Tried(List<Attempt> lost, List<Reason> faults) {

    static final Tried NOTHING = new Tried(List.of(), List.of());

    /** How many of a judge's reasons are told of one attempt, and of the best prompt. */
    static final int REASONS = 2;

    /** How many characters of a reason are told. */
    static final int REASON_LENGTH = 400;

    /**
     * An attempt that lost.
     *
     * @param round its round
     * @param sameAnswers whether its answers were those of the best prompt
     */
    record Attempt(Round round, boolean sameAnswers) {

        /** Why the judge voted against it. */
        List<Reason> reasons() {
            return said(round, Vote.Choice.INCUMBENT, Vote.Choice.INCUMBENT)
                    .limit(REASONS)
                    .toList();
        }
    }

    /**
     * What a judge said.
     *
     * @param bestIsA whether it saw the best prompt's answers as A
     * @param words its words, on one line
     */
    record Reason(boolean bestIsA, String words) {}

    /**
     * What is told.
     *
     * @param rounds the finished ones, in order
     * @param most how many attempts; if it is 0, nothing is told
     */
    static Tried of(List<Round> rounds, int most) {
        if (most == 0) {
            return NOTHING;
        }
        Round best = Round.best(rounds).orElseThrow();
        List<Attempt> lost = lost(rounds).stream()
                .filter(attempt -> !attempt.round().prompt().equals(best.prompt())) // a person may have promoted it
                .toList();
        return new Tried(last(lost, most), last(faults(rounds, best), REASONS));
    }

    private static List<Attempt> lost(List<Round> rounds) {
        List<Attempt> lost = new ArrayList<>();
        List<Round> won = new ArrayList<>();
        for (Round round : rounds) {
            if (round.accepted()) {
                takenBack(won, round).forEach(earlier -> lost.add(new Attempt(earlier, false)));
                won.add(round);
            } else if (round.source() == Round.Source.MODEL) {
                lost.add(new Attempt(round, sameAnswers(round, won)));
            }
        }
        lost.sort(Comparator.comparingInt(attempt -> attempt.round().number()));
        return lost;
    }

    private static boolean sameAnswers(Round round, List<Round> won) {
        return !won.isEmpty()
                && !round.answers().isEmpty()
                && round.answers().equals(won.get(won.size() - 1).answers());
    }

    /** What the model had found since the prompt to which a person went back; it is no longer among those that won. */
    private static List<Round> takenBack(List<Round> won, Round decision) {
        List<String> prompts = won.stream().map(Round::prompt).toList();
        int kept = prompts.lastIndexOf(decision.prompt());
        if (kept < 0) {
            return List.of();
        }
        List<Round> since = won.subList(kept + 1, won.size());
        List<Round> found = since.stream()
                .filter(round -> round.source() == Round.Source.MODEL)
                .toList();
        since.clear();
        return found;
    }

    private static List<Reason> faults(List<Round> rounds, Round best) {
        Stream<Reason> whenItWon = said(best, Vote.Choice.INCUMBENT, Vote.Choice.CANDIDATE);
        Stream<Reason> since = rounds.subList(rounds.indexOf(best) + 1, rounds.size()).stream()
                .flatMap(round -> said(round, Vote.Choice.CANDIDATE, Vote.Choice.INCUMBENT));
        return Stream.concat(whenItWon, since).toList();
    }

    /** Why the votes for one side were so, where the best prompt's answers are one of the two. */
    private static Stream<Reason> said(Round round, Vote.Choice winner, Vote.Choice best) {
        return round.votes().stream()
                .filter(vote -> vote.choice() == winner && vote.reason() != null)
                .map(vote -> new Reason(
                        (vote.order() == Vote.Order.CANDIDATE_FIRST) == (best == Vote.Choice.CANDIDATE),
                        Excerpt.shorten("" + vote.reason(), REASON_LENGTH)));
    }

    private static <T> List<T> last(List<T> all, int most) {
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    /** All that a judge said. */
    List<String> words() {
        return Stream.concat(lost.stream().flatMap(attempt -> attempt.reasons().stream()), faults.stream())
                .map(Reason::words)
                .toList();
    }

    /** The prompts that were measured, whose wording is no one's secret. */
    List<String> prompts() {
        return lost.stream()
                .map(Attempt::round)
                .filter(round -> round.voidReason() == null)
                .map(Round::prompt)
                .toList();
    }
}
