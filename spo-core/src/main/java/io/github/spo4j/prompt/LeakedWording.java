package io.github.spo4j.prompt;

import io.github.spo4j.internal.Words;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds our instructions in a prompt, which rewriting models sometimes copy (AdalFlow #434): twelve words in a row, or
 * twenty characters of Chinese. Immutable.
 *
 * <p>Case, white space, punctuation and the tags that we ask for are ignored. A row that is in the start prompt too is the
 * user's.
 */
final class LeakedWording {

    private static final int ROW = 60;
    private static final int WORD = ROW / 12;
    private static final int CHARACTER = ROW / 20;

    private static final Pattern SLOT = Pattern.compile("\\{\\{[a-z]+}}");
    private static final Pattern MARK = Pattern.compile("</?(?:spo-)?(?:analyse|modification|prompt|choose)>");

    private final Set<String> rows = new HashSet<>();

    LeakedWording(Collection<String> instructions, String startPrompt) {
        for (String instruction : instructions) {
            for (String piece : SLOT.split(instruction, -1)) {
                rows.addAll(rows(piece));
            }
        }
        rows.removeAll(rows(startPrompt));
    }

    boolean areIn(String prompt) {
        return rows(prompt).stream().anyMatch(rows::contains);
    }

    /** The shortest row from each word on: texts that share a row share one of these. */
    private static Set<String> rows(String text) {
        List<String> words = Words.of(MARK.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT));
        Set<String> rows = new HashSet<>();
        int end = 0;
        int length = 0;
        for (int start = 0; start < words.size(); start++) {
            while (length < ROW && end < words.size()) {
                length += length(words.get(end++));
            }
            if (length < ROW) {
                break;
            }
            rows.add(String.join(" ", words.subList(start, end)));
            length -= length(words.get(start));
        }
        return rows;
    }

    private static int length(String word) {
        return Words.isCharacter(word) ? CHARACTER : WORD;
    }
}
