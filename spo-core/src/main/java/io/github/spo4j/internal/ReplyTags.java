package io.github.spo4j.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tags that an optimizing model is asked for: the usual ones, but with a prefix each that the start prompt has itself,
 * because the reply could otherwise not be told from a prompt inside it. Immutable.
 */
public final class ReplyTags {

    /** The usual tags. */
    public static final ReplyTags PLAIN = new ReplyTags(Set.of());

    private static final String PREFIX = "spo-";
    private static final List<String> NAMES = List.of("analyse", "modification", "prompt");

    private static final Pattern PREFIXED = Pattern.compile("[<＜]\\s*+[/／]?\\s*+" + PREFIX, Pattern.CASE_INSENSITIVE);

    private final Set<String> prefixed;

    private ReplyTags(Set<String> prefixed) {
        this.prefixed = prefixed;
    }

    /**
     * {@return tags that a start prompt does not have}
     *
     * @param startPrompt the start prompt
     */
    public static ReplyTags besides(String startPrompt) {
        return new ReplyTags(NAMES.stream()
                .filter(name -> Pattern.compile("<\\s*+/?\\s*+" + name + "\\s*+>", Pattern.CASE_INSENSITIVE)
                        .matcher(startPrompt)
                        .find())
                .collect(Collectors.toSet()));
    }

    /**
     * {@return the tags that a run has recorded}
     *
     * @param recorded what {@link #toString} gave
     * @throws IllegalArgumentException if a tag is not known
     */
    public static ReplyTags parse(String recorded) {
        Set<String> names = Arrays.stream(recorded.split(" ", -1))
                .map(tag -> tag.startsWith(PREFIX) ? tag.substring(PREFIX.length()) : "")
                .collect(Collectors.toSet());
        if (!NAMES.containsAll(names)) {
            throw new IllegalArgumentException("the tags '" + recorded + "'");
        }
        return new ReplyTags(names);
    }

    /** {@return whether no tag has a prefix} */
    public boolean arePlain() {
        return prefixed.isEmpty();
    }

    /**
     * {@return a text with these tags in place of the usual ones}
     *
     * @param text words of ours that name tags
     */
    public String in(String text) {
        String named = text;
        for (String name : prefixed) {
            named = named.replace("<" + name + ">", "<" + PREFIX + name + ">")
                    .replace("</" + name + ">", "</" + PREFIX + name + ">");
        }
        return named;
    }

    /** Whether a reply has a tag with a prefix. */
    boolean areIn(String reply) {
        return PREFIXED.matcher(reply).find();
    }

    /** A tag with these names and the judge's; group 1 is the slash, group 2 the usual name. */
    Pattern pattern() {
        String names = Stream.concat(NAMES.stream(), Stream.of("choose"))
                .map(name -> prefixed.contains(name) ? "(?<=" + PREFIX + ")" + name : "(?<!" + PREFIX + ")" + name)
                .collect(Collectors.joining("|"));
        return pattern(names);
    }

    /** A tag with or without a prefix. */
    static Pattern anyPattern() {
        return pattern(String.join("|", NAMES) + "|choose");
    }

    private static Pattern pattern(String names) {
        return Pattern.compile(
                "[<＜]\\s*+([/／]?)\\s*+(?:" + PREFIX + ")?+(" + names + ")\\s*+[>＞]", Pattern.CASE_INSENSITIVE);
    }

    /** The tags with a prefix, as a run records them; empty if all are plain. */
    @Override
    public String toString() {
        return new TreeSet<>(prefixed).stream().map(name -> PREFIX + name).collect(Collectors.joining(" "));
    }
}
