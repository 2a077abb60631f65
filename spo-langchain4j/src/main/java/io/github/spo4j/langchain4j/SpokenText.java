package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.Thoughts;
import org.jspecify.annotations.Nullable;

/**
 * A model's text without its thoughts.
 *
 * @param text the text; blank if the model was cut while it thought
 * @param reasoning the thoughts, or null
 */
record SpokenText(String text, @Nullable String reasoning) {

    /** Separates thoughts from text; thoughts that came separately are put first. */
    static SpokenText of(String said, @Nullable String apart) {
        Thoughts reply = Thoughts.inAnswer(said);
        String thoughts = reply.thoughts();
        return thoughts == null
                ? new SpokenText(said, joined(apart, ""))
                : new SpokenText(reply.said().strip(), joined(apart, thoughts));
    }

    private static @Nullable String joined(@Nullable String apart, String inline) {
        String first = apart == null ? "" : apart.strip();
        String both = (first + "\n\n" + inline.strip()).strip();
        return both.isEmpty() ? null : both;
    }
}
