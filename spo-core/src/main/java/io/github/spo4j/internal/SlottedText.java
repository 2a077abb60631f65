package io.github.spo4j.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SPO's texts with slots such as <code>{{requirements}}</code>, and the material that fills them. */
public final class SlottedText {

    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+(?:-[a-z]+)*)}}");

    private SlottedText() {}

    /**
     * Fills slots in one pass, so that a slot's mark inside a value stays as it is. A line that had only empty slots is left
     * out.
     *
     * @param text the text
     * @param values by the slot's name; a slot without a value stays as it is
     * @return the filled text
     */
    public static String fill(String text, Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        boolean leftOut = false;
        for (String line : text.stripTrailing().split("\n", -1)) {
            String filled = fillLine(line, values);
            boolean blank = filled.isBlank();
            if (blank && !line.isBlank()) {
                leftOut = true;
            } else if (!(blank && leftOut && endsBlank(lines))) {
                lines.add(filled);
                leftOut = leftOut && blank;
            }
        }
        return String.join("\n", lines);
    }

    /** Whether one more blank line would leave a gap. */
    private static boolean endsBlank(List<String> lines) {
        return lines.isEmpty() || lines.get(lines.size() - 1).isBlank();
    }

    private static String fillLine(String line, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        Matcher slot = SLOT.matcher(line);
        int rest = 0;
        while (slot.find()) {
            filled.append(line, rest, slot.start()).append(values.getOrDefault(slot.group(1), slot.group()));
            rest = slot.end();
        }
        return filled.append(line, rest, line.length()).toString();
    }

    /**
     * Puts material between fences that are longer than any inside.
     *
     * @param kind what it is, for the first fence
     * @param material the material
     * @return the fenced material
     */
    public static String fenced(String kind, String material) {
        int longest = 0;
        int run = 0;
        for (int at = material.indexOf('`'); at >= 0 && at < material.length(); at++) {
            run = material.charAt(at) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + kind + "\n" + material + (material.endsWith("\n") ? "" : "\n") + fence;
    }

    /**
     * Indents each line by two spaces, so that no heading or mark in the material can pass for one of SPO's.
     *
     * @param kind not shown
     * @param material the material
     * @return the indented material
     */
    public static String indented(String kind, String material) {
        String text = material.stripTrailing();
        StringBuilder indented = new StringBuilder(text.length() + text.length() / 8).append("  ");
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (!isLineEnd(c)) {
                indented.append(c);
            } else if (c != '\r' || at + 1 == text.length() || text.charAt(at + 1) != '\n') {
                indented.append("\n  ");
            }
        }
        return indented.toString();
    }

    /** What {@code \R} matches: a regular expression takes a fifth of a call's time here. */
    private static boolean isLineEnd(char c) {
        return switch (c) {
            case '\n', '\u000B', '\f', '\r', '\u0085', '\u2028', '\u2029' -> true;
            default -> false;
        };
    }
}
