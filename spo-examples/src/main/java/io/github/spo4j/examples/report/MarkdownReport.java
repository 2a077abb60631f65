package io.github.spo4j.examples.report;

import io.github.spo4j.examples.terminal.WordDiff;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A report for a pull request. What a model or a person wrote stands in fenced blocks that it cannot end, where it mentions
 * nobody and is no markup; all else are our own words.
 */
final class MarkdownReport {

    private static final Pattern BACKTICKS = Pattern.compile("`+");
    private static final int SHORTEST_FENCE = 3;

    /** They would turn the text around them. */
    private static final Pattern TURNING = Pattern.compile("[\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private final ReportContent content;
    private final StringBuilder text = new StringBuilder();

    MarkdownReport(ReportContent content) {
        this.content = content;
    }

    String text() {
        line("# " + content.say("title"));
        line(code(content.name()));
        content.verdict().forEach(this::line);
        prompt();
        why();
        rounds();
        heading("judge");
        content.judge().forEach(this::line);
        usage();
        heading("settings");
        content.settings().forEach((name, value) -> {
            if (value.contains("\n")) {
                line(name + ":");
                fenced(value);
            } else {
                line(name + ": " + code(value));
            }
        });
        line(content.say("repeat"));
        return text.toString();
    }

    private void prompt() {
        if (content.best().isEmpty()) {
            return;
        }
        line("## " + content.changeTitle());
        fenced(marked(content.change()));
        if (content.hasWinner()) {
            line("<details><summary>" + content.winnerTitle() + "</summary>");
            fenced(ShownText.bounded(content.winner().orElseThrow().prompt()));
            line("</details>");
        }
    }

    private static String marked(List<WordDiff.Part> change) {
        return change.stream()
                .map(part -> part.before().equals(part.after())
                        ? part.after()
                        : marked("[-", part.before(), "-]") + marked("{+", part.after(), "+}"))
                .collect(Collectors.joining());
    }

    private static String marked(String begin, String part, String end) {
        return part.isEmpty() ? "" : begin + part + end;
    }

    /** Of the best round only: a pull request has no room for more. */
    private void why() {
        content.rounds().stream().filter(RoundView::isBest).forEach(best -> {
            if (best.round().intention() != null) {
                line(content.say("intention"));
                fenced(best.round().intention());
            }
            best.votes().stream()
                    .filter(vote -> vote.reason() != null)
                    .findFirst()
                    .ifPresent(vote -> {
                        line(vote.heading());
                        fenced("" + vote.reason());
                    });
        });
    }

    private void rounds() {
        heading("rounds");
        row(content.say("column.round"), content.say("column.outcome"), content.say("column.votes"));
        row("---:", "---", "---");
        for (RoundView view : content.rounds()) {
            String outcome = view.isBest() ? view.outcome() + " – " + content.say("best") : view.outcome();
            row(Integer.toString(view.round().number()), outcome, view.votesInShort());
        }
        text.append('\n');
        if (!content.voids().isEmpty()) {
            fenced(String.join("\n", content.voids()));
        }
    }

    private void usage() {
        heading("usage");
        List<UsageRow> rows = content.usage();
        if (rows.isEmpty()) {
            line(content.say("usage.none"));
            return;
        }
        row(
                content.say("column.role"),
                content.say("column.calls"),
                content.say("column.input"),
                content.say("column.output"),
                content.say("column.cost"));
        row("---", "---:", "---:", "---:", "---:");
        rows.forEach(row -> row(row.name(), row.calls(), row.input(), row.output(), row.cost()));
        text.append('\n');
    }

    private void heading(String key) {
        line("## " + content.say(key));
    }

    private void line(String line) {
        text.append(line).append("\n\n");
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(String name) {
        String fence = "`".repeat(longestRun(name) + 1);
        return fence + " " + visible(name).replaceAll("\\R", " ") + " " + fence;
    }

    private void fenced(String content) {
        String fence = "`".repeat(Math.max(SHORTEST_FENCE, longestRun(content) + 1));
        line(fence + "text\n" + visible(content).stripTrailing() + "\n" + fence);
    }

    private static int longestRun(String content) {
        return BACKTICKS
                .matcher(content)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
    }

    private static String visible(String content) {
        return TURNING.matcher(content)
                .replaceAll(mark -> String.format("⟨U+%04X⟩", (int) mark.group().charAt(0)));
    }
}
