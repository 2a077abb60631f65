package io.github.spo4j.style;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** What the styles of a Word document say about structure: which are headings, and which are items of a list. */
final class DocxStyles implements Docx.Elements {

    private static final Pattern HEADING = Pattern.compile("heading ?([1-9])", Pattern.CASE_INSENSITIVE);

    /** The outline level of text that is no heading. */
    private static final int BODY = 9;

    private static final int LONGEST_CHAIN = 20;

    private final Map<String, Style> styles = new HashMap<>();
    private Style current = new Style();

    /** A style as it is written; what it does not say it takes from another. */
    private static final class Style {
        private String name = "";
        private String basedOn = "";
        private @Nullable Integer outline;
        private @Nullable Boolean isItem;
        private @Nullable Integer level;
    }

    /**
     * What a style says of a paragraph.
     *
     * @param heading 1 to 9, or 0 if it is none
     * @param isItem whether it is an item of a list
     * @param level how deep the item is, from 0 on
     */
    record Role(int heading, boolean isItem, int level) {

        static final Role PLAIN = new Role(0, false, 0);

        Role withHeading(int value) {
            return new Role(value, isItem, level);
        }

        Role withItem(boolean value) {
            return new Role(heading, value, level);
        }

        Role withLevel(int value) {
            return new Role(heading, isItem, value);
        }
    }

    @Override
    public void start(XMLStreamReader element) throws IOException {
        String value = DocxText.value(element);
        switch (element.getLocalName()) {
            case "style" -> {
                String id = element.getAttributeValue(element.getNamespaceURI(), "styleId");
                current = new Style();
                styles.put(id == null ? "" : id, current);
            }
            case "name" -> current.name = value;
            case "basedOn" -> current.basedOn = value;
            case "numId" -> current.isItem = !value.equals("0");
            case "ilvl" -> current.level = digit(value);
            case "outlineLvl" -> current.outline = digit(value);
            default -> {} // looks
        }
    }

    static @Nullable Integer digit(String value) {
        return value.matches("[0-9]") ? Integer.valueOf(value) : null;
    }

    /** The heading of an outline level as Word writes it, or 0. */
    static int heading(String outline) {
        Integer level = digit(outline);
        return level == null || level == BODY ? 0 : level + 1;
    }

    Role role(String id) {
        Integer outline = null;
        Boolean isItem = null;
        Integer level = null;
        String next = id;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Style style = styles.getOrDefault(next, new Style());
            outline = outline != null ? outline : outline(style, next);
            isItem = isItem != null ? isItem : style.isItem;
            level = level != null ? level : style.level;
            next = style.basedOn;
        }
        return new Role(
                outline == null || outline == BODY ? 0 : outline + 1,
                isItem != null && isItem,
                level == null ? 0 : level);
    }

    private static @Nullable Integer outline(Style style, String id) {
        if (style.outline != null) {
            return style.outline;
        }
        Matcher heading = HEADING.matcher(style.name.isEmpty() ? id : style.name);
        return heading.matches() ? Integer.valueOf(Integer.parseInt(heading.group(1)) - 1) : null;
    }
}
