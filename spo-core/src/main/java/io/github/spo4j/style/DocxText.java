package io.github.spo4j.style;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * Collects the visible text of a Word document from the elements of its parts. A paragraph is a line; a text box
 * follows the paragraph that it is anchored in; notes come last, each after the mark that also stands where it belongs.
 */
final class DocxText implements Docx.Elements {

    private static final String TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final String STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    private static final Set<String> DELETED = Set.of("del", "moveFrom");

    /** The reading above a word, a second form of the same drawing, and how a paragraph or a run looked before. */
    private static final Set<String> BESIDE = Set.of("rt", "Fallback", "pPrChange", "rPrChange");

    private static final Set<String> OFF = Set.of("0", "false", "off");
    private static final int MAX_DEPTH = 2_000;

    private final StringBuilder text = new StringBuilder();
    private final Deque<StringBuilder> targets = new ArrayDeque<>(List.of(text));
    private final Deque<Paragraph> paragraphs = new ArrayDeque<>();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Deque<List<String>> rows = new ArrayDeque<>();
    private final Map<String, Integer> noteNumbers = new HashMap<>();
    private final Deque<Integer> notes = new ArrayDeque<>();
    private int read;
    private int depth;
    private int leftOutFrom;
    private boolean inText;
    private boolean inProperties;

    private static final class Paragraph {
        private boolean isItem;
        private int level;
        private boolean continues;
        private boolean hasText;
        private final StringBuilder boxes = new StringBuilder();
    }

    private static final class Run {
        private boolean hidden;
    }

    @Override
    public void start(XMLStreamReader element) throws IOException {
        depth++;
        if (depth > MAX_DEPTH) {
            throw new IOException("the document is nested too deep; open it in an editor and save it again");
        }
        String name = element.getLocalName();
        if (leftOutFrom == 0 && (DELETED.contains(name) || BESIDE.contains(name))) {
            leftOutFrom = depth;
            Paragraph paragraph = paragraphs.peek();
            if (inProperties && paragraph != null && DELETED.contains(name)) {
                paragraph.continues = true; // what is deleted here is the paragraph's end
            }
        } else if (leftOutFrom == 0 && isWord(element)) {
            startWord(name, element);
        }
    }

    private static boolean isWord(XMLStreamReader element) {
        String namespace = element.getNamespaceURI();
        return TRANSITIONAL.equals(namespace) || STRICT.equals(namespace);
    }

    private void startWord(String name, XMLStreamReader element) {
        switch (name) {
            case "p" -> paragraphs.push(new Paragraph());
            case "pPr" -> inProperties = true;
            case "numId" -> item(!value(element).equals("0"));
            case "ilvl" -> level(value(element));
            case "r" -> runs.push(new Run());
            case "vanish" -> hide(!OFF.contains(value(element)));
            case "t" -> inText = true;
            case "tab", "ptab" -> add("\t");
            case "br", "cr" -> add("\n");
            case "noBreakHyphen" -> add("-");
            case "footnoteReference", "endnoteReference" -> addNoteMark(name, element);
            case "footnote", "endnote" -> startNote(name, element);
            case "tr" -> rows.push(new ArrayList<>());
            case "tc", "txbxContent" -> targets.push(new StringBuilder());
            default -> {} // all else is about looks
        }
    }

    private static String value(XMLStreamReader element) {
        String value = element.getAttributeValue(element.getNamespaceURI(), "val");
        return value == null ? "" : value;
    }

    private void item(boolean is) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null && inProperties) {
            paragraph.isItem = is;
        }
    }

    private void level(String value) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null && value.matches("[0-9]")) {
            paragraph.level = Integer.parseInt(value);
        }
    }

    private void hide(boolean hidden) {
        Run run = runs.peek();
        if (run != null && !inProperties) {
            run.hidden = hidden;
        }
    }

    private void add(String characters) {
        Run run = runs.peek();
        Paragraph paragraph = paragraphs.peek();
        if (run == null || run.hidden || paragraph == null || inProperties) {
            return;
        }
        if (!paragraph.hasText && paragraph.isItem) {
            target().append("  ".repeat(paragraph.level)).append("- ");
        }
        paragraph.hasText = true;
        target().append(characters);
    }

    private StringBuilder target() {
        return targets.getFirst();
    }

    private void addNoteMark(String name, XMLStreamReader element) {
        String key = noteKey(name.replace("Reference", ""), element);
        noteNumbers.putIfAbsent(key, noteNumbers.size() + 1);
        add("[" + noteNumbers.get(key) + "]");
    }

    private static String noteKey(String kind, XMLStreamReader element) {
        return kind + element.getAttributeValue(element.getNamespaceURI(), "id");
    }

    private void startNote(String name, XMLStreamReader element) {
        targets.push(new StringBuilder());
        notes.push(noteNumbers.getOrDefault(noteKey(name, element), 0));
    }

    @Override
    public void text(String characters) throws IOException {
        if (inText && leftOutFrom == 0) {
            add(characters);
            read += characters.length();
            if (read > ArticleReader.MAX_BYTES) {
                throw new IOException(
                        "an article may have " + ArticleReader.MAX_BYTES + " characters and this has more; split it");
            }
        }
    }

    @Override
    public void end(XMLStreamReader element) {
        if (leftOutFrom == 0 && isWord(element)) {
            endWord(element.getLocalName());
        } else if (leftOutFrom == depth) {
            leftOutFrom = 0;
        }
        depth--;
    }

    private void endWord(String name) {
        switch (name) {
            case "t" -> inText = false;
            case "r" -> runs.poll();
            case "pPr" -> inProperties = false;
            case "p" -> endParagraph();
            case "tc" -> endCell();
            case "tr" -> endRow();
            case "txbxContent" -> endBox();
            case "footnote", "endnote" -> endNote();
            default -> {}
        }
    }

    private void endParagraph() {
        Paragraph paragraph = paragraphs.poll();
        if (paragraph != null) {
            target().append(paragraph.continues ? "" : "\n").append(paragraph.boxes);
        }
    }

    private void endCell() {
        if (targets.size() > 1) {
            String cell = target().toString().strip().replaceAll("\\s*\\n\\s*", " ");
            targets.pop();
            List<String> row = rows.peek();
            if (row != null) {
                row.add(cell);
            }
        }
    }

    private void endRow() {
        List<String> row = rows.poll();
        if (row != null && row.stream().anyMatch(cell -> !cell.isEmpty())) {
            target().append("| ").append(String.join(" | ", row)).append(" |\n");
        }
    }

    private void endBox() {
        if (targets.size() > 1) {
            StringBuilder box = targets.pop();
            Paragraph paragraph = paragraphs.peek();
            (paragraph == null ? target() : paragraph.boxes).append(box);
        }
    }

    /** Only notes that the text refers to: an editor keeps others for the line above them. */
    private void endNote() {
        Integer number = notes.poll();
        if (targets.size() > 1 && number != null) {
            String note = targets.pop().toString().strip();
            if (number > 0 && !note.isEmpty()) {
                text.append('[').append(number).append("] ").append(note).append('\n');
            }
        }
    }

    boolean hasNotes() {
        return !noteNumbers.isEmpty();
    }

    String finish() {
        return text.toString().strip();
    }
}
