package io.github.spo4j.style;

import io.github.spo4j.instruction.StyleInstructions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which words models are asked: the user's own, or ours in the language of what they are asked about. */
final class StyleWording {

    private static final String OWN = "instruction.";
    private static final String ENGLISH = "instruction.en.";
    private static final String CHINESE = "instruction.zh.";

    private final StyleInstructions english;
    private final StyleInstructions chinese;
    private final boolean own;

    private StyleWording(StyleInstructions english, StyleInstructions chinese, boolean own) {
        this.english = english;
        this.chinese = chinese;
        this.own = own;
    }

    static StyleWording of(@Nullable StyleInstructions given) {
        return given == null
                ? new StyleWording(StyleInstructions.english(), StyleInstructions.chinese(), false)
                : new StyleWording(given, given, true);
    }

    /** A run keeps the words it began with, also when a later version of this library has others. */
    static StyleWording recorded(Map<String, String> texts) {
        return new StyleWording(
                StyleInstructions.of(below(ENGLISH, texts)), StyleInstructions.of(below(CHINESE, texts)), false);
    }

    static boolean isRecordedIn(Map<String, String> texts) {
        return texts.keySet().stream().anyMatch(name -> name.startsWith(ENGLISH));
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
        if (own) {
            english.texts().forEach((name, text) -> texts.put(OWN + name, text));
        } else {
            english.texts().forEach((name, text) -> texts.put(ENGLISH + name, text));
            chinese.texts().forEach((name, text) -> texts.put(CHINESE + name, text));
        }
        return texts;
    }
}
