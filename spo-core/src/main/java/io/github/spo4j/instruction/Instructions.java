package io.github.spo4j.instruction;

import java.util.Map;
import java.util.Set;

/**
 * The texts that SPO sends to the optimizing and the judging model, in English and Chinese. Each can be replaced.
 * Immutable.
 *
 * <p>A text has slots such as <code>{{requirements}}</code>. They are filled in one pass, so that a slot inside a prompt or
 * an answer is not filled. A line with nothing but an empty slot is left out. The limits of a new prompt, {@code
 * optimize-limit} and {@code optimize-frozen}, and which answer checks the last one broke, {@code optimize-checks}, go into
 * the slot <code>{{limit}}</code>. What was tried before without success, from {@code optimize-tried} to {@code
 * optimize-unusable}, goes into the slot <code>{{tried}}</code> of {@code optimize}; without this slot, or one of these texts,
 * the model is not told of it.
 *
 * <ul>
 *   <li>For the optimizer, material is put between fences longer than any fence inside, so that a fence in an answer cannot
 *       end it early.
 *   <li>For the judge, each line of material is indented by two spaces, so that no heading or mark inside an answer can
 *       look like one of ours. {@code # A} and {@code # B} are alone on their lines.
 * </ul>
 */
public final class Instructions {

    /** Each text's name and the slots that it must have. */
    private static final Map<String, Set<String>> SLOTS = Map.ofEntries(
            Map.entry("optimize", Set.of("requirements", "prompt", "answers")),
            Map.entry("optimize-expected", Set.of("expected")),
            Map.entry("optimize-limit", Set.of("count")),
            Map.entry("optimize-frozen", Set.of("open", "close")),
            Map.entry("optimize-checks", Set.of("broken")),
            Map.entry("optimize-refused", Set.of("reason")),
            Map.entry("optimize-tried", Set.of("attempts")),
            Map.entry("optimize-attempt", Set.of("number", "attempt", "intention", "why")),
            Map.entry("optimize-reason", Set.of("best", "other", "reason")),
            Map.entry("optimize-faults", Set.of("reasons")),
            Map.entry("optimize-same", Set.of()),
            Map.entry("optimize-unusable", Set.of()),
            Map.entry("evaluate", Set.of("requirements", "a", "b")),
            Map.entry("evaluate-expected", Set.of("expected")),
            Map.entry("question", Set.of("number")),
            Map.entry("answer", Set.of("number")),
            Map.entry("expected", Set.of("number")));

    /** What custom texts may leave out; the model is then not told of frozen parts, broken checks, or what was tried. */
    private static final Set<String> OPTIONAL = Set.of(
            "optimize-frozen",
            "optimize-checks",
            "optimize-tried",
            "optimize-attempt",
            "optimize-reason",
            "optimize-faults",
            "optimize-same",
            "optimize-unusable");

    private final InstructionTexts texts;

    /** Read when it is first asked for, and once. */
    private static final class English {
        private static final Instructions TEXTS = new Instructions(InstructionTexts.shipped(SLOTS, OPTIONAL, "en"));
    }

    private static final class Chinese {
        private static final Instructions TEXTS = new Instructions(InstructionTexts.shipped(SLOTS, OPTIONAL, "zh"));
    }

    private Instructions(InstructionTexts texts) {
        this.texts = texts;
    }

    /** {@return the English texts} */
    public static Instructions english() {
        return English.TEXTS;
    }

    /** {@return the Chinese texts} */
    public static Instructions chinese() {
        return Chinese.TEXTS;
    }

    /**
     * The texts in the language of a text.
     *
     * @param text for example a template's requirements
     * @return the Chinese texts if at least a fifth of the letters are Chinese characters and hardly any are kana, else the English
     *     ones
     */
    public static Instructions inLanguageOf(String text) {
        return InstructionTexts.isChinese(text) ? chinese() : english();
    }

    /**
     * Custom texts: all of them, except that {@code optimize-frozen}, {@code optimize-checks} and those on what was tried are
     * optional.
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
     * @param name the text's name, from {@link #texts()}
     * @param text the new text, with the slots of the old one
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    public Instructions with(String name, String text) {
        return new Instructions(texts.with(name, text));
    }

    /** {@return all texts by name, slots unfilled, sorted by name; unmodifiable} */
    public Map<String, String> texts() {
        return texts.all();
    }
}
