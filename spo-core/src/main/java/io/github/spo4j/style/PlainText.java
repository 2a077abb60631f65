package io.github.spo4j.style;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text in one of the encodings that articles come in. What is not surely one of them is refused: text in the wrong
 * encoding is still text to a program, but not to a reader.
 */
final class PlainText {

    private static final int BYTE_ORDER_MARK = '\uFEFF';

    /** The marks that nearly every Chinese text has one of. */
    private static final String COMMON = "的一是不了在人有我他这中，。、";

    /** As many Chinese characters without a common one are no Chinese text. */
    private static final int LONG_WITHOUT_COMMON = 20;

    private PlainText() {}

    static String decode(byte[] content) throws IOException {
        String other = otherFormat(content);
        if (other != null) {
            throw refuse(other);
        }
        return recognise(content).orElseThrow(() -> refuse("text in an encoding that is not known, or no text"));
    }

    private static IOException refuse(String what) {
        return new IOException(
                "this is " + what + "; save it as text in the encoding UTF-8 (UTF-16 and GB18030 can be read too)");
    }

    /** The format that the first bytes show, since some could also be read as text. */
    private static @Nullable String otherFormat(byte[] content) {
        String start = start(content);
        if (start.startsWith("\u00FF\u00FE\0\0") || start.startsWith("\0\0\u00FE\u00FF")) {
            return "text in the encoding UTF-32";
        }
        if (start.startsWith("PK\3\4")) {
            return "a ZIP archive (a Word document ends in .docx)";
        }
        if (start.startsWith("%PDF-")) {
            return "a PDF document";
        }
        return start.startsWith("\u00D0\u00CF\u0011\u00E0") ? "an old Office document" : null;
    }

    /** The first bytes, each as a character. */
    private static String start(byte[] content) {
        return new String(content, 0, Math.min(5, content.length), StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> recognise(byte[] content) {
        if (start(content).startsWith("\u00FF\u00FE")) {
            return readable(content, StandardCharsets.UTF_16LE);
        }
        if (start(content).startsWith("\u00FE\u00FF")) {
            return readable(content, StandardCharsets.UTF_16BE);
        }
        return readable(content, StandardCharsets.UTF_8)
                .or(() -> unmarkedUtf16(content))
                .or(() -> gb18030(content));
    }

    /** The text, if the bytes are of this encoding to the last and none of the characters is out of place in a text. */
    private static Optional<String> readable(byte[] content, Charset charset) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return Optional.of(marked ? text.substring(1) : text)
                    .filter(read -> read.codePoints().allMatch(PlainText::isInPlace));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isInPlace(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> Character.isWhitespace(c) || c == 0x85 || c == 0x1A;
            case Character.UNASSIGNED, Character.SURROGATE -> !isNoncharacterOrSurrogate(c);
            default -> true;
        };
    }

    /** Later versions of Unicode assign more: only what never will be a character is out of place. */
    private static boolean isNoncharacterOrSurrogate(int c) {
        return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xD800 && c <= 0xDFFF);
    }

    /** Without a mark, UTF-16 shows in the zero bytes of ASCII characters, all on the same side. */
    private static Optional<String> unmarkedUtf16(byte[] content) {
        int[] zeros = new int[2];
        for (int i = 0; i < content.length; i++) {
            zeros[i % 2] += content[i] == 0 ? 1 : 0;
        }
        if (zeros[0] > 0 == zeros[1] > 0) {
            return Optional.empty();
        }
        Charset charset = zeros[1] > 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        return readable(content, charset).filter(PlainText::isMostlyEveryday);
    }

    /**
     * Nearly all bytes can be read as GB18030, so the text must also look Chinese: mostly everyday characters, and in a
     * longer text some that every Chinese text has.
     */
    private static Optional<String> gb18030(byte[] content) {
        return readable(content, Charset.forName("GB18030")).filter(PlainText::looksChinese);
    }

    private static boolean looksChinese(String text) {
        String foreign = text.chars()
                .filter(c -> c >= 0x80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        boolean common = foreign.chars().anyMatch(c -> COMMON.indexOf(c) >= 0);
        return isMostlyEveryday(foreign)
                && (common || foreign.length() < LONG_WITHOUT_COMMON)
                && kana(foreign) * 20 <= foreign.length()
                && foreign.chars().noneMatch(c -> Character.getType(c) == Character.PRIVATE_USE);
    }

    /** In EUC-JP, kana have the codes that they have in GB18030, and the characters between them have others. */
    private static long kana(String text) {
        return text.chars().filter(c -> c >= 0x3041 && c <= 0x30FA).count();
    }

    private static boolean isMostlyEveryday(String text) {
        CharsetEncoder everyday = Charset.forName("GB2312").newEncoder();
        return text.chars().filter(c -> everyday.canEncode((char) c)).count() * 2 >= text.length();
    }
}
