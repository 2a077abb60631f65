package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.Speaker;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The task of an executing model. Immutable.
 *
 * @param prompt how to answer
 * @param question what to answer
 */
record Assignment(String prompt, String question) {

    private static final Pattern BLANK_LINES = Pattern.compile("\\R\\h*\\R\\s*");

    /**
     * Splits the messages. In a single message the question is the text after the last blank line, since nothing else
     * separates the two: if a question contains blank lines, its first part counts as prompt.
     */
    static Assignment of(List<Message> messages) {
        String system = said(messages, true);
        String user = said(messages, false).strip();
        if (!system.isBlank()) {
            return new Assignment(system, user);
        }
        return BLANK_LINES
                .matcher(user)
                .results()
                .reduce((first, second) -> second)
                .map(gap -> split(user, gap))
                .orElseGet(() -> new Assignment(user, user));
    }

    private static Assignment split(String text, MatchResult gap) {
        return new Assignment(text.substring(0, gap.start()), text.substring(gap.end()));
    }

    private static String said(List<Message> messages, boolean bySystem) {
        return messages.stream()
                .filter(message -> (message.speaker() == Speaker.SYSTEM) == bySystem)
                .map(Message::text)
                .collect(joining("\n\n"));
    }
}
