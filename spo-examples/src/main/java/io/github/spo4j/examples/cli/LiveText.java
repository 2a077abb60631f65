package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A line made of parts. If there is little room, the least important ones are left out. */
final class LiveText {

    private static final int BAR = 10;

    private record Part(String text, int importance) {}

    private final String bar;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Starts a line without parts.
     *
     * @param done the completed share, from 0 to 1
     */
    LiveText(double done) {
        bar = bar(done) + " ";
    }

    /** Appends a part; a higher weight is more important. */
    LiveText with(int importance, String text) {
        parts.add(new Part(text, importance));
        return this;
    }

    /** The parts that fit. The most important one is always kept. */
    String in(int columns) {
        List<Part> left = new ArrayList<>(parts);
        while (left.size() > 1 && Columns.width(bar + joined(left)) > columns) {
            left.stream().min(Comparator.comparingInt(Part::importance)).ifPresent(left::remove);
        }
        String line = bar + joined(left);
        return Columns.width(line) <= columns ? line : Columns.cut(joined(left), columns);
    }

    private static String joined(List<Part> parts) {
        return parts.stream().map(Part::text).collect(Collectors.joining(" | "));
    }

    /** The completed share, from 0 to 1, as a bar. ASCII, since terminals give other blocks one column or two. */
    static String bar(double done) {
        int full = (int) (Math.min(1, done) * BAR);
        String head = full < BAR ? ">" : "";
        return "[" + "=".repeat(full) + head + " ".repeat(BAR - full - head.length()) + "]";
    }

    static Phrase time(Duration time) {
        return time.toHours() > 0
                ? Phrase.of("progress.hours", time.toHours(), time.toMinutesPart())
                : Phrase.of("progress.minutes", time.toMinutes(), time.toSecondsPart());
    }
}
