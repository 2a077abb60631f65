package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Rewrites a prompt: usually adds a missing merit or removes a fault, sometimes makes it worse. Immutable.
 *
 * <p>It adds and removes whole sentences. The first sentence, which names the task, and sentences with a placeholder or
 * a tag are kept.
 */
final class SimulatedOptimizer {

    private static final Pattern SENTENCE = Pattern.compile("[^\\n.!?。！？]*(?:[.!?。！？]+|\\n|$)\\s*");
    private static final Pattern PLACEHOLDER = Pattern.compile("[{<]");
    private static final double TWO_AT_ONCE = 0.3;

    private final double slipRate;
    private final double unreadableRate;

    SimulatedOptimizer(double slipRate, double unreadableRate) {
        this.slipRate = slipRate;
        this.unreadableRate = unreadableRate;
    }

    /** A prompt and its changes. */
    private record Change(String prompt, String analysis, String modification) {}

    String reply(String request, Dice dice) {
        String prompt = Fenced.in(request, "prompt").get(0).content();
        Change change = dice.chance(slipRate, "slip") ? worse(prompt, dice) : better(prompt, dice);
        String reply = "<analyse>" + change.analysis() + "</analyse>\n<modification>" + change.modification()
                + "</modification>\n<prompt>\n" + change.prompt();
        return dice.chance(unreadableRate, "unreadable") ? reply : reply + "\n</prompt>";
    }

    private static Change better(String prompt, Dice dice) {
        Set<Trait> has = PromptQuality.traits(prompt);
        List<Integer> faulty = removable(prompt, trait -> !trait.isMerit());
        List<Trait> missing = traits(trait -> trait.isMerit() && !has.contains(trait));
        if (!faulty.isEmpty() && (missing.isEmpty() || dice.chance(0.5, "mend"))) {
            return without(dice.pick(faulty, "which fault"), prompt);
        }
        return missing.isEmpty() ? reworded(prompt, dice) : withMerits(missing, prompt, dice);
    }

    private static Change worse(String prompt, Dice dice) {
        Set<Trait> has = PromptQuality.traits(prompt);
        List<Integer> useful = removable(prompt, Trait::isMerit);
        List<Trait> faults = traits(trait -> !trait.isMerit() && !has.contains(trait));
        if (!useful.isEmpty() && (faults.isEmpty() || dice.chance(0.5, "drop"))) {
            return without(dice.pick(useful, "which merit"), prompt);
        }
        return faults.isEmpty() ? reworded(prompt, dice) : withFault(dice.pick(faults, "which fault"), prompt, dice);
    }

    private static Change withMerits(List<Trait> missing, String prompt, Dice dice) {
        Language language = Language.of(prompt);
        List<Trait> added = new ArrayList<>(List.of(dice.pick(missing, "first")));
        if (missing.size() > 1 && dice.chance(TWO_AT_ONCE, "two")) {
            List<Trait> others =
                    missing.stream().filter(trait -> !added.contains(trait)).toList();
            added.add(dice.pick(others, "second"));
        }
        String names = added.stream()
                .map(trait -> language.wording(trait).name())
                .collect(joining(language.say(" and ", "和")));
        String sentences = added.stream()
                .map(trait -> dice.pick(language.wording(trait).sentences(), "sentence " + trait))
                .collect(joining("\n"));
        return new Change(
                plus(prompt, sentences),
                language.say(
                        "The prompt says nothing yet about " + names + ", and the answers show it.",
                        "提示词还没有提到" + names + "，从回答里看得出来。"),
                language.say("Say what is wanted about " + names + ".", "补充关于" + names + "的说明。"));
    }

    private static Change withFault(Trait fault, String prompt, Dice dice) {
        Language language = Language.of(prompt);
        return new Change(
                plus(prompt, dice.pick(language.wording(fault).sentences(), "sentence " + fault)),
                language.say("The prompt leaves the answers little room.", "提示词给回答留的余地太小。"),
                language.say("Give the answers more room.", "让回答更自由一些。"));
    }

    private static Change without(int sentence, String prompt) {
        Language language = Language.of(prompt);
        List<String> sentences = new ArrayList<>(sentences(prompt));
        String removed = sentences.remove(sentence).strip();
        return new Change(
                String.join("", sentences).strip(),
                language.say("The prompt says more than the answers need.", "提示词里有回答用不上的话。"),
                language.say("Leave out “" + removed + "”", "删去“" + removed + "”"));
    }

    /** Rewords one sentence; a prompt without a known sentence gets one that changes nothing. */
    private static Change reworded(String prompt, Dice dice) {
        Language language = Language.of(prompt);
        List<String> neutral = language == Language.CHINESE ? ChineseWording.NEUTRAL : EnglishWording.NEUTRAL;
        List<String> rewordings = new ArrayList<>();
        addRewordings(prompt, neutral, rewordings);
        for (Trait trait : Trait.values()) {
            addRewordings(prompt, language.wording(trait).sentences(), rewordings);
        }
        return new Change(
                rewordings.isEmpty()
                        ? plus(prompt, dice.pick(neutral, "neutral"))
                        : dice.pick(rewordings, "which rewording"),
                language.say("The prompt is fine; its wording can be clearer.", "提示词没有大问题，措辞可以更清楚。"),
                language.say("Put one thing in other words.", "换一种说法。"));
    }

    private static void addRewordings(String prompt, List<String> siblings, List<String> rewordings) {
        for (String known : siblings) {
            if (prompt.contains(known)) {
                siblings.stream()
                        .filter(sibling -> !prompt.contains(sibling))
                        .forEach(sibling -> rewordings.add(prompt.replace(known, sibling)));
            }
        }
    }

    /** Adds a sentence on its own line: the text before may end with a list, a placeholder or a closing tag. */
    private static String plus(String prompt, String sentence) {
        return prompt.isBlank() ? sentence : prompt.stripTrailing() + "\n" + sentence;
    }

    private static List<Integer> removable(String prompt, Predicate<Trait> which) {
        List<String> sentences = sentences(prompt);
        List<Integer> found = new ArrayList<>();
        for (int i = 1; i < sentences.size(); i++) {
            String sentence = sentences.get(i);
            if (!PLACEHOLDER.matcher(sentence).find()
                    && PromptQuality.traits(sentence).stream().anyMatch(which)) {
                found.add(i);
            }
        }
        return found;
    }

    private static List<String> sentences(String prompt) {
        return SENTENCE.matcher(prompt.strip())
                .results()
                .map(MatchResult::group)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static List<Trait> traits(Predicate<Trait> which) {
        return Arrays.stream(Trait.values()).filter(which).toList();
    }
}
