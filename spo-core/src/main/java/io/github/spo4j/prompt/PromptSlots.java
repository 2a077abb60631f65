package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The places in a prompt that an application fills: <code>{{name}}</code>, <code>${name}</code> and <code>{name}</code>.
 * Immutable.
 *
 * <p>A name starts with a letter or {@code _}; letters of any script, digits, {@code _}, {@code .} and {@code -} may
 * follow. Blanks are allowed around it in <code>{{ name }}</code> and <code>${ name }</code>. Between single braces, blanks
 * or anything else, such as JSON, is ordinary text. Of more than two braces, the innermost two that match are the slot's:
 * <code>{"a":{{x}}}</code> has the slot <code>{{x}}</code>.
 *
 * <p>There is no escape, and none is needed: a slot without a value stays unchanged.
 */
public final class PromptSlots {

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]*+";

    /** Matches each run of backslashes, dollars or braces from its start only, so that long runs take no time. */
    private static final Pattern BRACES =
            Pattern.compile("(?<!\\\\)(\\\\*+)(?<!\\$)(\\$*+)(?<!\\{)(\\{++)([ \\t]*+)(" + NAME + ")([ \\t]*+)(}++)");

    private static final Pattern TAG = Pattern.compile("</?[\\p{L}_][\\p{L}\\p{M}\\p{N}_.:-]*+"
            + "(?:\\s++[\\w:.-]++\\s*+=\\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\\s\"'<>=]++))*+\\s*+/?>");

    private final String prompt;
    private final List<Slot> slots;

    /** How a slot is written. */
    enum Form {
        DOUBLE,
        DOLLAR,
        SINGLE
    }

    /**
     * A slot.
     *
     * @param form how it is written
     * @param name its name
     * @param start where it starts
     * @param end where it ends
     * @param mark the slot as written, with a backslash or more braces around it
     */
    record Slot(Form form, String name, int start, int end, String mark) {}

    /**
     * A piece of a prompt: text, or a slot. Immutable.
     *
     * @param isSlot whether it is a slot
     * @param text as in the prompt
     * @param name the slot's name; empty for text
     */
    public record Part(boolean isSlot, String text, String name) {

        public Part {
            requireNonNull(text, "text");
            requireNonNull(name, "name");
        }

        /**
         * A piece of text.
         *
         * @param text the text
         * @return the piece
         */
        public static Part text(String text) {
            return new Part(false, text, "");
        }

        /**
         * A slot.
         *
         * @param mark the slot as in the prompt
         * @param name its name
         * @return the slot
         */
        public static Part slot(String mark, String name) {
            return new Part(true, mark, name);
        }
    }

    private PromptSlots(String prompt) {
        this.prompt = prompt;
        List<Slot> found = new ArrayList<>();
        Matcher braces = BRACES.matcher(prompt);
        while (braces.find()) {
            int pairs = Math.min(braces.group(3).length(), braces.group(7).length());
            boolean dollar = pairs == 1
                    && braces.group(3).length() == 1
                    && !braces.group(2).isEmpty();
            boolean blanks = !(braces.group(4) + braces.group(6)).isEmpty();
            if (pairs > 1 || dollar || !blanks) {
                found.add(slot(braces, pairs, dollar));
            }
        }
        slots = List.copyOf(found);
    }

    private Slot slot(Matcher braces, int pairs, boolean dollar) {
        int filled = Math.min(pairs, 2);
        boolean prefixed = pairs == braces.group(3).length()
                && (pairs == 1 || braces.group(2).isEmpty());
        int markStart = prefixed ? braces.start(1) : braces.end(3) - pairs;
        return new Slot(
                pairs > 1 ? Form.DOUBLE : dollar ? Form.DOLLAR : Form.SINGLE,
                braces.group(5),
                braces.end(3) - filled - (dollar ? 1 : 0),
                braces.start(7) + filled,
                prompt.substring(markStart, braces.start(7) + pairs));
    }

    /**
     * Finds the slots of a prompt.
     *
     * @param prompt any text
     * @return its slots
     */
    public static PromptSlots of(String prompt) {
        return new PromptSlots(requireNonNull(prompt, "prompt"));
    }

    /** {@return the names of the slots, each once, in the order of the prompt; unmodifiable} */
    public Set<String> names() {
        return missing(Map.of());
    }

    /**
     * The slots without a value.
     *
     * @param values by name
     * @return the names that have no value, each once, in the order of the prompt; unmodifiable
     */
    public Set<String> missing(Map<String, String> values) {
        Set<String> names = new LinkedHashSet<>();
        slots.stream().map(Slot::name).filter(name -> !values.containsKey(name)).forEach(names::add);
        return Collections.unmodifiableSet(names);
    }

    /**
     * Fills the slots in one pass: a slot inside a value is not filled.
     *
     * @param values by name; a value without a slot is ignored
     * @return the prompt; slots without a value are unchanged
     */
    public String fill(Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (Slot slot : slots) {
            String value = values.get(slot.name());
            if (value != null) {
                filled.append(prompt, from, slot.start()).append(value);
                from = slot.end();
            }
        }
        return filled.append(prompt, from, prompt.length()).toString();
    }

    /**
     * Splits the prompt, for example to write it in another syntax.
     *
     * @return texts and slots in the order of the prompt; no text is empty; unmodifiable
     */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (Slot slot : slots) {
            if (from < slot.start()) {
                parts.add(Part.text(prompt.substring(from, slot.start())));
            }
            parts.add(Part.slot(prompt.substring(slot.start(), slot.end()), slot.name()));
            from = slot.end();
        }
        if (from < prompt.length()) {
            parts.add(Part.text(prompt.substring(from)));
        }
        return Collections.unmodifiableList(parts);
    }

    /** In the order of the text. */
    List<Slot> slots() {
        return slots;
    }

    /** The tags of the prompt, as they are written, in the order of the text. */
    List<String> tags() {
        return TAG.matcher(prompt).results().map(tag -> tag.group()).toList();
    }
}
