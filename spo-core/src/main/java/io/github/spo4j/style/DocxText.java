package io.github.spo4j.style;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * Collects the visible text of a Word document from the elements of its parts. A paragraph is a line; a text box or a
 * diagram follows the paragraph that it is anchored in; notes come last, each after the mark that also stands where it
 * belongs. What has no text is counted.
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
    private final Deque<DocxTable> tables = new ArrayDeque<>();
    private final DocxMath math = new DocxMath();
    private final DocxStyles styles;
    private final DocxLinks links;
    private final Map<Article.Part, Integer> passedOver = new EnumMap<>(Article.Part.class);
    private final Deque<Integer> drawings = new ArrayDeque<>();
    private int shown;
    private final Map<String, Integer> noteNumbers = new HashMap<>();
    private final Deque<Integer> notes = new ArrayDeque<>();
    private int read;
    private int depth;
    private int leftOutFrom;
    private boolean inText;
    private boolean inProperties;

    private static final class Paragraph {
        private int heading;
        private boolean isItem;
        private int level;
        private boolean continues;
        private boolean hasText;
        private final StringBuilder boxes = new StringBuilder();
    }

    private static final class Run {
        private boolean hidden;
    }

    DocxText(DocxStyles styles, DocxLinks links) {
        this.styles = styles;
        this.links = links;
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
        } else if (leftOutFrom == 0 && DocxMath.isMath(element)) {
            math.start(element);
        } else if (leftOutFrom == 0) {
            startOther(name, element);
        }
    }

    /** What is drawn or embedded. */
    private void startOther(String name, XMLStreamReader element) throws IOException {
        switch (name) {
            case "relIds" -> addDiagram(element);
            case "blip", "imagedata" -> passOver(Article.Part.PICTURE);
            case "chart" -> passOver(Article.Part.CHART);
            case "OLEObject" -> passOver(Article.Part.OBJECT);
            default -> {} // looks
        }
    }

    /** A drawing in which nothing else was found is a picture. */
    private void endDrawing() {
        Integer before = drawings.poll();
        if (before != null && before == shown) {
            passOver(Article.Part.PICTURE);
        }
    }

    private void passOver(Article.Part part) {
        shown++;
        passedOver.merge(part, 1, Integer::sum);
    }

    private void addDiagram(XMLStreamReader element) throws IOException {
        String id = null;
        for (int i = 0; i < element.getAttributeCount(); i++) {
            id = element.getAttributeLocalName(i).equals("dm") ? element.getAttributeValue(i) : id;
        }
        String diagram = links.diagram(id);
        Paragraph paragraph = paragraphs.peek();
        if (diagram.isEmpty() || paragraph == null) {
            passOver(Article.Part.DIAGRAM);
        } else {
            shown++;
            count(diagram);
            paragraph.boxes.append(diagram);
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
            case "pStyle" -> style(styles.role(value(element)));
            case "outlineLvl" -> heading(DocxStyles.heading(value(element)));
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
            case "sym" -> addSymbol(element);
            case "altChunk" -> passOver(Article.Part.CHUNK);
            case "tbl" -> tables.push(new DocxTable());
            case "tr" -> startRow();
            case "drawing", "pict", "object" -> drawings.push(shown);
            case "tc" -> targets.push(new StringBuilder());
            case "txbxContent" -> startBox();
            default -> {} // all else is about looks
        }
    }

    static String value(XMLStreamReader element) {
        return attribute("val", element);
    }

    private static String attribute(String name, XMLStreamReader element) {
        String value = element.getAttributeValue(element.getNamespaceURI(), name);
        return value == null ? "" : value;
    }

    private void style(DocxStyles.Role role) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null && inProperties) {
            paragraph.heading = role.heading();
            paragraph.isItem = role.isItem();
            paragraph.level = role.level();
        }
    }

    private void heading(int level) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph != null && inProperties) {
            paragraph.heading = level;
        }
    }

    private void addSymbol(XMLStreamReader element) {
        DocxSymbol.text(attribute("font", element), attribute("char", element))
                .ifPresentOrElse(this::add, () -> passOver(Article.Part.SYMBOL));
    }

    private void startBox() {
        shown++;
        targets.push(new StringBuilder());
    }

    private void startRow() {
        DocxTable table = tables.peek();
        if (table != null) {
            table.startRow();
        }
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
        if (run != null && !run.hidden) {
            addShown(characters);
        }
    }

    private void addShown(String characters) {
        Paragraph paragraph = paragraphs.peek();
        if (paragraph == null || inProperties) {
            return;
        }
        if (!paragraph.hasText) {
            target().append(mark(paragraph));
        }
        paragraph.hasText = true;
        target().append(characters);
    }

    /** As in Markdown, which knows six levels of headings. */
    private static String mark(Paragraph paragraph) {
        if (paragraph.heading > 0) {
            return "#".repeat(Math.min(6, paragraph.heading)) + " ";
        }
        return paragraph.isItem ? "  ".repeat(paragraph.level) + "- " : "";
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
        if (leftOutFrom == 0 && (math.text(characters) || inText)) {
            if (!math.isOpen()) {
                add(characters);
            }
            count(characters);
        }
    }

    private void count(String characters) throws IOException {
        read += characters.length();
        if (read > ArticleReader.MAX_BYTES) {
            throw new IOException(
                    "an article may have " + ArticleReader.MAX_BYTES + " characters and this has more; split it");
        }
    }

    @Override
    public void end(XMLStreamReader element) {
        if (leftOutFrom == 0 && isWord(element)) {
            endWord(element.getLocalName());
        } else if (leftOutFrom == 0 && DocxMath.isMath(element)) {
            addEquation(math.end(element.getLocalName()));
        } else if (leftOutFrom == depth) {
            leftOutFrom = 0;
        }
        depth--;
    }

    private void addEquation(String equation) {
        if (!equation.isBlank()) {
            addShown(equation);
        }
    }

    private void endWord(String name) {
        switch (name) {
            case "t" -> inText = false;
            case "r" -> runs.poll();
            case "pPr" -> inProperties = false;
            case "p" -> endParagraph();
            case "tc" -> endCell();
            case "tbl" -> endTable();
            case "drawing", "pict", "object" -> endDrawing();
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
            String cell = targets.pop().toString();
            DocxTable table = tables.peek();
            if (table != null) {
                table.add(cell);
            }
        }
    }

    private void endTable() {
        DocxTable table = tables.poll();
        if (table != null) {
            target().append(table.text());
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

    ArticleFormat.Content finish() throws IOException {
        String all = text.toString().strip();
        if (all.isEmpty() && passedOver.containsKey(Article.Part.CHUNK)) {
            throw new IOException(
                    "its text is embedded in another format, as a report generator does it; open it in Word"
                            + " and save it again");
        }
        return new ArticleFormat.Content(all, passedOver);
    }
}
