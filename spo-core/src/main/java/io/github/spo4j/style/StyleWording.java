package io.github.spo4j.style;

import io.github.spo4j.instruction.StyleInstructions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instructions that models are given: the user's, or ours in the language of what they are asked about. */
final class StyleWording {

    private static final String CUSTOM = "instruction.";
    private static final String ENGLISH = "instruction.en.";
    private static final String CHINESE = "instruction.zh.";

    private final StyleInstructions english;
    private final StyleInstructions chinese;
    private final boolean custom;

    private StyleWording(StyleInstructions english, StyleInstructions chinese, boolean custom) {
        this.english = english;
        this.chinese = chinese;
        this.custom = custom;
    }

    static StyleWording of(@Nullable StyleInstructions given) {
        return of(given, Map.of());
    }

    /** A run keeps the words it was started with, also when a later version of this library has others. */
    static StyleWording of(@Nullable StyleInstructions given, Map<String, String> recorded) {
        if (given != null) {
            return new StyleWording(given, given, true);
        }
        return recorded.keySet().stream().anyMatch(name -> name.startsWith(ENGLISH))
                ? new StyleWording(
                        StyleInstructions.of(below(ENGLISH, recorded)),
                        StyleInstructions.of(below(CHINESE, recorded)),
                        false)
                : new StyleWording(StyleInstructions.english(), StyleInstructions.chinese(), false);
    }

    private static Map<String, String> below(String prefix, Map<String, String> texts) {
        Map<String, String> below = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), text);
            }
        });
        return below;
    }

    StyleInstructions suiting(String text) {
        return StyleInstructions.isChinese(text) ? chinese : english;
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (custom) {
            english.texts().forEach((name, text) -> texts.put(CUSTOM + name, text));
        } else {
            english.texts().forEach((name, text) -> texts.put(ENGLISH + name, text));
            chinese.texts().forEach((name, text) -> texts.put(CHINESE + name, text));
        }
        return texts;
    }
}
