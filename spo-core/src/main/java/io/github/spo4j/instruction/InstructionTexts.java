package io.github.spo4j.instruction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts with slots, by name: those shipped in a language, or a user's own. Immutable. */
final class InstructionTexts {

    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+(?:-[a-z]+)*)}}");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    /** Each name that there is, with the slots that its text cannot do without. */
    private final Map<String, Set<String>> slots;

    /** The names that a user's own texts may leave out. */
    private final Set<String> optional;

    private final Map<String, String> texts;

    private InstructionTexts(Map<String, Set<String>> slots, Set<String> optional, Map<String, String> texts) {
        this.slots = slots;
        this.optional = optional;
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /** The texts that come with the library. */
    static InstructionTexts shipped(Map<String, Set<String>> slots, Set<String> optional, String language) {
        Map<String, String> texts = new TreeMap<>();
        slots.keySet().forEach(name -> texts.put(name, resource(language + "/" + name + ".txt")));
        return new InstructionTexts(slots, optional, texts);
    }

    private static String resource(String path) {
        try (InputStream in = requireNonNull(InstructionTexts.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Texts of one's own, all that are needed.
     *
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    static InstructionTexts of(Map<String, Set<String>> slots, Set<String> optional, Map<String, String> texts) {
        InstructionTexts own = new InstructionTexts(slots, optional, Map.of());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            own = own.with(text.getKey(), text.getValue());
        }
        Set<String> needed = new TreeSet<>(slots.keySet());
        needed.removeAll(optional);
        if (!own.texts.keySet().containsAll(needed)) {
            throw new IllegalArgumentException(
                    "instructions need the texts " + needed + ", but there are " + own.texts.keySet());
        }
        return own;
    }

    /**
     * The same texts but for one.
     *
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    InstructionTexts with(String name, String text) {
        Set<String> needed = slots.get(requireNonNull(name, "name"));
        if (needed == null) {
            throw new IllegalArgumentException(
                    "no instruction text is called '" + name + "'; there are " + new TreeSet<>(slots.keySet()));
        }
        for (String slot : needed) {
            if (!text.contains("{{" + slot + "}}")) {
                throw new IllegalArgumentException("the instruction text '" + name + "' needs {{" + slot + "}}");
            }
        }
        Map<String, String> changed = new LinkedHashMap<>(texts);
        changed.put(name, text);
        return new InstructionTexts(slots, optional, changed);
    }

    Map<String, String> all() {
        return texts;
    }

    /** Whether a text is rather Chinese than anything else. */
    static boolean isChinese(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long han = text.codePoints().filter(Character::isIdeographic).count();
        return han > 0 && han * 5 >= letters;
    }

    /** Material between fences that are longer than any inside. */
    static String fenced(String kind, String material) {
        int longest = BACKTICKS
                .matcher(material)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + kind + "\n" + material + (material.endsWith("\n") ? "" : "\n") + fence;
    }

    /** A text with its slots filled in one pass. A line that held nothing but slots without content is left out. */
    String fill(String name, Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        boolean leftOut = false;
        for (String line : requireNonNull(texts.get(name)).stripTrailing().split("\n", -1)) {
            String filled = fillLine(line, values::get);
            boolean blank = filled.isBlank();
            if (blank && !line.isBlank()) {
                leftOut = true;
            } else if (!(blank && leftOut && endsBlank(lines))) {
                lines.add(filled);
                leftOut = leftOut && blank;
            }
        }
        return String.join("\n", lines);
    }

    /** Whether one more blank line would make two: what is left out leaves no gap. */
    private static boolean endsBlank(List<String> lines) {
        return lines.isEmpty() || lines.get(lines.size() - 1).isBlank();
    }

    private static String fillLine(String line, Function<String, @Nullable String> values) {
        StringBuilder filled = new StringBuilder();
        Matcher slot = SLOT.matcher(line);
        int rest = 0;
        while (slot.find()) {
            String value = values.apply(slot.group(1));
            filled.append(line, rest, slot.start()).append(value == null ? slot.group() : value);
            rest = slot.end();
        }
        return filled.append(line, rest, line.length()).toString();
    }
}
