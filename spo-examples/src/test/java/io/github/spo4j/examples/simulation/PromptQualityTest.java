package io.github.spo4j.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PromptQualityTest {

    @ParameterizedTest
    @EnumSource
    void rises_with_each_merit_and_falls_with_each_fault_in_any_order(Language language) {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Trait> order = new ArrayList<>(Arrays.asList(Trait.values()));
            Collections.shuffle(order, random);
            String prompt = language.say("Please solve the problem.", "请解决这个问题。");
            double before = PromptQuality.of(prompt);
            for (Trait trait : order) {
                List<String> sentences = language.wording(trait).sentences();
                prompt += "\n" + sentences.get(random.nextInt(sentences.size()));
                double after = PromptQuality.of(prompt);
                assertThat(after - before)
                        .as("seed %d, %s added", seed, trait)
                        .isCloseTo((trait.isMerit() ? 1.0 : -1.0) / 12, within(1e-9));
                before = after;
            }
        }
    }

    @Test
    void counts_a_trait_once_however_often_it_is_asked_for() {
        assertThat(PromptQuality.of("Work step by step, in steps, 逐步。"))
                .isEqualTo(PromptQuality.of("Work step by step."))
                .isEqualTo(3.0 / 12);
    }

    @Test
    void is_one_with_all_merits_and_no_fault() {
        String prompt = String.join(
                "\n",
                Arrays.stream(Trait.values())
                        .filter(Trait::isMerit)
                        .map(trait ->
                                Language.ENGLISH.wording(trait).sentences().get(0))
                        .toList());

        assertThat(PromptQuality.of(prompt)).isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "Let's think STEP BY STEP, STEPS",
        "Illustrate it, EXAMPLE",
        "Mind your readers, AUDIENCE",
        "并请核对, CHECK",
        "语气轻松, TONE",
        "Do it somehow, VAGUENESS"
    })
    void recognises_what_people_write(String prompt, Trait trait) {
        assertThat(PromptQuality.traits(prompt)).containsExactly(trait);
    }

    @ParameterizedTest
    @CsvSource({"Mind the stone", "Exemplary readership", "Take 4 steps to the left", "向前走三步"})
    void looks_for_whole_words(String prompt) {
        assertThat(PromptQuality.traits(prompt)).isEmpty();
    }
}
