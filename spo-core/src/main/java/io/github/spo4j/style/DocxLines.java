package io.github.spo4j.style;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The lines of a Word document as a reader sees them: a paragraph is a line, a box follows the paragraph that it is anchored
 * in, and notes come last. What starts must end; an end without a start changes nothing.
 */
final class DocxLines {

    /** What Markdown knows. */
    private static final int DEEPEST_HEADING = 6;

    private final StringBuilder text = new StringBuilder();
    private final Deque<StringBuilder> targets = new ArrayDeque<>(List.of(text));
    private final Deque<Paragraph> paragraphs = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Deque<DocxTable> tables = new ArrayDeque<>();
    private final Deque<Integer> notes = new ArrayDeque<>();

    private static final class Paragraph {
        private DocxStyles.Role role = DocxStyles.Role.PLAIN;
        private boolean continues;
        private boolean hasText;
        private final StringBuilder boxes = new StringBuilder();

        String mark() {
            if (role.heading() > 0) {
                return "#".repeat(Math.min(DEEPEST_HEADING, role.heading())) + " ";
            }
            return role.isItem() ? "  ".repeat(role.level()) + "- " : "";
        }
    }

    private static final class Run {
        private boolean hidden;
    }

    void startParagraph() {
        paragraphs.push(new Paragraph());
    }

    /** What the paragraph is; plain where there is none. */
    DocxStyles.Role role() {
        Paragraph paragraph = paragraphs.peek();
        return paragraph == null ? DocxStyles.Role.PLAIN : paragraph.role;
    }

    void role(DocxStyles.Role role) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null) {
            paragraph.role = role;
        }
    }

    /** The next paragraph belongs to the same line. */
    void joinNext() {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null) {
            paragraph.continues = true;
        }
    }

    void endParagraph() {
        Paragraph paragraph = paragraphs.poll();
        if (paragraph != null) {
            target().append(paragraph.continues ? "" : "\n").append(paragraph.boxes);
        }
    }

    void startRun() {
        runs.push(new Run());
    }

    void hide(boolean hidden) {
        Run run = runs.peek();
        if (run != null) {
            run.hidden = hidden;
        }
    }

    void endRun() {
        runs.poll();
    }

    /** Adds characters of the run. */
    void add(String characters) {
        Run run = runs.peek();
        if (run != null && !run.hidden) {
            addOutsideRuns(characters);
        }
    }

    void addOutsideRuns(String characters) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null) {
            target().append(paragraph.hasText ? "" : paragraph.mark()).append(characters);
            paragraph.hasText = true;
        }
    }

    /** Adds whole lines that follow the paragraph. */
    void addBox(CharSequence lines) {
        Paragraph paragraph = paragraphs.peek();
        (paragraph == null ? target() : paragraph.boxes).append(lines);
    }

    private StringBuilder target() {
        return targets.getFirst();
    }

    /** A cell, a box or a note: what comes now goes there until it ends. */
    void startInner() {
        targets.push(new StringBuilder());
    }

    void endBox() {
        if (targets.size() > 1) {
            addBox(targets.pop());
        }
    }

    void startTable() {
        tables.push(new DocxTable());
    }

    void startRow() {
        DocxTable table = tables.peek();
        if (table != null) {
            table.startRow();
        }
    }

    void endCell() {
        if (targets.size() > 1) {
            String cell = targets.pop().toString();
            DocxTable table = tables.peek();
            if (table != null) {
                table.add(cell);
            }
        }
    }

    void endTable() {
        DocxTable table = tables.poll();
        if (table != null) {
            target().append(table.text());
        }
    }

    /** Only notes that the text refers to have a number above 0: an editor keeps others for the line above them. */
    void startNote(int number) {
        startInner();
        notes.push(number);
    }

    void endNote() {
        Integer number = notes.poll();
        if (targets.size() > 1 && number != null) {
            String note = targets.pop().toString().strip();
            if (number > 0 && !note.isEmpty()) {
                text.append('[').append(number).append("] ").append(note).append('\n');
            }
        }
    }

    String text() {
        return text.toString().strip();
    }
}
