package io.github.spo4j.examples.simulation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The quality of a prompt in this simulation, from its text alone. */
final class PromptQuality {

    private PromptQuality() {}

    /** The traits of a text, worded in any language. */
    static Set<Trait> traits(String prompt) {
        Set<Trait> found = EnumSet.noneOf(Trait.class);
        for (Trait trait : Trait.values()) {
            if (Arrays.stream(Language.values())
                    .anyMatch(language -> language.wording(trait).isIn(prompt))) {
                found.add(trait);
            }
        }
        return found;
    }

    /** The share of traits that are right: merits present, faults absent. */
    static double of(String prompt) {
        Set<Trait> found = traits(prompt);
        long right = Arrays.stream(Trait.values())
                .filter(trait -> found.contains(trait) == trait.isMerit())
                .count();
        return (double) right / Trait.values().length;
    }
}
