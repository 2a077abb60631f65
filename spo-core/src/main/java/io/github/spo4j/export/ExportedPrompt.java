package io.github.spo4j.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prompt in a format of an application. Immutable. */
public final class ExportedPrompt {

    private final String text;
    private final Map<String, String> slots;
    private final @Nullable String questionSlot;
    private final List<String> notes;

    ExportedPrompt(String text, Map<String, String> slots, @Nullable String questionSlot, List<String> notes) {
        this.text = text;
        this.slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
        this.questionSlot = questionSlot;
        this.notes = List.copyOf(notes);
    }

    /** {@return the content of the file} */
    public String text() {
        return text;
    }

    /**
     * The slots besides the question. Where the run had no value for a slot, fill it with the text given here to get the request
     * that was measured.
     *
     * @return by the name of the slot in this format, its text in the prompt, such as <code>{{name}}</code>; unmodifiable
     */
    public Map<String, String> slots() {
        return slots;
    }

    /**
     * {@return the name of the slot for the question, or null if the text is one message or a part of it; then
     * {@link #notes()} say where the question goes}
     */
    public @Nullable String questionSlot() {
        return questionSlot;
    }

    /**
     * {@return what the format cannot express and one must know to send the request that was measured: one sentence each,
     * possibly none; unmodifiable}
     */
    public List<String> notes() {
        return notes;
    }

    @Override
    public String toString() {
        return "ExportedPrompt[" + text.length() + " characters, slots=" + slots.keySet() + ", " + notes.size()
                + " note(s)]";
    }
}
