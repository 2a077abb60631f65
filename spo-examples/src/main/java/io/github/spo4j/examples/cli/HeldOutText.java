package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.demo.HeldOut;
import io.github.spo4j.examples.terminal.Columns;
import java.io.PrintWriter;

/** What two prompts led to on questions that their run never saw, as a table and without a verdict. */
final class HeldOutText {

    private static final int PREFERRED = 18;
    private static final int WIDEST = 78;

    private final Words words;

    HeldOutText(Words words) {
        this.words = words;
    }

    void print(HeldOut table, PrintWriter out) {
        out.println(words.say("demo.held.what", table.questions().size()));
        out.println();
        out.println(Columns.padded(words.say("demo.held.preferred"), PREFERRED) + words.say("demo.held.question"));
        for (HeldOut.Question row : table.questions()) {
            out.println(Columns.padded(preferred(row), PREFERRED) + row.question());
            out.println(cut(words.say("demo.held.start", oneLine(row.startAnswer()))));
            out.println(cut(words.say("demo.held.new", oneLine(row.newAnswer()))));
        }
        out.println();
        out.println(words.say("demo.held.count", table.wins(), table.losses(), table.ties()));
    }

    private String preferred(HeldOut.Question row) {
        return words.say(
                "verbatim",
                row.preferredInTwoBlindReadings().stream()
                        .map(side -> Phrase.of("demo.held.side." + side))
                        .toList());
    }

    private static String cut(String line) {
        return Columns.cut(line, WIDEST);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
