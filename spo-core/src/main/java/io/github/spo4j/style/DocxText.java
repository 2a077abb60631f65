package io.github.spo4j.style;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * Collects the visible text of a Word document from the elements of its parts, and counts what has no text. Each note has a
 * mark that also stands where it belongs.
 */
final class DocxText implements Docx.Elements {

    private static final String TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final String STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    private static final Set<String> DELETED = Set.of("del", "moveFrom");

    /** The reading above a word, a second form of the same drawing, and how a paragraph or a run looked before. */
    private static final Set<String> BESIDE = Set.of("rt", "Fallback", "pPrChange", "rPrChange");

    private static final Set<String> OFF = Set.of("0", "false", "off");
    private static final int MAX_DEPTH = 2_000;

    private final DocxLines lines = new DocxLines();
    private final DocxMath math = new DocxMath();
    private final DocxStyles styles;
    private final DocxLinks links;
    private final Map<Article.Part, Integer> passedOver = new EnumMap<>(Article.Part.class);
    private final Deque<Integer> drawings = new ArrayDeque<>();
    private int shown;
    private final Map<String, Integer> noteNumbers = new HashMap<>();
    private int read;
    private int depth;
    private int leftOutFrom;
    private boolean inText;
    private boolean inProperties;

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
            if (inProperties && DELETED.contains(name)) {
                lines.joinNext(); // what is deleted here is the paragraph's end
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
        if (diagram.isEmpty()) {
            passOver(Article.Part.DIAGRAM);
        } else {
            shown++;
            count(diagram);
            lines.addBox(diagram);
        }
    }

    private static boolean isWord(XMLStreamReader element) {
        String namespace = element.getNamespaceURI();
        return TRANSITIONAL.equals(namespace) || STRICT.equals(namespace);
    }

    private void startWord(String name, XMLStreamReader element) {
        switch (name) {
            case "p" -> lines.startParagraph();
            case "pPr" -> inProperties = true;
            case "pStyle", "outlineLvl", "numId", "ilvl" -> startProperty(name, value(element));
            case "r" -> lines.startRun();
            case "vanish" -> hide(!OFF.contains(value(element)));
            case "t" -> inText = true;
            case "tab", "ptab" -> add("\t");
            case "br", "cr" -> add("\n");
            case "noBreakHyphen" -> add("-");
            case "footnoteReference", "endnoteReference" -> addNoteMark(name, element);
            case "footnote", "endnote" -> lines.startNote(noteNumbers.getOrDefault(noteKey(name, element), 0));
            case "sym" -> addSymbol(element);
            case "altChunk" -> passOver(Article.Part.CHUNK);
            case "drawing", "pict", "object" -> drawings.push(shown);
            case "tbl" -> lines.startTable();
            case "tr" -> lines.startRow();
            case "tc" -> lines.startInner();
            case "txbxContent" -> startBox();
            default -> {} // all else is about looks
        }
    }

    private void startProperty(String name, String value) {
        if (inProperties) {
            DocxStyles.Role role = lines.role();
            lines.role(
                    switch (name) {
                        case "pStyle" -> styles.role(value);
                        case "outlineLvl" -> role.withHeading(DocxStyles.heading(value));
                        case "numId" -> role.withItem(!value.equals("0"));
                        default -> role.withLevel(Objects.requireNonNullElse(DocxStyles.digit(value), role.level()));
                    });
        }
    }

    private void hide(boolean hidden) {
        if (!inProperties) {
            lines.hide(hidden);
        }
    }

    private void add(String characters) {
        if (!inProperties) {
            lines.add(characters);
        }
    }

    static String value(XMLStreamReader element) {
        return attribute("val", element);
    }

    private static String attribute(String name, XMLStreamReader element) {
        String value = element.getAttributeValue(element.getNamespaceURI(), name);
        return value == null ? "" : value;
    }

    private void addSymbol(XMLStreamReader element) {
        DocxSymbol.text(attribute("font", element), attribute("char", element))
                .ifPresentOrElse(this::add, () -> passOver(Article.Part.SYMBOL));
    }

    private void startBox() {
        shown++;
        lines.startInner();
    }

    private void addNoteMark(String name, XMLStreamReader element) {
        String key = noteKey(name.replace("Reference", ""), element);
        noteNumbers.putIfAbsent(key, noteNumbers.size() + 1);
        add("[" + noteNumbers.get(key) + "]");
    }

    private static String noteKey(String kind, XMLStreamReader element) {
        return kind + element.getAttributeValue(element.getNamespaceURI(), "id");
    }

    @Override
    public void text(String characters) throws IOException {
        if (leftOutFrom > 0 || !(inText || math.isInText())) {
            return;
        }
        if (math.isOpen()) {
            math.add(characters);
        } else {
            add(characters);
        }
        count(characters);
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
        if (!equation.isBlank() && !inProperties) {
            lines.addOutsideRuns(equation);
        }
    }

    private void endWord(String name) {
        switch (name) {
            case "t" -> inText = false;
            case "r" -> lines.endRun();
            case "pPr" -> inProperties = false;
            case "p" -> lines.endParagraph();
            case "tc" -> lines.endCell();
            case "tbl" -> lines.endTable();
            case "drawing", "pict", "object" -> endDrawing();
            case "txbxContent" -> lines.endBox();
            case "footnote", "endnote" -> lines.endNote();
            default -> {}
        }
    }

    boolean hasNotes() {
        return !noteNumbers.isEmpty();
    }

    ArticleFormat.Content finish() throws IOException {
        String all = lines.text();
        if (all.isEmpty() && passedOver.containsKey(Article.Part.CHUNK)) {
            throw new IOException(
                    "its text is embedded in another format, as a report generator does it; open it in Word"
                            + " and save it again");
        }
        return new ArticleFormat.Content(all, passedOver);
    }
}
