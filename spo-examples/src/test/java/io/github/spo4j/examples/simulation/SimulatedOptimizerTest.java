package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.internal.TaggedReply;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedOptimizerTest {

    private final SimulatedModel careful = SimulatedModel.builder().slipRate(0).build();
    private final SimulatedModel careless = SimulatedModel.builder().slipRate(1).build();

    @ParameterizedTest
    @ValueSource(strings = {"Solve the problem.", "请解决这个问题。"})
    void adds_what_a_plain_prompt_lacks_in_its_language(String prompt) {
        for (int round = 2; round < 102; round++) {
            String candidate = requireNonNull(Requests.proposal(careful, Requests.optimize(prompt, round)));

            assertThat(candidate).as("round %d", round).startsWith(prompt + "\n");
            assertThat(careful.quality(candidate)).isGreaterThan(careful.quality(prompt));
            assertThat(Language.of(candidate.substring(prompt.length()))).isEqualTo(Language.of(prompt));
        }
    }

    @Test
    void replies_in_three_parts_of_which_two_say_what_is_done_and_why() {
        String reply = careful.chat(Requests.optimize("请解决这个问题。", 2)).text();

        assertThat(reply).contains("<analyse>提示词").contains("</analyse>");
        assertThat(TaggedReply.of(reply).modification()).startsWith("补充关于");
        assertThat(TaggedReply.of(reply).prompt()).startsWith("请解决这个问题。");
    }

    @ParameterizedTest
    @EnumSource
    void makes_a_prompt_worse_by_dropping_a_sentence_or_adding_filler(Language language) {
        String prompt = language.say("Solve the problem.", "请解决这个问题。") + "\n"
                + language.wording(Trait.CHECK).sentences().get(0);
        int dropped = 0;
        for (int round = 2; round < 102; round++) {
            String candidate = requireNonNull(Requests.proposal(careless, Requests.optimize(prompt, round)));

            assertThat(careless.quality(candidate)).as("round %d", round).isLessThan(careless.quality(prompt));
            dropped += candidate.length() < prompt.length() ? 1 : 0;
        }
        assertThat(dropped).isBetween(30, 70);
    }

    @Test
    void slips_at_the_rate_that_was_set() {
        String prompt = "Solve the problem.\nGive one short example.";
        long worse = IntStream.range(0, 2_000)
                .filter(seed -> {
                    SimulatedModel model =
                            SimulatedModel.builder().seed(seed).slipRate(0.3).build();
                    String candidate = requireNonNull(Requests.proposal(model, Requests.optimize(prompt, 2)));
                    return model.quality(candidate) < model.quality(prompt);
                })
                .count();

        assertThat(worse / 2_000.0).as("seeds 0 to 1999").isCloseTo(0.3, Offset.offset(0.03));
    }

    @Test
    void mends_faults_once_nothing_is_missing() {
        String best = "Solve the problem.\n" + allMerits(Language.ENGLISH);
        String prompt = best + "\nAnswer somehow in a suitable way.";

        assertThat(Requests.proposal(careful, Requests.optimize(prompt, 2))).isEqualTo(best);
    }

    @ParameterizedTest
    @EnumSource
    void only_rewords_what_is_as_good_as_can_be(Language language) {
        String prompt = language.say("Solve the problem.", "请解决这个问题。") + "\n" + allMerits(language);
        for (int round = 2; round < 52; round++) {
            String candidate = requireNonNull(Requests.proposal(careful, Requests.optimize(prompt, round)));

            assertThat(candidate).as("round %d", round).isNotEqualTo(prompt);
            assertThat(careful.quality(candidate)).isEqualTo(1.0);
        }
    }

    @Test
    void always_proposes_something_else_that_keeps_task_and_placeholders() {
        for (long seed = 0; seed < 100; seed++) {
            SimulatedModel model =
                    SimulatedModel.builder().seed(seed).slipRate(0.6).build();
            String prompt = "Give an example for the task. Mind the tone of {{text}}. Say <b>why</b>, e.g. the reason.";
            for (int round = 2; round < 30; round++) {
                String candidate = requireNonNull(Requests.proposal(model, Requests.optimize(prompt, round)));

                assertThat(candidate)
                        .as("seed %d, round %d", seed, round)
                        .isNotEqualTo(prompt)
                        .startsWith("Give an example for the task.")
                        .contains("Mind the tone of {{text}}.", "<b>why</b>");
                prompt = candidate;
            }
        }
    }

    @Test
    void reads_a_prompt_with_fences_and_tags_of_its_own() {
        String prompt = "Solve it.\n````prompt\ninner\n````\n```\n<prompt>draft</prompt>";
        List<AnsweredQuestion> answers = List.of(new AnsweredQuestion("`````prompt\nno\n`````", "# A", "```"));

        String candidate = Requests.proposal(careful, Requests.optimize(prompt, 2, answers));

        assertThat(candidate).startsWith(prompt + "\n").doesNotContain("not this one");
    }

    /** Stock lines, one below the other, would look like a search that only ever adds. */
    @ParameterizedTest
    @CsvSource({"Solve the problem., Be clear", "请解决这个问题。, 请注意"})
    void wishes_for_a_few_things_in_one_line_that_begins_with_the_requirements(String prompt, String aim) {
        String best = prompt;
        for (int round = 2; round < 30; round++) {
            best = requireNonNull(Requests.proposal(careful, Requests.optimize(best, round)));

            assertThat(best.lines()).as("round %d", round).hasSize(2).first().isEqualTo(prompt);
            assertThat(best.lines().toList().get(1)).startsWith(aim);
            assertThat(Wishes.in(best).wishes()).hasSizeBetween(1, 4);
        }
    }

    @Test
    void proposes_a_first_sentence_for_a_blank_prompt() {
        assertThat(careful.quality(requireNonNull(Requests.proposal(careful, Requests.optimize("", 2)))))
                .isGreaterThan(careful.quality(""));
    }

    @Test
    void leaves_a_tag_open_at_the_rate_that_was_set() {
        long unreadable = IntStream.range(0, 2_000)
                .mapToObj(seed ->
                        SimulatedModel.builder().seed(seed).unreadableRate(0.25).build())
                .filter(model -> Requests.proposal(model, Requests.optimize("Solve it.", 2)) == null)
                .count();

        assertThat(unreadable / 2_000.0).as("seeds 0 to 1999").isCloseTo(0.25, Offset.offset(0.03));
    }

    private static String allMerits(Language language) {
        return String.join(
                "\n",
                Arrays.stream(Trait.values())
                        .filter(Trait::isMerit)
                        .map(trait -> language.wording(trait).sentences().get(0))
                        .toList());
    }
}
