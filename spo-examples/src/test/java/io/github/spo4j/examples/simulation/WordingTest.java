package io.github.spo4j.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordingTest {

    @ParameterizedTest
    @EnumSource
    void each_sentence_gives_a_prompt_exactly_its_trait(Language language) {
        for (Trait trait : Trait.values()) {
            assertThat(language.wording(trait).sentences())
                    .hasSize(3)
                    .allSatisfy(sentence -> assertThat(PromptQuality.traits(sentence))
                            .as(sentence)
                            .containsExactly(trait));
        }
    }

    /** Where the simulation puts several into one line, they are told apart by it. */
    @ParameterizedTest
    @EnumSource
    void no_sentence_has_a_semicolon(Language language) {
        for (Trait trait : Trait.values()) {
            assertThat(language.wording(trait).sentences()).noneMatch(sentence -> sentence.matches(".*[;；].*"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void neutral_sentences_give_a_prompt_no_trait(Language language) {
        List<String> neutral = language == Language.CHINESE ? ChineseWording.NEUTRAL : EnglishWording.NEUTRAL;

        assertThat(neutral)
                .allSatisfy(sentence ->
                        assertThat(PromptQuality.traits(sentence)).as(sentence).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void each_line_shows_exactly_its_trait_in_an_answer(Language language) {
        for (Trait trait : Trait.values()) {
            assertThat(language.wording(trait).lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(shownIn(line)).as(line).containsExactly(trait));
        }
    }

    @ParameterizedTest
    @EnumSource
    void taking_up_the_question_shows_no_trait(Language language) {
        List<String> openings = language == Language.CHINESE ? ChineseWording.OPENINGS : EnglishWording.OPENINGS;

        assertThat(openings)
                .allSatisfy(opening -> assertThat(shownIn(opening)).as(opening).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void everything_said_is_in_its_language(Language language) {
        for (Trait trait : Trait.values()) {
            Wording wording = language.wording(trait);
            String lines = String.join("", wording.lines()).replace("{question}", "");
            assertThat(List.of(wording.name(), String.join("", wording.sentences()), lines))
                    .filteredOn(text -> text.codePoints().anyMatch(Character::isLetter))
                    .allSatisfy(text -> assertThat(Language.of(text)).as(text).isEqualTo(language));
        }
    }

    private static Set<Trait> shownIn(String answer) {
        return Arrays.stream(Trait.values())
                .filter(trait -> Arrays.stream(Language.values())
                        .anyMatch(language -> language.wording(trait).isShownIn(answer)))
                .collect(Collectors.toSet());
    }
}
