package io.github.spo4j.examples.report;

import io.github.spo4j.examples.terminal.WordDiff;
import java.util.List;

/** The difference between two prompts, where that can be shown. */
final class PromptChange {

    /** More would take seconds a round, and nobody reads it. */
    private static final int LONGEST = 10_000;

    private PromptChange() {}

    /** Its passages in order; of two long prompts the second one alone, as one that is all new. */
    static List<WordDiff.Part> between(String before, String after) {
        if (before.equals(after)) {
            return List.of(new WordDiff.Part(after, after));
        }
        return before.length() + after.length() > LONGEST
                ? List.of(new WordDiff.Part("", ShownText.bounded(after)))
                : WordDiff.parts(before, after);
    }
}
