package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Votes for the better looking answers: more good lines, fewer bad ones. It ignores the prompts, the questions and the
 * requirements. Immutable.
 */
final class SimulatedJudge {

    private final long seed;
    private final double noise;
    private final Choice favourite;
    private final double bias;
    private final double unreadableRate;

    SimulatedJudge(long seed, double noise, Choice favourite, double bias, double unreadableRate) {
        this.seed = seed;
        this.noise = noise;
        this.favourite = favourite;
        this.bias = bias;
        this.unreadableRate = unreadableRate;
    }

    String reply(String request, int sample) {
        AnswerSets sets = AnswerSets.in(request);
        Dice dice = dice("vote", sample, sets.a(), sets.b());
        Language language = Language.of(String.join("", sets.a()) + String.join("", sets.b()));
        String analysis = "<analyse>" + description("A", sets.a(), language) + description("B", sets.b(), language);
        if (dice.chance(unreadableRate, "unreadable")) {
            return analysis
                    + dice.pick(
                            List.of(
                                    "</analyse>",
                                    "</analyse>\n<choose>" + language.say("neither", "都不选") + "</choose>",
                                    "</analyse>\n<choose>A</choose>\n<choose>B</choose>"),
                            "which unreadable");
        }
        Choice choice = dice.chance(bias, "bias") ? favourite : seen(sets, sample, dice);
        return analysis + language.say("All in all, " + choice + " serves better.", "总的来看，" + choice + " 更好。")
                + "</analyse>\n<choose>" + choice + "</choose>";
    }

    private Choice seen(AnswerSets sets, int sample, Dice dice) {
        int difference = score(sets.a()) - score(sets.b());
        Choice better = difference == 0 ? equallyGood(sets, sample) : difference > 0 ? Choice.A : Choice.B;
        return dice.chance(noise, "noise") ? other(better) : better;
    }

    /** Draws between the answers, not their positions, so that the same side wins in either order. */
    private Choice equallyGood(AnswerSets sets, int sample) {
        boolean inOrder = String.join("\n", sets.a()).compareTo(String.join("\n", sets.b())) <= 0;
        Dice tie = inOrder ? dice("tie", sample, sets.a(), sets.b()) : dice("tie", sample, sets.b(), sets.a());
        return tie.chance(0.5, "first") == inOrder ? Choice.A : Choice.B;
    }

    private Dice dice(String purpose, int sample, List<String> first, List<String> second) {
        List<String> content = new ArrayList<>(List.of(purpose, Integer.toString(sample)));
        content.add(Integer.toString(first.size()));
        content.addAll(first);
        content.addAll(second);
        return Dice.of(seed, content);
    }

    private static int score(List<String> answers) {
        return answers.stream().mapToInt(SimulatedJudge::score).sum();
    }

    /** A blank answer has no bad line, but no good one either. */
    private static int score(String answer) {
        if (answer.isBlank()) {
            return 0;
        }
        Set<Trait> shown = shownIn(answer);
        return (int) Arrays.stream(Trait.values())
                .filter(trait -> shown.contains(trait) == trait.isLineGood())
                .count();
    }

    private static Set<Trait> shownIn(String answer) {
        Set<Trait> shown = EnumSet.noneOf(Trait.class);
        for (Trait trait : Trait.values()) {
            if (Arrays.stream(Language.values())
                    .anyMatch(language -> language.wording(trait).isShownIn(answer))) {
                shown.add(trait);
            }
        }
        return shown;
    }

    private static String description(String name, List<String> answers, Language language) {
        Set<Trait> shown = EnumSet.noneOf(Trait.class);
        answers.forEach(answer -> shown.addAll(shownIn(answer)));
        String good = names(shown, language, Trait::isLineGood);
        String bad = names(shown, language, trait -> !trait.isLineGood());
        return language.say(
                name + " has " + good + " to its credit; against it speaks " + bad + ". ",
                name + " 的长处：" + good + "；短处：" + bad + "。");
    }

    private static String names(Set<Trait> shown, Language language, Predicate<Trait> which) {
        String names = shown.stream()
                .filter(which)
                .map(trait -> language.wording(trait).name())
                .collect(joining(language.say(", ", "、")));
        return names.isEmpty() ? language.say("nothing", "无") : names;
    }

    private static Choice other(Choice choice) {
        return choice == Choice.A ? Choice.B : Choice.A;
    }
}
