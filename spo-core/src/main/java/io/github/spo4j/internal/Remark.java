package io.github.spo4j.internal;

import org.jspecify.annotations.Nullable;

/** What a model says about its own work, as it is kept: without its margins, and not longer than a page. */
public final class Remark {

    private static final int LONGEST = 2000;

    private Remark() {}

    /**
     * {@return the remark: at most 2,000 characters, the last one an ellipsis if it was longer; null if nothing is to be seen in
     * it}
     *
     * @param said what a model said, or null if it said nothing
     */
    public static @Nullable String of(@Nullable String said) {
        if (said == null || InvisibleText.isAll(said)) {
            return null;
        }
        String remark = said.strip();
        return remark.codePointCount(0, remark.length()) <= LONGEST
                ? remark
                : remark.substring(0, remark.offsetByCodePoints(0, LONGEST - 1)) + '…';
    }
}
