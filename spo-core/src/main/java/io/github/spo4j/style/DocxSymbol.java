package io.github.spo4j.style;

import static java.util.Map.entry;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A character that a Word document takes from a font with signs of its own. */
final class DocxSymbol {

    /** The signs of the font Symbol have codes of their own, which Java knows by this name, where it is installed whole. */
    private static final String SYMBOL_CODES = "x-MacSymbol";

    /** The signs of the font Wingdings that stand in texts. */
    private static final Map<Integer, String> WINGDINGS = Map.ofEntries(
            entry(0x4A, "☺"),
            entry(0x4C, "☹"),
            entry(0x6C, "●"),
            entry(0x6E, "■"),
            entry(0x6F, "□"),
            entry(0x71, "❑"),
            entry(0x76, "❖"),
            entry(0x9F, "•"),
            entry(0xA7, "▪"),
            entry(0xA8, "☐"),
            entry(0xD8, "➢"),
            entry(0xDF, "←"),
            entry(0xE0, "→"),
            entry(0xE8, "➔"),
            entry(0xFB, "✗"),
            entry(0xFC, "✓"),
            entry(0xFD, "☒"),
            entry(0xFE, "☑"));

    private DocxSymbol() {}

    /**
     * What a reader sees.
     *
     * @param font the font's name
     * @param code the character in it, hexadecimal
     * @return the same sign in Unicode, or empty if it is not known
     */
    static Optional<String> text(String font, String code) {
        if (!code.matches("[0-9A-Fa-f]{1,4}")) {
            return Optional.empty();
        }
        int c = Integer.parseInt(code, 16);
        String name = font.toLowerCase(Locale.ROOT);
        if (name.equals("symbol")) {
            return Charset.isSupported(SYMBOL_CODES)
                    ? known(new String(new byte[] {(byte) c}, Charset.forName(SYMBOL_CODES)))
                    : Optional.empty();
        }
        if (name.equals("wingdings")) {
            return Optional.ofNullable(WINGDINGS.get(c & 0xFF));
        }
        return known(Character.toString(c));
    }

    private static Optional<String> known(String text) {
        return text.codePoints().allMatch(DocxSymbol::isKnown) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isKnown(int c) {
        return c != 0xFFFD
                && Character.isDefined(c)
                && !Character.isISOControl(c)
                && Character.getType(c) != Character.PRIVATE_USE
                && Character.getType(c) != Character.SURROGATE;
    }
}
