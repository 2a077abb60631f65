package io.github.spo4j.examples.report;

import io.github.spo4j.examples.terminal.WordDiff;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import io.github.spo4j.run.Vote.Order;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A round as a report shows it.
 *
 * @param round the round
 * @param incumbent the prompt that was the best before it; empty in the first round
 * @param isBest whether its prompt is the best of the run
 * @param words the report's words
 */
record RoundView(Round round, String incumbent, boolean isBest, ReportWords words) {

    /**
     * A vote.
     *
     * @param heading whose it is, and what the judge calls A and B
     * @param reason why; null if the judge gave no reason, or it was not recorded
     */
    record VoteView(String heading, @Nullable String reason) {}

    String title() {
        return words.say("round.title", round.number(), outcome());
    }

    String outcome() {
        return words.say("round." + kind());
    }

    /** One word for what became of it. */
    String kind() {
        if (round.voidReason() != null) {
            return "void";
        }
        if (round.source() != Round.Source.MODEL) {
            return round.source() == Round.Source.PERSON ? "person" : "start";
        }
        return round.accepted() ? "accepted" : round.votes().isEmpty() ? "same" : "rejected";
    }

    long count(Choice choice) {
        return round.votes().stream().filter(vote -> vote.choice() == choice).count();
    }

    /** How it was voted; empty if it was not. */
    String votesInShort() {
        if (round.votes().isEmpty()) {
            return "";
        }
        String votes = words.say("round.votes", count(Choice.CANDIDATE), count(Choice.INCUMBENT));
        long unclear = count(Choice.ABSTAINED);
        return unclear == 0 ? votes : votes + words.say("round.votes.unclear", unclear);
    }

    List<VoteView> votes() {
        return round.votes().stream()
                .map(vote -> new VoteView(heading(vote), vote.reason()))
                .toList();
    }

    private String heading(Vote vote) {
        return words.say(
                "vote",
                vote.place(),
                words.say("vote." + vote.choice().name().toLowerCase(Locale.ROOT)),
                words.say(vote.order() == Order.CANDIDATE_FIRST ? "vote.new.is.a" : "vote.new.is.b"));
    }

    /** The change from the best prompt before it; nothing if there is no prompt. */
    List<WordDiff.Part> change() {
        if (round.prompt().isEmpty()) {
            return List.of();
        }
        return PromptChange.between(round.number() == 1 ? round.prompt() : incumbent, round.prompt());
    }
}
