package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A prompt and, on its last line, what the simulation wishes for: a sentence of the template's requirements, then a few wishes.
 * Immutable.
 *
 * @param prompt the prompt above that line
 * @param aim what the wishes are for, empty without wishes
 * @param wishes the wishes, as {@link #wish(String)} gives them
 */
record Wishes(String prompt, String aim, List<String> wishes) {

    /** As many fit into a sentence that can still be read. */
    private static final int MOST = 3;

    private static final Set<String> KNOWN = Stream.concat(
                    Stream.of(EnglishWording.NEUTRAL, ChineseWording.NEUTRAL),
                    Arrays.stream(Language.values())
                            .flatMap(language -> Arrays.stream(Trait.values())
                                    .map(trait -> language.wording(trait).sentences())))
            .flatMap(List::stream)
            .map(Wishes::wish)
            .collect(toUnmodifiableSet());

    Wishes {
        wishes = List.copyOf(wishes);
    }

    /** Reads a prompt, which has wishes if the simulation wrote it. */
    static Wishes in(String prompt) {
        Language language = Language.of(prompt);
        int line = prompt.lastIndexOf('\n') + 1;
        String colon = language.say(": ", "：");
        for (int at = prompt.indexOf(colon, line); at >= 0; at = prompt.indexOf(colon, at + 1)) {
            String end = prompt.substring(at + colon.length()).replaceFirst("[.。]$", "");
            List<String> wishes = List.of(end.split(language.say("; ", "；"), -1));
            if (KNOWN.containsAll(wishes)) {
                return new Wishes(prompt.substring(0, line).stripTrailing(), prompt.substring(line, at), wishes);
            }
        }
        return new Wishes(prompt, "", List.of());
    }

    /** A sentence as a part of another one. */
    static String wish(String sentence) {
        String bare = sentence.replaceFirst("[.。]$", "");
        return bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
    }

    boolean isFull() {
        return wishes.size() >= MOST;
    }

    Wishes towards(String newAim) {
        return new Wishes(prompt, newAim, wishes);
    }

    /** Adds sentences as wishes. */
    Wishes plus(List<String> sentences) {
        List<String> more = new ArrayList<>(wishes);
        sentences.stream().map(Wishes::wish).forEach(more::add);
        return new Wishes(prompt, aim, more);
    }

    Wishes without(String wish) {
        List<String> fewer = new ArrayList<>(wishes);
        fewer.remove(wish);
        return new Wishes(prompt, aim, fewer);
    }

    /** Has another sentence in the place of a wish. */
    Wishes with(String wish, String sentence) {
        List<String> others = new ArrayList<>(wishes);
        others.replaceAll(old -> old.equals(wish) ? wish(sentence) : old);
        return new Wishes(prompt, aim, others);
    }

    /** The whole prompt. */
    String text() {
        if (wishes.isEmpty()) {
            return prompt;
        }
        Language language = Language.of(prompt.isBlank() ? aim : prompt);
        String line =
                aim + language.say(": ", "：") + String.join(language.say("; ", "；"), wishes) + language.say(".", "。");
        return prompt.isBlank() ? line : prompt.stripTrailing() + "\n" + line;
    }
}
