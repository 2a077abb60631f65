package io.github.spo4j.examples.cli;

import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.run.Vote;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison for people: a line for each question, then what it proves. */
final class CompareReport {

    private static final int SHOWN = 50;

    private final Words words;

    CompareReport(Words words) {
        this.words = words;
    }

    void print(ComparisonResult result, String currency, Path files, PrintWriter out) {
        int number = 0;
        for (ComparedQuestion question : result.questions()) {
            number++;
            String asked = question.question().question().strip().replaceAll("\\s+", " ");
            out.println((Columns.right(Integer.toString(number), 4) + "  "
                            + Columns.padded(Columns.cut(asked, SHOWN), SHOWN) + "  "
                            + Columns.padded(words.say(outcome(question)), 9) + " "
                            + votes(question))
                    .stripTrailing());
        }
        out.println();
        result.sentences(words.locale()).forEach(out::println);
        out.println();
        new UsageText(words, currency).print(result.usage(), out);
        out.println(words.say("run.files", files));
    }

    private static String outcome(ComparedQuestion question) {
        return switch (question.outcome()) {
            case WIN -> "compare.win";
            case LOSS -> "compare.loss";
            case TIE -> "compare.tie";
        };
    }

    private String votes(ComparedQuestion question) {
        if (!question.oldBroke().isEmpty() || !question.newBroke().isEmpty()) {
            return words.say(
                    "compare.broke",
                    Stream.of(question.oldBroke(), question.newBroke())
                            .flatMap(List::stream)
                            .distinct()
                            .collect(Collectors.joining("; ")));
        }
        return question.votes().isEmpty()
                ? ""
                : words.say(
                        "compare.votes",
                        vote(question.votes().get(0)),
                        vote(question.votes().get(1)));
    }

    private Phrase vote(Vote vote) {
        return Phrase.of(
                switch (vote.choice()) {
                    case CANDIDATE -> "compare.vote.new";
                    case INCUMBENT -> "compare.vote.old";
                    case ABSTAINED -> "compare.vote.unclear";
                });
    }
}
