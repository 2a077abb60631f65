package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.template.QuestionAnswer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A short name for texts, so that a command that is typed again finds what it has begun. */
final class ShortDigest {

    private static final int BYTES = 4;

    private ShortDigest() {}

    /** Questions as a text that is another one for other questions. */
    static String text(List<QuestionAnswer> questions) {
        StringBuilder text = new StringBuilder();
        questions.forEach(question -> text.append(List.of(
                question.question(), String.valueOf(question.answer()), question.variables(), question.checks())));
        return text.toString();
    }

    /** Eight digits; others for other texts. */
    static String of(String... texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update((text.length() + ":" + text).getBytes(UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
