package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Arrays;
import java.util.Map;

/** The languages that the simulation reads and writes. */
enum Language {
    ENGLISH,
    CHINESE;

    private static final Map<Trait, Wording> ENGLISH_WORDINGS =
            Arrays.stream(Trait.values()).collect(toUnmodifiableMap(identity(), EnglishWording::of));
    private static final Map<Trait, Wording> CHINESE_WORDINGS =
            Arrays.stream(Trait.values()).collect(toUnmodifiableMap(identity(), ChineseWording::of));

    /** Chinese if at least a fifth of the letters are Chinese characters, the same rule as for the instructions. */
    static Language of(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long han = text.codePoints().filter(Language::isHan).count();
        return han > 0 && han * 5 >= letters ? CHINESE : ENGLISH;
    }

    static boolean isHan(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    }

    Wording wording(Trait trait) {
        return requireNonNull((this == CHINESE ? CHINESE_WORDINGS : ENGLISH_WORDINGS).get(trait));
    }

    /** Selects the text in this language. */
    String say(String english, String chinese) {
        return this == CHINESE ? chinese : english;
    }
}
