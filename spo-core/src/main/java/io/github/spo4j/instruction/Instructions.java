package io.github.spo4j.instruction;

import java.util.ArrayList;
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
 * prompt or an answer stays what it is. A line that holds nothing but a slot without content is left out. What a new
 * prompt is bound to, {@code optimize-limit} and {@code optimize-frozen}, goes into the slot <code>{{limit}}</code>.
 *
 * <ul>
 *   <li>To the optimizer, material stands between fences that are longer than any fence inside (REFERENCE B32).
 *   <li>To the judge, each line of material is indented by two spaces, so that no heading or mark inside an answer can
 *       pass for one of ours. {@code # A} and {@code # B} stand alone on their lines.
 * </ul>
 */
public final class Instructions {

    /** Each text's name and the slots it cannot do without. */
    private static final Map<String, Set<String>> SLOTS = Map.of(
            "optimize", Set.of("requirements", "prompt", "answers"),
            "optimize-expected", Set.of("expected"),
            "optimize-limit", Set.of("count"),
            "optimize-frozen", Set.of("open", "close"),
            "optimize-refused", Set.of("reason"),
            "evaluate", Set.of("requirements", "a", "b"),
            "evaluate-expected", Set.of("expected"),
            "question", Set.of("number"),
            "answer", Set.of("number"),
            "expected", Set.of("number"));

    /** What one's own texts need not have: without it, the model is not told. */
    private static final Set<String> OPTIONAL = Set.of("optimize-frozen");

    /**
     * What a new prompt is bound to. Immutable.
     *
     * @param words how many words it may have, or null for no limit
     * @param frozenOpen begins what must stay to the letter, or null if nothing must
     * @param frozenClose ends what must stay to the letter, or null if nothing must
     */
    public record Limits(
            @Nullable Integer words,
            @Nullable String frozenOpen,
            @Nullable String frozenClose) {

        /** No limits. */
        public static final Limits NONE = new Limits(null, null, null);
    }

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
        return new Instructions(InstructionTexts.shipped(SLOTS, OPTIONAL, "en"));
    }

    /**
     * The Chinese texts.
     *
     * @return the instructions
     */
    public static Instructions chinese() {
        return new Instructions(InstructionTexts.shipped(SLOTS, OPTIONAL, "zh"));
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
     * Texts of one's own, all of them save {@code optimize-frozen}, which may be left out.
     *
     * @param texts by name, with the names and slots of {@link #texts()}
     * @return the instructions
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    public static Instructions of(Map<String, String> texts) {
        return new Instructions(InstructionTexts.of(SLOTS, OPTIONAL, texts));
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
     * @param limits what the new prompt is bound to
     * @param refused why the last attempt could not be used, without final punctuation, or null at the first attempt
     * @return the message's text
     */
    public String optimize(
            String requirements, String prompt, List<Exchange> answers, Limits limits, @Nullable String refused) {
        return fill(
                "optimize",
                Map.of(
                        "requirements", InstructionTexts.fenced("requirements", requirements),
                        "prompt", InstructionTexts.fenced("prompt", prompt),
                        "answers", exchanges(answers, InstructionTexts::fenced),
                        "expected", section("optimize-expected", expected(answers, InstructionTexts::fenced)),
                        "limit", limits(limits),
                        "refused", refused == null ? "" : fill("optimize-refused", Map.of("reason", refused))));
    }

    private String limits(Limits limits) {
        List<String> lines = new ArrayList<>();
        if (limits.words() != null) {
            lines.add(fill("optimize-limit", Map.of("count", limits.words().toString())));
        }
        if (limits.frozenOpen() != null
                && limits.frozenClose() != null
                && texts.all().containsKey("optimize-frozen")) {
            lines.add(fill("optimize-frozen", Map.of("open", limits.frozenOpen(), "close", limits.frozenClose())));
        }
        return String.join("\n", lines);
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
