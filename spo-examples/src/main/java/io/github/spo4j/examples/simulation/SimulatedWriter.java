package io.github.spo4j.examples.simulation;

import io.github.spo4j.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Answers a question so that the lines of the answer show the prompt's traits, through noise. Immutable. */
final class SimulatedWriter {

    /** Text before the question is taken up. */
    private static final Set<Trait> FIRST = Set.of(Trait.HEADLINE, Trait.NO_PADDING, Trait.TONE, Trait.AUDIENCE);

    private static final int LONGEST_QUOTE = 60;

    private final double noise;

    SimulatedWriter(double noise) {
        this.noise = noise;
    }

    String reply(List<Message> messages, Dice dice) {
        Assignment assignment = Assignment.of(messages);
        Language language = Language.of(assignment.prompt() + assignment.question());
        Set<Trait> inPrompt = PromptQuality.traits(assignment.prompt());
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (Trait trait : Trait.values()) {
            boolean unexpected = dice.chance(noise, "show " + trait);
            if (trait.hasLine(inPrompt.contains(trait)) != unexpected) {
                (FIRST.contains(trait) ? before : after)
                        .add(dice.pick(language.wording(trait).lines(), "line " + trait));
            }
        }
        before.add(
                dice.pick(language == Language.CHINESE ? ChineseWording.OPENINGS : EnglishWording.OPENINGS, "opening"));
        before.addAll(after);
        return String.join("\n", before).replace("{question}", quote(assignment.question()));
    }

    /** The question's first line, cut to fit into a sentence. */
    private static String quote(String question) {
        String line = question.lines().findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_QUOTE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_QUOTE - 1))
                                .stripTrailing() + "…";
    }
}
