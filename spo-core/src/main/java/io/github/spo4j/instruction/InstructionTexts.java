package io.github.spo4j.instruction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Texts with slots, by name: those shipped in a language, or custom ones. Immutable. */
final class InstructionTexts {

    /** Each name, with the slots that its text must have. */
    private final Map<String, Set<String>> slots;

    /** The names that custom texts may leave out. */
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
     * Custom texts.
     *
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    static InstructionTexts of(Map<String, Set<String>> slots, Set<String> optional, Map<String, String> texts) {
        InstructionTexts custom = new InstructionTexts(slots, optional, Map.of());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            custom = custom.with(text.getKey(), text.getValue());
        }
        Set<String> needed = new TreeSet<>(slots.keySet());
        needed.removeAll(optional);
        if (!custom.texts.keySet().containsAll(needed)) {
            throw new IllegalArgumentException(
                    "instructions need the texts " + needed + ", but there are " + custom.texts.keySet());
        }
        return custom;
    }

    /**
     * The same texts with one replaced.
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

    /** Whether at least a fifth of the letters are Chinese, and hardly any Japanese. */
    static boolean isChinese(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long han = text.codePoints().filter(Character::isIdeographic).count();
        long kana = text.codePoints().filter(InstructionTexts::isKana).count();
        return han > 0 && han * 5 >= letters && kana * 20 < han;
    }

    private static boolean isKana(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA;
    }
}
