package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a prompt: text, or a slot. Immutable.
 *
 * @param isSlot whether it is filled in later
 * @param text what stands in the prompt
 * @param name the slot's name; empty for a piece of text
 */
public record PromptPart(boolean isSlot, String text, String name) {

    /** Checks that nothing is missing. */
    public PromptPart {
        requireNonNull(text, "text");
        requireNonNull(name, "name");
    }

    /**
     * A piece of text.
     *
     * @param text the text
     * @return the piece
     */
    public static PromptPart text(String text) {
        return new PromptPart(false, text, "");
    }

    /**
     * A slot.
     *
     * @param mark how it stands in the prompt
     * @param name what is to be filled in
     * @return the slot
     */
    public static PromptPart slot(String mark, String name) {
        return new PromptPart(true, mark, name);
    }
}
