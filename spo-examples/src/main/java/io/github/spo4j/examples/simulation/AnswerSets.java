package io.github.spo4j.examples.simulation;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The two answer sets in a judge's request. Immutable.
 *
 * @param a the answers shown first
 * @param b the answers shown second
 */
record AnswerSets(List<String> a, List<String> b) {

    private static final String INDENT = "  ";

    /** Finds both sets. Material is indented, so a line without indentation is never part of an answer. */
    static AnswerSets in(String request) {
        List<String> lines = request.lines().toList();
        int a = lines.indexOf("# A");
        int b = lines.indexOf("# B");
        if (a < 0 || b < a) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "the simulated judge finds no lines # A and # B, in this order, in the request");
        }
        int end = b + 1;
        while (end < lines.size() && !lines.get(end).startsWith("# ")) {
            end++;
        }
        return new AnswerSets(answers(lines.subList(a + 1, b)), answers(lines.subList(b + 1, end)));
    }

    /** Each label is followed by one piece of material: a question, its answer, the next question, and so on. */
    private static List<String> answers(List<String> section) {
        List<StringBuilder> pieces = new ArrayList<>();
        for (String line : section) {
            if (!line.startsWith(INDENT)) {
                if (!line.isBlank()) {
                    pieces.add(new StringBuilder());
                }
            } else if (!pieces.isEmpty()) {
                pieces.get(pieces.size() - 1)
                        .append(line.substring(INDENT.length()))
                        .append('\n');
            }
        }
        List<String> answers = new ArrayList<>();
        for (int i = 1; i < pieces.size(); i += 2) {
            answers.add(pieces.get(i).toString().strip());
        }
        return List.copyOf(answers);
    }
}
