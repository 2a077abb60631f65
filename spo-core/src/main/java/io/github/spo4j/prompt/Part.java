package io.github.spo4j.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a prompt on its way into another syntax. Immutable.
 *
 * @param isSlot whether it is filled in later
 * @param text what stands in the prompt
 * @param name the slot's name; empty for a piece of text
 */
record Part(boolean isSlot, String text, String name) {

    static Part text(String text) {
        return new Part(false, text, "");
    }

    static Part slot(String mark, String name) {
        return new Part(true, mark, name);
    }

    /** Texts and slots in turn; no text is empty. */
    static List<Part> of(String prompt) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (PromptSlots.Slot slot : PromptSlots.of(prompt).slots()) {
            addText(parts, prompt.substring(from, slot.start()));
            parts.add(slot(prompt.substring(slot.start(), slot.end()), slot.name()));
            from = slot.end();
        }
        addText(parts, prompt.substring(from));
        return parts;
    }

    static void addText(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(text(text));
        }
    }
}
