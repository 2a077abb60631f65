package io.github.spo4j.internal;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's reply with the parts it was asked to put into tags: {@code <analyse>}, {@code <modification>}, {@code
 * <prompt>} from the optimizer, {@code <analyse>} and {@code <choose>} from the judge. Immutable.
 *
 * <p>Models think aloud, draft, quote tags and forget to close them. A part is read only where its meaning is plain, because
 * half a prompt, or a draft of one, must never be tried. Names of tags are read in any case and with spaces:
 *
 * <ul>
 *   <li>Thoughts in front of the reply do not count, see {@link Thoughts}.
 *   <li>A closed analysis or modification is content; tags inside it do not count.
 *   <li>The new prompt ends at the last {@code </prompt>}, and only text may follow it. Of several complete ones the last
 *       counts; if the tags do not pair, a lone one is the prompt's own text.
 * </ul>
 */
public final class TaggedReply {

    private static final String ANALYSE = "analyse";
    private static final String MODIFICATION = "modification";
    private static final String PROMPT = "prompt";
    private static final String CHOOSE = "choose";

    private static final Pattern ANY_TAG = ReplyTags.anyPattern();

    private static final Pattern ESCAPED_TAG =
            Pattern.compile("&lt;\\s*+/?(?:spo-)?+(?:prompt|choose)\\s*+&gt;", Pattern.CASE_INSENSITIVE);

    private static final Pattern CDATA = Pattern.compile("\\A<!\\[CDATA\\[(.*)]]>\\z", Pattern.DOTALL);
    private static final Pattern FENCED = Pattern.compile("\\A(`{3,}+)[\\w-]*+ *+\\n(.*\\n)??\\1\\z", Pattern.DOTALL);

    /** What models put around a letter. Full-width forms are made plain before. */
    private static final String DRESS = "\"'“”‘’「」『』«»*`#_$~|()[]{}<>【】〔〕〖〗《》〈〉⟨⟩";

    private static final String END_OF_SENTENCE = ".,;:!?。、…";

    /** A longer text says more than a letter. */
    private static final int LONGEST_CHOICE = 80;

    private static final Pattern LABEL = Pattern.compile(
            "^(?:the\\s+|my\\s+|final\\s+|better\\s+|我的?|最终)*+"
                    + "(?:answers?|option|set|choice|choose|group|response|verdict|winner"
                    + "|答案|选项|选择|选|回答|方案|组)\\s*+(?:is\\b|是|为)?+\\s*+:?+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final @Nullable String analysis;
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

    /** A tag in a reply. */
    private record Tag(String name, boolean closing, int start, int end) {

        boolean opens(String part) {
            return !closing && name.equals(part);
        }

        boolean closes(String part) {
            return closing && name.equals(part);
        }
    }

    private TaggedReply(
            @Nullable String analysis,
            @Nullable String modification,
            @Nullable String prompt,
            @Nullable Choice choice) {
        this.analysis = analysis;
        this.modification = modification;
        this.prompt = prompt;
        this.choice = choice;
    }

    /**
     * {@return the parts of a reply in the usual tags}
     *
     * @param text what the model said
     */
    public static TaggedReply of(String text) {
        return of(text, ReplyTags.PLAIN);
    }

    /**
     * {@return the parts of a reply}
     *
     * @param text what the model said
     * @param asked the tags that it was asked for; if it has none with their prefix, the usual ones are read
     */
    public static TaggedReply of(String text, ReplyTags asked) {
        if (!asked.arePlain() && !asked.areIn(text)) {
            return of(text);
        }
        if (!ANY_TAG.matcher(text).find() && ESCAPED_TAG.matcher(text).find()) {
            return of(unescaped(text), asked);
        }
        Pattern tag = asked.pattern();
        Thoughts reply = thoughts(text, tag);
        return reply.cut() // all of it is a draft
                ? new TaggedReply(null, null, null, null)
                : read(reply.said(), tag);
    }

    /**
     * Takes off the thoughts of a reply in tags.
     *
     * @param text the whole reply
     * @return thoughts and reply
     */
    public static Thoughts thoughts(String text) {
        return thoughts(text, ANY_TAG);
    }

    private static Thoughts thoughts(String text, Pattern tag) {
        List<Tag> tags = tags(tag.matcher(text));
        int[] starts = tags.stream().mapToInt(Tag::start).toArray();
        boolean[] whole = whole(tags);
        return Thoughts.inForm(text, place -> {
            int found = Arrays.binarySearch(starts, place);
            return whole[found < 0 ? -found - 1 : found];
        });
    }

    /** For each tag, whether the reply can begin with it: with the first one, or with one that opens a complete reply. */
    private static boolean[] whole(List<Tag> tags) {
        boolean[] whole = new boolean[tags.size() + 1];
        boolean answers = false;
        int sum = 0;
        int least = 0;
        for (int i = tags.size() - 1; i >= 0; i--) {
            Tag tag = tags.get(i);
            int step = tag.name.equals(PROMPT) ? (tag.closing ? -1 : 1) : 0;
            sum += step;
            least = step + Math.min(0, least);
            answers |= tag.name.equals(PROMPT) || tag.opens(CHOOSE);
            whole[i] = !tag.closing && answers && sum == 0 && least >= 0;
        }
        whole[0] = true;
        return whole;
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static TaggedReply read(String said, Pattern pattern) {
        List<Tag> tags = tags(pattern.matcher(said));
        int[] closings = closings(tags);
        List<Tag> outer = new ArrayList<>();
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = tags.get(i);
            int close = tag.opens(ANALYSE) || tag.opens(MODIFICATION) ? closings[i] : -1;
            if (close < 0) {
                outer.add(tag);
            } else {
                parts.put(
                        tag.name, said.substring(tag.end, tags.get(close).start).strip());
                i = close;
            }
        }
        String prompt = readPrompt(said, outer);
        return new TaggedReply(
                parts.get(ANALYSE), prompt == null ? null : parts.get(MODIFICATION), prompt, readChoice(said, outer));
    }

    private static List<Tag> tags(Matcher matcher) {
        List<Tag> tags = new ArrayList<>();
        while (matcher.find()) {
            tags.add(new Tag(
                    matcher.group(2).toLowerCase(Locale.ROOT),
                    !matcher.group(1).isEmpty(),
                    matcher.start(),
                    matcher.end()));
        }
        return tags;
    }

    /** For each tag, which one is the next that closes its part; -1 if none is. */
    private static int[] closings(List<Tag> tags) {
        int[] closings = new int[tags.size()];
        Map<String, Integer> next = new HashMap<>();
        for (int i = tags.size() - 1; i >= 0; i--) {
            closings[i] = next.getOrDefault(tags.get(i).name, -1);
            if (tags.get(i).closing) {
                next.put(tags.get(i).name, i);
            }
        }
        return closings;
    }

    /** The prompt among the tags that are in no other part; null if it is not plain which text it is. */
    private static @Nullable String readPrompt(String said, List<Tag> outer) {
        List<Tag> tags = outer.stream().filter(tag -> !tag.name.equals(CHOOSE)).toList();
        if (tags.isEmpty() || !tags.get(tags.size() - 1).closes(PROMPT)) {
            return null;
        }
        if (!tags.get(0).opens(PROMPT)) { // an analysis that is not closed may have it all in it
            return null;
        }
        List<Tag> marks = tags.stream().filter(tag -> tag.name.equals(PROMPT)).toList();
        Tag begin = lastPair(marks);
        if (begin == null) {
            begin = marks.stream()
                    .filter(tag -> !tag.closing && beginsLine(said, tag.start))
                    .findFirst()
                    .orElse(marks.get(0));
        }
        return undressed(
                said.substring(begin.end, marks.get(marks.size() - 1).start).strip());
    }

    /** Without a fence or CDATA around all of it, which models add. */
    private static String undressed(String prompt) {
        Matcher data = CDATA.matcher(prompt);
        String bare = data.matches() ? data.group(1).strip() : prompt;
        Matcher fenced = FENCED.matcher(bare);
        boolean whole =
                fenced.matches() && fenced.group(2) != null && !fenced.group(2).contains(fenced.group(1));
        return whole ? fenced.group(2).strip() : bare;
    }

    /** What opens the last of several complete parts; null if the tags do not pair. */
    private static @Nullable Tag lastPair(List<Tag> marks) {
        Tag begin = null;
        int depth = 0;
        for (Tag tag : marks) {
            if (!tag.closing && depth == 0) {
                begin = tag;
            }
            depth += tag.closing ? -1 : 1;
            if (depth < 0) {
                return null;
            }
        }
        return depth == 0 ? begin : null;
    }

    /** Whether nothing but another tag stands before it on its line: a tag that is spoken of stands in a sentence. */
    private static boolean beginsLine(String said, int start) {
        String before =
                said.substring(said.lastIndexOf('\n', start - 1) + 1, start).stripTrailing();
        return before.isEmpty() || before.endsWith(">");
    }

    /** All choices outside a closed analysis must be readable and agree. */
    private static @Nullable Choice readChoice(String said, List<Tag> outer) {
        Choice agreed = null;
        for (int i = 0; i < outer.size(); i++) {
            boolean last = i + 1 == outer.size(); // a stop sequence may have taken the closing tag
            if (!outer.get(i).opens(CHOOSE) || !(last || outer.get(i + 1).name.equals(CHOOSE))) {
                continue;
            }
            String content = said.substring(outer.get(i).end, last ? said.length() : outer.get(i + 1).start);
            if (content.isBlank() && (last || outer.get(i + 1).opens(CHOOSE))) {
                continue;
            }
            Choice choice = readLetter(content);
            if (choice == null || (agreed != null && choice != agreed)) {
                return null;
            }
            agreed = choice;
        }
        return agreed;
    }

    private static @Nullable Choice readLetter(String text) {
        String bare = bare(text);
        if (bare.length() > LONGEST_CHOICE) {
            return null;
        }
        bare = bare(Normalizer.normalize(bare, Normalizer.Form.NFKC));
        Matcher label = LABEL.matcher(bare);
        while (label.find() && label.end() > 0) {
            bare = bare(bare.substring(label.end()));
            label = LABEL.matcher(bare);
        }
        String letter = bare.endsWith("组") ? bare(bare.substring(0, bare.length() - 1)) : bare;
        return switch (letter) {
            case "A", "a" -> Choice.A;
            case "B", "b" -> Choice.B;
            default -> null;
        };
    }

    /** Without the white space, quotes, brackets, emphasis and punctuation that models put around a letter. */
    private static String bare(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isDress(text.charAt(start), DRESS)) {
            start++;
        }
        while (start < end && isDress(text.charAt(end - 1), DRESS + END_OF_SENTENCE)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isDress(char c, String dress) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || dress.indexOf(c) >= 0;
    }

    /** {@return the content of {@code <prompt>}, trimmed, possibly empty; null if the reply is incomplete} */
    public @Nullable String prompt() {
        return prompt;
    }

    /** {@return the content of {@code <analyse>}, trimmed; null if there is none that is closed} */
    public @Nullable String analysis() {
        return analysis;
    }

    /** {@return the content of {@code <modification>}, trimmed; null if there is none} */
    public @Nullable String modification() {
        return modification;
    }

    /** {@return what the judge chose; null if the reply says neither, or both, or anything else} */
    public @Nullable Choice choice() {
        return choice;
    }
}
