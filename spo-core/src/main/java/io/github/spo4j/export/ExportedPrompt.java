package io.github.spo4j.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prompt in the form in which an application takes it. Immutable. */
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

    /**
     * The whole content of the file.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * What is to be filled in besides the question. Filled with the text given here, a slot makes the request that was
     * measured where the run had no value for it.
     *
     * @return by the name that the slot has in this format, what stands in its place in the prompt, such as
     *     <code>{{name}}</code>; unmodifiable
     */
    public Map<String, String> slots() {
        return slots;
    }

    /**
     * The slot that takes the question.
     *
     * @return its name, or null if the text is but one message or a part of it, and {@link #notes()} say where the question
     *     goes
     */
    public @Nullable String questionSlot() {
        return questionSlot;
    }

    /**
     * What the format cannot say, and what must be known to send the request that was measured.
     *
     * @return one sentence each; possibly none
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
