package io.github.spo4j.internal;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's reply with the parts it was asked to put into tags: {@code <analyse>}, {@code <modification>}, {@code
 * <prompt>} from the optimizer, {@code <analyse>} and {@code <choose>} from the judge. Immutable.
 *
 * <p>Models think aloud, draft, quote tags and forget to close them. A part is read only where its meaning is plain, because
 * half a prompt, or a draft of one, must never be tried:
 *
 * <ul>
 *   <li>Text up to the last {@code </think>} does not count.
 *   <li>A part is the content of the last pair of its tags that is inside no other part; tags inside it are content.
 *   <li>If a part is not closed, or closed without being opened, the reply is incomplete.
 * </ul>
 */
public final class TaggedReply {

    private static final String ANALYSIS_END = "</analyse>";
    private static final String CHOICE_END = "</choose>";
    private static final Pattern PART = Pattern.compile("<(/?)(analyse|modification|prompt)>");
    private static final Pattern CLOSED_ANALYSIS = Pattern.compile("<analyse>.*?" + ANALYSIS_END, Pattern.DOTALL);
    private static final Pattern CHOICE = Pattern.compile("<choose>(.*?)" + CHOICE_END, Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("^(?:answer|choice|答案|选择)\\s*[:：]", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final String DRESS = "\\s\\p{Z}\"'“”‘’「」『』«»*`";
    private static final Pattern DRESS_BEFORE = Pattern.compile("^[" + DRESS + "]++");

    /** Matches from the beginning of a run only, so that long runs take no time. */
    private static final Pattern DRESS_AFTER = Pattern.compile("(?<![@])[@]++$".replace("@", DRESS + ".,;:!?。，；：！？"));

    private final @Nullable String modification;
    private final @Nullable String prompt;
    private final @Nullable Choice choice;

    /** Which of two answer sets a judge chose. */
    public enum Choice {
        /** The set shown first. */
        A,
        /** The set shown second. */
        B
    }

    private TaggedReply(@Nullable String modification, @Nullable String prompt, @Nullable Choice choice) {
        this.modification = modification;
        this.prompt = prompt;
        this.choice = choice;
    }

    /**
     * {@return the parts of a reply}
     *
     * @param text what the model said
     */
    public static TaggedReply of(String text) {
        Thoughts reply = Thoughts.inForm(text);
        return reply.cut() // all of it is a draft
                ? new TaggedReply(null, null, null)
                : readParts(reply.said(), readChoice(reply.said()));
    }

    /** {@return the content of {@code <prompt>}, trimmed, possibly empty; null if the reply is incomplete} */
    public @Nullable String prompt() {
        return prompt;
    }

    /** {@return the content of {@code <modification>}, trimmed; null if there is none} */
    public @Nullable String modification() {
        return modification;
    }

    /** {@return what the judge chose; null if the reply says neither, or both, or anything else} */
    public @Nullable Choice choice() {
        return choice;
    }

    /** Inside a part only tags of the same name count, by depth; the rest is content. */
    private static TaggedReply readParts(String said, @Nullable Choice choice) {
        TaggedReply incomplete = new TaggedReply(null, null, choice);
        String modification = null;
        String prompt = null;
        String open = null;
        int depth = 0;
        int start = 0;
        Matcher tag = PART.matcher(said);
        while (tag.find()) {
            boolean closing = !tag.group(1).isEmpty();
            String name = tag.group(2);
            if (open == null) {
                if (closing) {
                    return incomplete;
                }
                open = name;
                depth = 1;
                start = tag.end();
            } else if (open.equals(name)) {
                depth += closing ? -1 : 1;
                if (depth == 0) {
                    String content = said.substring(start, tag.start()).strip();
                    if (name.equals("prompt")) {
                        prompt = content;
                    } else if (name.equals("modification")) {
                        modification = content;
                    }
                    open = null;
                }
            }
        }
        return open == null ? new TaggedReply(modification, prompt, choice) : incomplete;
    }

    /** All choices outside a closed analysis must be readable and agree. */
    private static @Nullable Choice readChoice(String said) {
        Choice agreed = null;
        String judged = withoutAnalyses(said);
        Matcher choices = CHOICE.matcher(judged.substring(0, endOfLast(CHOICE_END, judged)));
        for (MatchResult tag : choices.results().toList()) {
            Choice choice = readLetter(tag.group(1));
            if (choice == null || (agreed != null && choice != agreed)) {
                return null;
            }
            agreed = choice;
        }
        return agreed;
    }

    private static String withoutAnalyses(String said) {
        int end = endOfLast(ANALYSIS_END, said);
        return CLOSED_ANALYSIS.matcher(said.substring(0, end)).replaceAll("") + said.substring(end);
    }

    /** After it no part is closed, and searching there for an end, from each opening tag, would take long. */
    private static int endOfLast(String tag, String said) {
        int last = said.lastIndexOf(tag);
        return last < 0 ? 0 : last + tag.length();
    }

    private static @Nullable Choice readLetter(String text) {
        String bare = stripped(LABEL.matcher(stripped(text)).replaceFirst(""));
        return switch (bare) {
            case "A", "a" -> Choice.A;
            case "B", "b" -> Choice.B;
            default -> null;
        };
    }

    /** Removes the white space, quotes, emphasis and punctuation that models put around a letter. */
    private static String stripped(String text) {
        return DRESS_AFTER.matcher(DRESS_BEFORE.matcher(text).replaceFirst("")).replaceFirst("");
    }
}
