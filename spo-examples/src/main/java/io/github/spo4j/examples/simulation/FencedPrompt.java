package io.github.spo4j.examples.simulation;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the prompt to improve in what an optimizing model is asked. */
final class FencedPrompt {

    private static final Pattern FENCE = Pattern.compile("(`{3,})([a-z]*)");

    private FencedPrompt() {}

    /**
     * The content of the first section fenced as prompt. Other fenced sections are skipped as a whole, since material
     * inside them may look like the fence searched for.
     */
    static String in(String request) {
        List<String> lines = request.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                int length = lines.subList(at + 1, lines.size()).indexOf(fence.group(1));
                if (length < 0) {
                    break;
                }
                if (fence.group(2).equals("prompt")) {
                    return String.join("\n", lines.subList(at + 1, at + 1 + length));
                }
                at += 1 + length;
            }
            at++;
        }
        throw new ModelException(
                Kind.INVALID_REQUEST,
                "the simulated optimizer finds no section in the request that is fenced as prompt");
    }
}
