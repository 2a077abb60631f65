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

    /** Which instructions a text in Japanese gets. Runs from before this was recorded take it for Chinese. */
    private static final String JAPANESE = "instruction.ja";

    private final StyleInstructions english;
    private final StyleInstructions chinese;
    private final StyleInstructions japanese;
    private final boolean custom;

    private StyleWording(
            StyleInstructions english, StyleInstructions chinese, StyleInstructions japanese, boolean custom) {
        this.english = english;
        this.chinese = chinese;
        this.japanese = japanese;
        this.custom = custom;
    }

    static StyleWording of(@Nullable StyleInstructions given) {
        return of(given, Map.of());
    }

    /** A run keeps the words it was started with, also when a later version of this library has others. */
    static StyleWording of(@Nullable StyleInstructions given, Map<String, String> recorded) {
        if (given != null) {
            return new StyleWording(given, given, given, true);
        }
        if (recorded.keySet().stream().noneMatch(name -> name.startsWith(ENGLISH))) {
            StyleInstructions english = StyleInstructions.english();
            return new StyleWording(english, StyleInstructions.chinese(), english, false);
        }
        StyleInstructions english = StyleInstructions.of(below(ENGLISH, recorded));
        StyleInstructions chinese = StyleInstructions.of(below(CHINESE, recorded));
        return new StyleWording(english, chinese, recorded.containsKey(JAPANESE) ? english : chinese, false);
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
        if (StyleInstructions.isChinese(text)) {
            return chinese;
        }
        return isFifthIdeographic(text) ? japanese : english;
    }

    private static boolean isFifthIdeographic(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long ideographic = text.codePoints().filter(Character::isIdeographic).count();
        return ideographic > 0 && ideographic * 5 >= letters;
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (custom) {
            english.texts().forEach((name, text) -> texts.put(CUSTOM + name, text));
        } else {
            english.texts().forEach((name, text) -> texts.put(ENGLISH + name, text));
            chinese.texts().forEach((name, text) -> texts.put(CHINESE + name, text));
            if (japanese == english) {
                texts.put(JAPANESE, "en");
            }
        }
        return texts;
    }
}
