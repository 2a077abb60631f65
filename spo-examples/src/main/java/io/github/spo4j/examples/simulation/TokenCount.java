package io.github.spo4j.examples.simulation;

/** Estimates the tokens of a text: one for a Chinese character, one for four others. */
final class TokenCount {

    private TokenCount() {}

    static long of(String text) {
        long all = text.codePoints().count();
        long han = text.codePoints().filter(Language::isHan).count();
        return han + (all - han + 3) / 4;
    }
}
