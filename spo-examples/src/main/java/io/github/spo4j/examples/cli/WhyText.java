package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Choice;
import io.github.spo4j.run.Vote.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a round came out as it did, in the words of the models that made it. */
final class WhyText {

    private static final int LINES = 3;
    private static final int COLUMNS = 200;

    private final Words words;

    WhyText(Words words) {
        this.words = words;
    }

    /** The first lines of what the optimizer meant, and of what the judge said for its decision; none if neither did. */
    List<String> inShort(Round round) {
        List<String> lines = new ArrayList<>();
        if (round.intention() != null) {
            lines.addAll(shortened(words.say("why.meant", round.intention())));
        }
        Choice decision = round.accepted() ? Choice.CANDIDATE : Choice.INCUMBENT;
        round.votes().stream()
                .filter(vote -> vote.choice() == decision && vote.reason() != null)
                .findFirst()
                .ifPresent(vote -> lines.addAll(shortened(judged(vote))));
        return lines;
    }

    /** All of it, each vote with its reason. */
    List<String> whole(Round round) {
        List<String> lines = new ArrayList<>();
        if (round.intention() != null) {
            lines.add(words.say("why.meant", round.intention()));
        }
        round.votes().forEach(vote -> lines.add(judged(vote)));
        return lines;
    }

    /** What a judge calls A and B is said too, because its reason speaks of them. */
    private String judged(Vote vote) {
        String sides = words.say(vote.order() == Order.CANDIDATE_FIRST ? "why.new.is.a" : "why.new.is.b");
        String choice = words.say("why.vote." + vote.choice().name().toLowerCase(Locale.ROOT));
        String said = vote.reason() == null ? words.say("why.unsaid") : vote.reason();
        return words.say("why.vote", vote.place(), choice, sides, said);
    }

    private static List<String> shortened(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        List<String> shown = new ArrayList<>(lines.stream()
                .limit(LINES)
                .map(line -> Columns.cut(line, COLUMNS))
                .toList());
        if (lines.size() > LINES) {
            shown.add("…");
        }
        return shown;
    }
}
