package io.github.spo4j.examples.simulation;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced section of a request. Immutable.
 *
 * @param label the fence's label
 * @param before the line above the fence, empty if there is none
 * @param content the text between the fences
 * @param end the index of the first line after the section
 */
record Fenced(String label, String before, String content, int end) {

    private static final Pattern FENCE = Pattern.compile("(`{3,})([a-z]*)");

    /** All sections in order. A fence inside a section is part of its content. */
    static List<Fenced> in(String request) {
        List<String> lines = request.lines().toList();
        List<Fenced> sections = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                int length = lines.subList(at + 1, lines.size()).indexOf(fence.group(1));
                if (length < 0) {
                    break;
                }
                String before = at == 0 ? "" : lines.get(at - 1);
                String content = String.join("\n", lines.subList(at + 1, at + 1 + length));
                sections.add(new Fenced(fence.group(2), before, content, at + 2 + length));
                at += 1 + length;
            }
            at++;
        }
        return sections;
    }

    /** The sections with a label; there must be at least one. */
    static List<Fenced> in(String request, String label) {
        List<Fenced> found = in(request).stream()
                .filter(section -> section.label().equals(label))
                .toList();
        if (found.isEmpty()) {
            throw new ModelException(
                    Kind.INVALID_REQUEST, "the simulation finds no section in the request that is fenced as " + label);
        }
        return found;
    }
}
