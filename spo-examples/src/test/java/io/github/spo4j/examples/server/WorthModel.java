package io.github.spo4j.examples.server;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * A model whose prompts win each round of the search: the prompt of round 3 leads to answers that are worth 3. On held-out
 * questions its judge chooses the prompt that helps, or always the start. Thread-safe.
 */
public final class WorthModel implements ChatModelPort {

    /** A template of the start, with so many questions. */
    public static String template(int questions) {
        StringBuilder template = new StringBuilder("prompt: Prompt 1.\nrequirements: Be worth much.\nqa:\n");
        for (int i = 1; i <= questions; i++) {
            template.append("  - question: What is number ").append(i).append(" worth?\n    answer: Much.\n");
        }
        return template.toString();
    }

    private static final Pattern PROMPT = Pattern.compile("Prompt (\\d+)\\.");
    private static final Pattern WORTH = Pattern.compile("worth (\\d+) to me");

    private final boolean helps;
    private final List<ModelRequest> heldOut = new CopyOnWriteArrayList<>();

    private WorthModel(boolean helps) {
        this.helps = helps;
    }

    /** What wins the search wins on held-out questions too. */
    public static WorthModel helping() {
        return new WorthModel(true);
    }

    /** What wins the search loses on each held-out question. */
    public static WorthModel refused() {
        return new WorthModel(false);
    }

    /** The requests about held-out questions, in the order in which they came. */
    public List<ModelRequest> heldOut() {
        return List.copyOf(heldOut);
    }

    /** Whether a request belongs to the comparison at the end. */
    public static boolean isHeldOut(ModelRequest request) {
        return request.callId().item().startsWith("held:");
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        if (isHeldOut(request)) {
            heldOut.add(request);
        }
        return ModelReply.of(
                switch (request.role()) {
                    case OPTIMIZE -> "<prompt>Prompt " + request.callId().round() + ".</prompt>";
                    case EXECUTE -> "It is worth " + found(PROMPT, text(request)) + " to me.";
                    case EVALUATE -> "<choose>" + (choosesFirst(request) ? "A" : "B") + "</choose>";
                    case EXTRACT, MERGE -> throw new IllegalArgumentException("no role of a run: " + request.role());
                });
    }

    private boolean choosesFirst(ModelRequest request) {
        if (!isHeldOut(request)) {
            String[] sets = text(request).split("\n# B\n", 2);
            return found(WORTH, sets[0]) > found(WORTH, sets[1]);
        }
        boolean newFirst = request.callId().item().endsWith(":1");
        return newFirst == helps;
    }

    private static int found(Pattern number, String text) {
        return number.matcher(text)
                .results()
                .mapToInt(one -> Integer.parseInt(one.group(1)))
                .max()
                .orElse(0);
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }
}
