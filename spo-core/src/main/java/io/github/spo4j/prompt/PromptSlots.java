package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.prompt.PromptGuard.Placeholders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The placeholders of a prompt: what a run fills from the variables of its questions, and what only an application fills.
 * Immutable.
 *
 * <p>A run fills <code>{{name}}</code>, <code>${name}</code> and <code>{name}</code>.
 *
 * <p>A name starts with a letter or {@code _}; letters of any script, digits, {@code _}, {@code .} and {@code -} may
 * follow. Blanks are allowed around it in <code>{{ name }}</code> and <code>${ name }</code>. Between single braces, blanks
 * or anything else, such as JSON, is ordinary text. Of more than two braces, the innermost two that match are the slot's:
 * <code>{"a":{{x}}}</code> has the slot <code>{{x}}</code>.
 *
 * <p>There is no escape, and none is needed: a slot without a value stays unchanged.
 *
 * <p>Only an application fills expressions, blocks and partials of Jinja and Handlebars, such as <code>{{ x | upper }}</code>
 * and <code>{% if x %}</code>, <code>${x?.y}</code>, Python's <code>{x:.2f}</code>, <code>{0}</code> and {@code %(x)s}. They are
 * {@linkplain #kept() kept} to the letter.
 *
 * <p>Text are the arguments of LaTeX commands, such as <code>\\frac{a}{b}</code>, indexes and exponents, and <code>{x}</code> and
 * <code>${x}</code> in code, unless a fenced block holds nothing else. What is as likely text as not, such as {@code %s} or
 * {@code [NAME]}, is a {@linkplain #lookalikes() lookalike}. {@link PromptGuard#placeholders} says otherwise.
 */
public final class PromptSlots {

    private static final Pattern TAG = Pattern.compile("</?[\\p{L}_][\\p{L}\\p{M}\\p{N}_.:-]*+"
            + "(?:\\s++[\\w:.-]++\\s*+=\\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\\s\"'<>=]++))*+\\s*+/?>");

    /** Tags without content. */
    private static final Set<String> VOID_TAGS = Set.of("br", "hr", "img");

    private final String prompt;
    private final SlotFinder.Found found;
    private final boolean asBefore;

    /** How a placeholder is written. */
    enum Form {
        DOUBLE(Placeholders.MUSTACHE, '{'),
        DOLLAR(Placeholders.DOLLAR, '$'),
        SINGLE(Placeholders.BRACES, '{'),
        BLOCK(Placeholders.JINJA, '%'),
        PRINTF(Placeholders.PRINTF, '%'),
        BRACKETS(Placeholders.BRACKETS, '[');

        private final Placeholders chosenBy;
        private final char sign;

        Form(Placeholders chosenBy, char sign) {
            this.chosenBy = chosenBy;
            this.sign = sign;
        }

        /** Whether a text has the sign without which there is none of this form; most have none, and that is known at once. */
        boolean mayBeIn(String text) {
            return text.indexOf(sign) >= 0;
        }

        /** What a person calls the form. */
        Placeholders chosenBy() {
            return chosenBy;
        }
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

    private PromptSlots(String prompt, SlotFinder.Found found, boolean asBefore) {
        this.prompt = prompt;
        this.found = found;
        this.asBefore = asBefore;
    }

    /**
     * Finds the placeholders of a prompt, as the {@linkplain PromptGuard#standard() standard guard} does.
     *
     * @param prompt any text
     * @return its placeholders
     */
    public static PromptSlots of(String prompt) {
        return of(prompt, Set.of(Placeholders.AUTO), Set.of());
    }

    static PromptSlots of(String prompt, Set<Placeholders> forms, Set<String> variables) {
        return new PromptSlots(requireNonNull(prompt, "prompt"), SlotFinder.in(prompt, forms, variables), false);
    }

    /** By the definition of runs that recorded none. */
    static PromptSlots asBefore(String prompt) {
        return new PromptSlots(requireNonNull(prompt, "prompt"), SlotFinder.asBefore(prompt), true);
    }

    /** {@return the prompt} */
    public String prompt() {
        return prompt;
    }

    /** {@return what only an application fills, as written, each once, in the order of the prompt; unmodifiable} */
    public Set<String> kept() {
        Set<String> marks = new LinkedHashSet<>();
        found.kept().forEach(slot -> marks.add(slot.mark()));
        return Collections.unmodifiableSet(marks);
    }

    /** {@return what looks like a placeholder and is taken for text, as written, each once; unmodifiable} */
    public Set<String> lookalikes() {
        return Collections.unmodifiableSet(found.lookalikes());
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
        slots().stream()
                .map(Slot::name)
                .filter(name -> !values.containsKey(name))
                .forEach(names::add);
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
        for (Slot slot : slots()) {
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
        for (Slot slot : slots()) {
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

    /** What a run fills, in the order of the text. */
    List<Slot> slots() {
        return found.slots();
    }

    /** All placeholders: those that a run fills, then those that only an application fills. */
    List<Slot> all() {
        return Stream.concat(found.slots().stream(), found.kept().stream()).toList();
    }

    /** The tags of the prompt, as they are written, in the order of the text. */
    List<String> tags() {
        return TAG.matcher(prompt)
                .results()
                .filter(tag -> asBefore || !isTypeParameter(tag))
                .map(MatchResult::group)
                .toList();
    }

    /** Directly behind a word, as in {@code List<String>}, a tag that is never closed is code. */
    private boolean isTypeParameter(MatchResult tag) {
        String name = tag.group().replaceAll("[<>/]|\\s.*", "");
        return tag.start() > 0
                && isWord(prompt.charAt(tag.start() - 1))
                && !tag.group().startsWith("</")
                && !tag.group().endsWith("/>")
                && !VOID_TAGS.contains(name.toLowerCase(Locale.ROOT))
                && !prompt.contains("</" + name + ">");
    }

    private static boolean isWord(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }
}
