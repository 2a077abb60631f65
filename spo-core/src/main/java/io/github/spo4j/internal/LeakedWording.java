package io.github.spo4j.internal;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds texts in a prompt, such as our instructions, which rewriting models sometimes copy (AdalFlow #434): twelve words in a
 * row, or twenty characters of Chinese. Immutable.
 *
 * <p>Case, white space, punctuation and the tags that we ask for are ignored.
 */
public final class LeakedWording {

    private static final int ROW = 60;
    private static final int WORD = ROW / 12;
    private static final int CHARACTER = ROW / 20;

    private static final Pattern SLOT = Pattern.compile("\\{\\{[a-z]+}}");
    private static final Pattern MARK = Pattern.compile("</?(?:spo-)?(?:analyse|modification|prompt|choose)>");

    private final Collection<String> secret;
    private final Collection<String> allowed;

    /**
     * Wording to look for.
     *
     * @param secret the texts that a prompt must not copy
     * @param allowed texts whose wording is the user's: a row that is in one of them too may be copied
     */
    public LeakedWording(Collection<String> secret, Collection<String> allowed) {
        this.secret = List.copyOf(secret);
        this.allowed = List.copyOf(allowed);
    }

    /**
     * {@return whether a prompt has a row of this wording}
     *
     * @param prompt any prompt
     */
    public boolean isIn(String prompt) {
        List<String> words = words(prompt);
        Set<String> known = new HashSet<>(words);
        Set<String> common = new HashSet<>();
        for (String text : secret) {
            for (String piece : SLOT.split(text, -1)) {
                addRows(words(piece), known::contains, common);
            }
        }
        if (common.isEmpty()) {
            return false;
        }
        Set<String> ofPrompt = new HashSet<>();
        addRows(words, any -> true, ofPrompt);
        common.retainAll(ofPrompt);
        Set<String> ofUser = new HashSet<>();
        allowed.forEach(text -> addRows(words(text), any -> true, ofUser));
        common.removeAll(ofUser);
        return !common.isEmpty();
    }

    private static List<String> words(String text) {
        return Words.of(MARK.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT));
    }

    /**
     * Adds the shortest row from each word on: texts that share a row share one of these. Rows with a word that is not wanted
     * are left out, which are nearly all rows of our instructions.
     */
    private static void addRows(List<String> words, Predicate<String> wanted, Set<String> rows) {
        int start = 0;
        int length = 0;
        for (int end = 0; end < words.size(); end++) {
            String word = words.get(end);
            if (!wanted.test(word)) {
                start = end + 1;
                length = 0;
                continue;
            }
            length += length(word);
            while (length >= ROW) {
                rows.add(String.join(" ", words.subList(start, end + 1)));
                length -= length(words.get(start++));
            }
        }
    }

    private static int length(String word) {
        return Words.isCharacter(word) ? CHARACTER : WORD;
    }
}
