package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The marks between which a prompt must not change. Immutable.
 *
 * @param open begins a frozen part
 * @param close ends it
 */
record FrozenParts(String open, String close) {

    FrozenParts {
        if (requireNonNull(open, "open").isBlank()
                || requireNonNull(close, "close").isBlank()) {
            throw new IllegalArgumentException("the marks of frozen parts must not be blank");
        }
    }

    /**
     * The frozen parts of a prompt with their marks, sorted, because they may be moved. A part that is not closed ends with
     * the prompt, and a lone closing mark is a part too, so that a surplus mark is noticed.
     */
    List<String> of(String prompt) {
        String text = prompt.replace("\r\n", "\n").replace('\r', '\n');
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith(open, at)) {
                int end = end(text, at);
                parts.add(text.substring(at, end));
                at = end;
            } else if (text.startsWith(close, at)) {
                parts.add(close);
                at += close.length();
            } else {
                at++;
            }
        }
        parts.sort(null);
        return parts;
    }

    private int end(String text, int start) {
        int closing = text.indexOf(close, start + open.length());
        return closing < 0 ? text.length() : closing + close.length();
    }

    /** Refuses marks that freeze nothing in a prompt, or leave a part open, because that is a mistake. */
    void requireIn(String prompt) {
        List<String> parts = of(prompt);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("the prompt has no frozen part between " + marks());
        }
        for (String part : parts) {
            if (part.equals(close) || !part.endsWith(close) || part.length() < open.length() + close.length()) {
                throw new IllegalArgumentException(
                        "a mark is missing in the prompt: each frozen part stands between " + marks());
            }
        }
    }

    String marks() {
        return "\"" + open + "\" and \"" + close + "\"";
    }
}
