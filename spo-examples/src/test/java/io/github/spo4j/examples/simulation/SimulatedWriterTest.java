package io.github.spo4j.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedWriterTest {

    private static final String QUESTION = "Where does the river end?";

    private final SimulatedModel exact = SimulatedModel.builder().writerNoise(0).build();

    @ParameterizedTest
    @EnumSource
    void shows_in_the_answer_what_the_prompt_asks_for(Trait trait) {
        for (Language language : Language.values()) {
            String sentence = language.wording(trait).sentences().get(0);
            String question = language.say(QUESTION, "河流到哪里为止？");
            String answer = exact.chat(Requests.execute(sentence, question)).text();

            assertThat(language.wording(trait).isShownIn(answer)).as(answer).isEqualTo(trait != Trait.NO_PADDING);
            assertThat(language.wording(Trait.NO_PADDING).isShownIn(answer))
                    .as(answer)
                    .isEqualTo(trait != Trait.NO_PADDING);
        }
    }

    @Test
    void mentions_the_question_and_keeps_its_language() {
        assertThat(exact.chat(Requests.execute("Answer.", QUESTION)).text()).contains("“" + QUESTION + "”");

        String chinese = exact.chat(Requests.execute("请回答。", "河流到哪里为止？")).text();
        assertThat(chinese).contains("“河流到哪里为止？”");
        assertThat(Language.of(chinese)).isEqualTo(Language.CHINESE);
    }

    @Test
    void quotes_only_the_beginning_of_a_long_question() {
        String question = "𝄞 and ".repeat(30) + "\nsecond line";

        assertThat(exact.chat(Requests.execute("Answer.", question)).text())
                .contains("“" + "𝄞 and ".repeat(9) + "𝄞 and…”")
                .doesNotContain("second line");
    }

    @Test
    void takes_the_prompt_from_a_system_message_too() {
        ModelRequest request = Requests.request(
                ModelRole.EXECUTE,
                new CallId(1, "0", 0),
                Message.system("Give one short example."),
                Message.user("First part.\n\nAt the end, check the result."));
        String answer = exact.chat(request).text();

        assertThat(Language.ENGLISH.wording(Trait.EXAMPLE).isShownIn(answer)).isTrue();
        assertThat(Language.ENGLISH.wording(Trait.CHECK).isShownIn(answer)).isFalse();
        assertThat(answer).contains("“First part.”");
    }

    @Test
    void does_not_take_the_question_for_a_part_of_the_prompt() {
        String answer = exact.chat(Requests.execute("Answer.\n\nGive an example.", "Why check it?"))
                .text();

        assertThat(Language.ENGLISH.wording(Trait.EXAMPLE).isShownIn(answer)).isTrue();
        assertThat(Language.ENGLISH.wording(Trait.CHECK).isShownIn(answer)).isFalse();
    }

    @Test
    void says_the_same_in_other_words_for_a_prompt_that_asks_in_other_words() {
        long different = Language.ENGLISH.wording(Trait.STEPS).sentences().stream()
                .map(prompt -> exact.chat(Requests.execute(prompt, QUESTION)).text())
                .distinct()
                .count();

        assertThat(different).isGreaterThan(1);
    }

    @Test
    void hides_and_shows_traits_at_the_rate_that_was_set() {
        Wording steps = Language.ENGLISH.wording(Trait.STEPS);
        long hidden = IntStream.range(0, 2_000)
                .filter(seed -> !steps.isShownIn(answer(seed, "Work step by step.")))
                .count();
        long shown = IntStream.range(0, 2_000)
                .filter(seed -> steps.isShownIn(answer(seed, "Work.")))
                .count();

        assertThat(hidden / 2_000.0).as("seeds 0 to 1999").isCloseTo(0.1, within(0.025));
        assertThat(shown / 2_000.0).as("seeds 0 to 1999").isCloseTo(0.1, within(0.025));
    }

    private static String answer(long seed, String prompt) {
        return SimulatedModel.builder()
                .seed(seed)
                .writerNoise(0.1)
                .build()
                .chat(Requests.execute(prompt, QUESTION))
                .text();
    }
}
