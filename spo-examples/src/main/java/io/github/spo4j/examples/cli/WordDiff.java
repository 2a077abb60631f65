package io.github.spo4j.examples.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Two texts as one, with what is gone as <code>[-gone-]</code> and what is new as <code>{+new+}</code>. Words are
 * compared, and Chinese, which has no spaces, by character.
 */
final class WordDiff {

    private static final Pattern TOKEN =
            Pattern.compile("\\p{IsHan}|\\s|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+|.", Pattern.DOTALL);

    private WordDiff() {}

    static String between(String before, String after) {
        List<String> old = tokens(before);
        List<String> changed = tokens(after);
        StringBuilder text = new StringBuilder();
        for (AbstractDelta<String> delta : DiffUtils.diff(old, changed, true).getDeltas()) {
            String gone = String.join("", delta.getSource().getLines());
            String come = String.join("", delta.getTarget().getLines());
            if (delta.getType() == DeltaType.EQUAL) {
                text.append(gone);
            } else {
                text.append(gone.isEmpty() ? "" : "[-" + gone + "-]").append(come.isEmpty() ? "" : "{+" + come + "+}");
            }
        }
        return text.toString();
    }

    private static List<String> tokens(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }
}
