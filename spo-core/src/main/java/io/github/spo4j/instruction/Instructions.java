package io.github.spo4j.instruction;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The texts that SPO sends to the optimizing and the judging model. They exist in English and Chinese, and each of them
 * can be replaced. Immutable.
 *
 * <p>A text has slots such as <code>{{requirements}}</code> that are filled in one pass, so that a slot's mark inside a
 * prompt or an answer stays what it is. A line that holds nothing but a slot without content is left out.
 *
 * <ul>
 *   <li>To the optimizer, material stands between fences that are longer than any fence inside (REFERENCE B32).
 *   <li>To the judge, each line of material is indented by two spaces, so that no heading or mark inside an answer can
 *       pass for one of ours. {@code # A} and {@code # B} stand alone on their lines.
 * </ul>
 */
public final class Instructions {

    /** Each text's name and the slots it cannot do without. */
    private static final Map<String, Set<String>> NEEDED = Map.of(
            "optimize", Set.of("requirements", "prompt", "answers"),
            "optimize-expected", Set.of("expected"),
            "optimize-limit", Set.of("count"),
            "optimize-refused", Set.of("reason"),
            "evaluate", Set.of("requirements", "a", "b"),
            "evaluate-expected", Set.of("expected"),
            "question", Set.of("number"),
            "answer", Set.of("number"),
            "expected", Set.of("number"));

    private final InstructionTexts texts;

    private Instructions(InstructionTexts texts) {
        this.texts = texts;
    }

    /**
     * The English texts.
     *
     * @return the instructions
     */
    public static Instructions english() {
        return new Instructions(InstructionTexts.shipped(NEEDED, "en"));
    }

    /**
     * The Chinese texts.
     *
     * @return the instructions
     */
    public static Instructions chinese() {
        return new Instructions(InstructionTexts.shipped(NEEDED, "zh"));
    }

    /**
     * The texts in the language that something is written in.
     *
     * @param text for example a template's requirements
     * @return the Chinese texts if at least a fifth of the letters are Chinese characters, else the English ones
     */
    public static Instructions inLanguageOf(String text) {
        return InstructionTexts.isChinese(text) ? chinese() : english();
    }

    /**
     * Texts of one's own, all of them.
     *
     * @param texts by name, with the names and slots of {@link #texts()}
     * @return the instructions
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    public static Instructions of(Map<String, String> texts) {
        return new Instructions(InstructionTexts.of(NEEDED, texts));
    }

    /**
     * Replaces one text.
     *
     * @param name which; {@link #texts()} has the names and what stands there now
     * @param text the new text, with the same slots
     * @return changed instructions
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    public Instructions with(String name, String text) {
        return new Instructions(texts.with(name, text));
    }

    /**
     * All texts by name, slots unfilled.
     *
     * @return an unmodifiable map in the order of the names
     */
    public Map<String, String> texts() {
        return texts.all();
    }

    /**
     * What the optimizing model is asked.
     *
     * @param requirements what is required of the answers
     * @param prompt the best prompt so far
     * @param answers what it led to
     * @param wordLimit how many words the new prompt may have, or null for no limit
     * @param refused why the last attempt could not be used, without final punctuation, or null at the first attempt
     * @return the message's text
     */
    public String optimize(
            String requirements,
            String prompt,
            List<Exchange> answers,
            @Nullable Integer wordLimit,
            @Nullable String refused) {
        return fill(
                "optimize",
                Map.of(
                        "requirements", InstructionTexts.fenced("requirements", requirements),
                        "prompt", InstructionTexts.fenced("prompt", prompt),
                        "answers", exchanges(answers, InstructionTexts::fenced),
                        "expected", section("optimize-expected", expected(answers, InstructionTexts::fenced)),
                        "limit", wordLimit == null ? "" : fill("optimize-limit", Map.of("count", "" + wordLimit)),
                        "refused", refused == null ? "" : fill("optimize-refused", Map.of("reason", refused))));
    }

    /**
     * What the judging model is asked.
     *
     * @param requirements what is required of the answers
     * @param a the answers shown first
     * @param b the answers shown second, to the same questions
     * @return the message's text
     */
    public String evaluate(String requirements, List<Exchange> a, List<Exchange> b) {
        return fill(
                "evaluate",
                Map.of(
                        "requirements", indented("requirements", requirements),
                        "expected", section("evaluate-expected", expected(a, Instructions::indented)),
                        "a", exchanges(a, Instructions::indented),
                        "b", exchanges(b, Instructions::indented)));
    }

    /** Sets a piece of material apart from our own words. */
    private interface Frame {
        String around(String kind, String material);
    }

    private String exchanges(List<Exchange> exchanges, Frame frame) {
        return numbered(
                exchanges,
                (number, exchange) -> fill("question", Map.of("number", number))
                        + "\n" + frame.around("question", exchange.question()) + "\n"
                        + fill("answer", Map.of("number", number)) + "\n" + frame.around("answer", exchange.answer()));
    }

    private String expected(List<Exchange> exchanges, Frame frame) {
        return numbered(
                exchanges,
                (number, exchange) -> exchange.expected() == null
                        ? ""
                        : fill("expected", Map.of("number", number)) + "\n"
                                + frame.around("expected", exchange.expected()));
    }

    private interface Numbered {
        String text(String number, Exchange exchange);
    }

    private static String numbered(List<Exchange> exchanges, Numbered each) {
        List<String> blocks = IntStream.range(0, exchanges.size())
                .mapToObj(i -> each.text(Integer.toString(i + 1), exchanges.get(i)))
                .filter(block -> !block.isEmpty())
                .toList();
        return String.join("\n\n", blocks);
    }

    private String section(String name, String content) {
        return content.isEmpty() ? "" : fill(name, Map.of("expected", content));
    }

    private static String indented(String kind, String material) {
        return "  " + material.stripTrailing().replaceAll("\\R", "\n  ");
    }

    private String fill(String name, Map<String, String> values) {
        return texts.fill(name, values);
    }
}
