package io.github.spo4j.internal;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reply, split into what the model thought and what it said. Thoughts stand in front: a block between thinking marks such
 * as {@code <think>} and {@code </think>}, or all up to a closing mark that nothing opens, because some servers put the
 * opening mark into the request, so that only the closing one comes back.
 *
 * @param thoughts what it thought; null if nothing marks thoughts
 * @param said the rest
 * @param cut whether the reply ended while the model thought, so that it said nothing
 */
public record Thoughts(@Nullable String thoughts, String said, boolean cut) {

    /** The marks of reasoning models and their chat templates. */
    private static final List<Marks> FAMILIES = List.of(
            Marks.tags("think"),
            Marks.tags("thinking"),
            Marks.tags("thoughts?"),
            Marks.tags("reasoning"),
            Marks.of("\\[THINK]", "\\[/THINK]"),
            Marks.of("◁think▷", "◁/think▷"),
            Marks.of("<\\|begin_of_thought\\|>", "<\\|end_of_thought\\|>"),
            Marks.of("<\\|START_THINKING\\|>", "<\\|END_THINKING\\|>"));

    /** What some of these templates put around the answer. */
    private static final Pattern ANSWER_START =
            Pattern.compile("\\A\\s*+(?:<\\|begin_of_solution\\|>|<\\|START_RESPONSE\\|>|\\[BEGIN FINAL RESPONSE])");

    private static final Pattern ANSWER_END =
            Pattern.compile("(?:<\\|end_of_solution\\|>|<\\|END_RESPONSE\\|>|\\[END FINAL RESPONSE])\\s*+\\z");

    /** gpt-oss says everything in channels, of which the final one is the answer. */
    private static final Pattern CHANNELS =
            Pattern.compile("\\A\\s*+(?:<\\|start\\|>\\s*+assistant\\s*+)?+<\\|channel\\|>");

    private static final String CHANNEL = "<|channel|>";

    private static final Pattern FINAL_CHANNEL = Pattern.compile(
            "(<\\|start\\|>\\s*+assistant\\s*+)?+<\\|channel\\|>\\s*+final(?:(?!<\\|message\\|>).){0,60}+<\\|message\\|>",
            Pattern.DOTALL);

    private static final Pattern CHANNEL_MARK = Pattern.compile(
            "<\\|(?:start|end|return|call|message|channel)\\|>(?:\\s*+(?:assistant|analysis|commentary))?+");

    private static final Pattern CHANNEL_END = Pattern.compile("(?:<\\|(?:end|return|call)\\|>\\s*+)++\\z");

    /** The same where a server leaves the marks out. */
    private static final Pattern BARE_CHANNELS = Pattern.compile("\\A\\s*+analysis(?=\\S)");

    private static final String BARE_FINAL = "assistantfinal";

    /** What stands in quotes or back-ticks is spoken of and not used. */
    private static final String QUOTES = "`'\"“”‘’「」『』";

    private static final String END_OF_SENTENCE = ".!?…。！？:：)）*`\"”";

    private record Marks(Pattern open, Pattern close, char sign) {

        static Marks of(String open, String close) {
            return new Marks(
                    Pattern.compile(open, Pattern.CASE_INSENSITIVE),
                    Pattern.compile(close, Pattern.CASE_INSENSITIVE),
                    close.charAt(close.charAt(0) == '\\' ? 1 : 0));
        }

        /** Tags of a name, with or without a model's own prefix, such as {@code <seed:think>}. */
        static Marks tags(String name) {
            String named = "\\s*+(?:[a-z]++[:_])?+" + name + "\\s*+>";
            return of("<" + named, "<\\s*+/" + named);
        }

        /** As {@code find(from)}, but tried only where the closing mark's first sign stands. */
        boolean findClose(Matcher matcher, String text, int from) {
            for (int at = text.indexOf(sign, from); at >= 0; at = text.indexOf(sign, at + 1)) {
                if (matcher.region(at, text.length()).lookingAt()) {
                    return true;
                }
            }
            return false;
        }

        boolean areIn(String text) {
            return open.matcher(text).find() || close.matcher(text).find();
        }
    }

    /**
     * Reads an answer in free form. Marks that the request speaks of are a part of the answer, and so are marks behind the
     * first thoughts.
     *
     * @param text the whole reply
     * @param request all that the request says
     * @return thoughts and answer
     */
    public static Thoughts inAnswer(String text, String request) {
        List<Marks> families =
                FAMILIES.stream().filter(marks -> !marks.areIn(request)).toList();
        Thoughts channels = CHANNEL_MARK.matcher(request).find() ? null : inChannels(text, any -> true);
        Thoughts block = channels != null ? channels : leading(text, families);
        Thoughts reply = block != null ? block : unopened(text, families);
        return reply.thoughts == null ? reply : new Thoughts(reply.thoughts, undressed(reply.said), reply.cut);
    }

    /**
     * Reads a reply in a requested form, such as tags or JSON.
     *
     * @param text the whole reply
     * @param answerAt whether what follows this place can be the whole answer: if so, a closing mark in front of it ends
     *     thoughts
     * @return thoughts and reply
     */
    public static Thoughts inForm(String text, IntPredicate answerAt) {
        Thoughts channels = inChannels(text, answerAt);
        if (channels != null) {
            return channels;
        }
        Thoughts leading = leading(text, FAMILIES);
        if (leading != null && leading.cut) {
            return leading;
        }
        String rest = leading == null ? text : leading.said;
        MatchResult end = lastClosing(rest, answerAt, text.length() - rest.length());
        if (end == null) {
            return leading == null ? new Thoughts(null, text, false) : leading;
        }
        String more = rest.substring(0, end.start());
        String said = rest.substring(end.end());
        return new Thoughts(leading == null ? more : leading.thoughts + "\n\n" + more, said, said.isBlank());
    }

    /**
     * Reads a reply that should be a JSON object.
     *
     * @param text the whole reply
     * @return thoughts and reply
     */
    public static Thoughts beforeJson(String text) {
        Thoughts leading = leading(text, FAMILIES);
        int from = leading == null ? 0 : text.length() - leading.said.length();
        int brace = text.indexOf('{', from);
        return inForm(text, place -> brace < 0 || place <= brace);
    }

    /**
     * {@return where the text continues behind its last closing mark; 0 if there is none}
     *
     * @param text any text
     */
    public static int endOfLastMark(String text) {
        MatchResult last = lastClosing(text, any -> true, 0);
        return last == null ? 0 : last.end();
    }

    private static @Nullable Thoughts inChannels(String text, IntPredicate answerAt) {
        boolean begun = CHANNELS.matcher(text).lookingAt();
        Matcher channel = FINAL_CHANNEL.matcher(text.contains(CHANNEL) ? text : "");
        MatchResult last = null;
        while (channel.find()) {
            if ((begun || channel.group(1) != null) && (last == null || answerAt.test(channel.end()))) {
                last = begun || answerAt.test(channel.end()) ? channel.toMatchResult() : null;
            }
        }
        if (last != null) {
            return new Thoughts(
                    withoutMarks(text.substring(0, last.start())),
                    CHANNEL_END.matcher(text.substring(last.end())).replaceFirst(""),
                    false);
        }
        if (begun) {
            return new Thoughts(withoutMarks(text), "", true);
        }
        int bare = text.lastIndexOf(BARE_FINAL);
        Matcher start = BARE_CHANNELS.matcher(text);
        return bare > 0 && start.lookingAt()
                ? new Thoughts(text.substring(start.end(), bare), text.substring(bare + BARE_FINAL.length()), false)
                : null;
    }

    private static String withoutMarks(String channels) {
        return CHANNEL_MARK.matcher(channels).replaceAll(" ").strip();
    }

    /** The blocks that the reply begins with; null if it begins with none. */
    private static @Nullable Thoughts leading(String text, List<Marks> families) {
        StringBuilder thoughts = new StringBuilder();
        String rest = text;
        for (Thoughts block = block(rest, families); block != null; block = block(rest, families)) {
            thoughts.append(thoughts.isEmpty() ? "" : "\n\n").append(block.thoughts);
            rest = block.said;
            if (block.cut) {
                return new Thoughts(thoughts.toString(), "", true);
            }
        }
        return rest.length() == text.length() ? null : new Thoughts(thoughts.toString(), rest, false);
    }

    private static @Nullable Thoughts block(String text, List<Marks> families) {
        String stripped = text.stripLeading();
        for (Marks marks : families) {
            Matcher open = marks.open.matcher(stripped);
            if (open.lookingAt()) {
                Matcher close = marks.close.matcher(stripped);
                return close.find(open.end())
                        ? new Thoughts(
                                stripped.substring(open.end(), close.start()), stripped.substring(close.end()), false)
                        : new Thoughts(stripped.substring(open.end()), "", true);
            }
        }
        return null;
    }

    /** All up to the first closing mark that nothing opens and that is not only spoken of. */
    private static Thoughts unopened(String text, List<Marks> families) {
        for (Marks marks : families) {
            Matcher open = marks.open.matcher(text);
            int opened = open.find() ? open.start() : text.length();
            Matcher close = marks.close.matcher(text);
            while (close.find() && close.start() < opened) {
                if (!isSpokenOf(text, close.start(), close.end())) {
                    String said = text.substring(close.end());
                    return new Thoughts(text.substring(0, close.start()), said, said.isBlank());
                }
            }
        }
        return new Thoughts(null, text, false);
    }

    /** Whether a mark is quoted, or stands in the middle of a sentence. */
    private static boolean isSpokenOf(String text, int start, int end) {
        if (start == 0) {
            return false;
        }
        char before = text.charAt(start - 1);
        if (end < text.length() && QUOTES.indexOf(before) >= 0 && QUOTES.indexOf(text.charAt(end)) >= 0) {
            return true;
        }
        String word = text.substring(0, start).stripTrailing();
        return (before == ' ' || before == '\t')
                && !word.isEmpty()
                && END_OF_SENTENCE.indexOf(word.charAt(word.length() - 1)) < 0
                && text.substring(word.length(), start).indexOf('\n') < 0
                && (end == text.length() || " \t,.;:!?)".indexOf(text.charAt(end)) >= 0);
    }

    /** The last closing mark that is followed by the answer or by nothing. */
    private static @Nullable MatchResult lastClosing(String text, IntPredicate answerAt, int offset) {
        MatchResult last = null;
        int written = text.stripTrailing().length();
        for (Marks marks : FAMILIES) {
            Matcher close = marks.close.matcher(text);
            for (int at = 0; marks.findClose(close, text, at); at = close.end()) {
                if ((last == null || close.end() > last.end())
                        && (close.end() == written || answerAt.test(offset + close.end()))) {
                    last = close.toMatchResult();
                }
            }
        }
        return last;
    }

    private static String undressed(String said) {
        return ANSWER_END.matcher(ANSWER_START.matcher(said).replaceFirst("")).replaceFirst("");
    }
}
