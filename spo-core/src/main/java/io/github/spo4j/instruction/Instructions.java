package io.github.spo4j.instruction;

import java.util.Map;
import java.util.Set;

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
}
