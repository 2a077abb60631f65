package io.github.spo4j.langchain4j;

import io.github.spo4j.internal.TaggedReply;
import io.github.spo4j.internal.Thoughts;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model's text without its thoughts.
 *
 * @param text the text; blank if the model was cut while it thought
 * @param reasoning the thoughts, or null
 */
record SpokenText(String text, @Nullable String reasoning) {

    /** Separates thoughts from text; thoughts that came separately are put first. */
    static SpokenText of(String said, @Nullable String apart, ModelRequest request) {
        Thoughts reply =
                switch (request.role()) {
                    case OPTIMIZE, EVALUATE -> TaggedReply.thoughts(said);
                    case EXTRACT, MERGE -> Thoughts.beforeJson(said);
                    case EXECUTE ->
                        Thoughts.inAnswer(
                                said,
                                request.messages().stream().map(Message::text).collect(Collectors.joining("\n")));
                };
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
