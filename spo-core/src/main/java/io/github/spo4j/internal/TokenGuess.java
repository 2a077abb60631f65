package io.github.spo4j.internal;

import io.github.spo4j.model.ModelRequest;

/** About how many tokens a text has, where no tokenizer is known. */
public final class TokenGuess {

    private static final int A_MESSAGE = 4;

    private TokenGuess() {}

    /**
     * {@return about how many tokens a text has: one for four characters, and one for each character of a script that is
     * written without spaces}
     *
     * @param text the text
     */
    public static int of(String text) {
        long dense = text.codePoints().filter(TokenGuess::isDense).count();
        long other = text.codePoints().count() - dense;
        return Math.toIntExact(dense + (other + 3) / 4);
    }

    /**
     * {@return about how many input tokens a call takes}
     *
     * @param request the call
     */
    public static long of(ModelRequest request) {
        return request.messages().stream()
                .mapToLong(message -> of(message.text()) + A_MESSAGE)
                .sum();
    }

    private static boolean isDense(int character) {
        return switch (Character.UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI -> true;
            default -> false;
        };
    }
}
