package io.github.spo4j.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.prompt.PromptPlacement;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the formats hold besides the request, which {@code ExportRoundTripTest} of spo-langchain4j compares. */
class PromptExportTest {

    private static final ModelSettings SETTINGS = ModelSettings.named("m: \"1\"")
            .temperature(0.5)
            .topP(0.9)
            .maxOutputTokens(99)
            .seed(7);

    private static ExportedPrompt export(String prompt, PromptPlacement placement, PromptFormat format) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("run", "w/x\n!} # y");
        provenance.put("round", "4");
        return PromptExport.of(prompt, placement, SETTINGS, provenance).as(format);
    }

    @Nested
    class Model_and_provenance {

        @Test
        void are_fields_of_the_json() throws IOException {
            JsonNode json = new JsonMapper()
                    .readTree(export("p", PromptPlacement.SYSTEM, PromptFormat.CHAT_JSON)
                            .text());

            assertThat(json.path("model").asText()).isEqualTo("m: \"1\"");
            assertThat(json.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(json.path("top_p").asDouble()).isEqualTo(0.9);
            assertThat(json.path("max_tokens").asInt()).isEqualTo(99);
            assertThat(json.path("seed").asInt()).isEqualTo(7);
            assertThat(json.properties())
                    .as("what a server may refuse, such as metadata without store, is left out")
                    .extracting(Map.Entry::getKey)
                    .containsExactly("model", "temperature", "top_p", "max_tokens", "seed", "messages");
        }

        @ParameterizedTest
        @EnumSource(
                value = PromptFormat.class,
                names = {"CHAT_JSON", "QUARKUS", "PROMPTY", "LANGCHAIN4J"})
        void leave_out_what_the_model_refuses_and_so_was_not_sent(PromptFormat format) {
            ModelSettings settings =
                    ModelSettings.named("gpt-5-mini").temperature(0.5).topP(0.9).maxOutputTokens(99);

            ExportedPrompt exported = PromptExport.of("p", PromptPlacement.SYSTEM, settings, Map.of())
                    .as(format);

            assertThat(exported.text() + exported.notes())
                    .contains("gpt-5-mini")
                    .doesNotContainIgnoringCase("temperature")
                    .doesNotContain("top_p", "top-p");
        }

        @Test
        void name_the_limit_as_the_model_wants_it() {
            ModelSettings settings = ModelSettings.named("gpt-5-mini").maxOutputTokens(99);

            ExportedPrompt exported = PromptExport.of("p", PromptPlacement.SYSTEM, settings, Map.of())
                    .as(PromptFormat.CHAT_JSON);

            assertThat(exported.text())
                    .contains("\"max_completion_tokens\" : 99")
                    .doesNotContain("\"max_tokens\"");
        }

        @Test
        void are_in_front_of_the_prompty() throws IOException {
            String text = export("Say {x}.", PromptPlacement.USER, PromptFormat.PROMPTY)
                    .text();

            assertThat(text).startsWith("---\n# run: w/x !} # y\n# round: 4\n");
            JsonNode front = new YAMLMapper().readTree(text.substring(4, text.indexOf("\n---\n")));
            assertThat(front.at("/model/configuration/name").asText()).isEqualTo("m: \"1\"");
            assertThat(front.at("/model/parameters/temperature").asDouble()).isEqualTo(0.5);
            assertThat(front.at("/model/parameters/top_p").asDouble()).isEqualTo(0.9);
            assertThat(front.at("/model/parameters/max_tokens").asInt()).isEqualTo(99);
            assertThat(front.at("/model/parameters/seed").asInt()).isEqualTo(7);
            assertThat(front.path("inputs").properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("x", "question");
        }

        @Test
        void are_properties_and_comments() throws IOException {
            String text = export("Say \t${x}\r\n客", PromptPlacement.USER, PromptFormat.QUARKUS)
                    .text();

            assertThat(text).startsWith("# run: w/x !} # y\n# round: 4\n");
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            assertThat(properties)
                    .containsOnly(
                            Map.entry("spo.prompt.user-message", "Say \t{x}\r\n客\n\n{question}"),
                            Map.entry("spo.prompt.model", "m: \"1\""),
                            Map.entry("spo.prompt.temperature", "0.5"),
                            Map.entry("spo.prompt.top-p", "0.9"),
                            Map.entry("spo.prompt.max-output-tokens", "99"),
                            Map.entry("spo.prompt.seed", "7"));
        }

        @Test
        void are_a_comment_and_a_note_of_the_string_template() {
            ExportedPrompt exported = export("p", PromptPlacement.SYSTEM, PromptFormat.SPRING_AI);

            assertThat(exported.text()).isEqualTo("{! run: w/x ! } # y, round: 4 !}\np");
            assertThat(exported.notes()).anyMatch(note -> note.contains("model=m: \"1\"") && note.contains("seed=7"));
        }

        @ParameterizedTest
        @EnumSource
        void may_be_unknown(PromptFormat format) {
            ExportedPrompt exported = PromptExport.of("p", PromptPlacement.SYSTEM, ModelSettings.unset(), Map.of())
                    .as(format);

            assertThat(exported.text()).contains("p").doesNotContain("null");
            assertThat(exported.notes()).noneMatch(note -> note.contains("measured with"));
        }
    }

    @Nested
    class A_prompt_that_was_measured_alone {

        @ParameterizedTest
        @EnumSource
        void has_no_place_for_a_question(PromptFormat format) {
            ExportedPrompt exported = PromptExport.of(
                            "Sort {it}: \\frac{a}{b}", PromptPlacement.SYSTEM, ModelSettings.unset(), Map.of())
                    .withoutQuestion()
                    .as(format);

            assertThat(exported.text()).doesNotContain("question", "system").contains("Sort");
            assertThat(exported.slots()).containsOnlyKeys("it");
            assertThat(exported.questionSlot()).isNull();
        }
    }

    @Nested
    class The_text_alone {

        @ParameterizedTest
        @EnumSource
        void is_the_prompt_to_the_letter_and_the_notes_say_where_it_stood(PromptPlacement placement) {
            String prompt = " {a} \\{{b}}\r\n{#x}\n";
            ExportedPrompt exported = export(prompt, placement, PromptFormat.TEXT);

            assertThat(exported.text()).isEqualTo(prompt);
            assertThat(exported.questionSlot()).isNull();
            assertThat(exported.notes())
                    .anyMatch(note -> note.contains(
                            placement == PromptPlacement.USER ? "one user message" : "as the system message"));
        }
    }

    @Nested
    class Slots {

        @ParameterizedTest
        @ValueSource(strings = {"LANGCHAIN4J", "PROMPTY"})
        void are_two_braces(PromptFormat format) {
            ExportedPrompt exported = export("{{a}} ${b} {c} {{ a }}", PromptPlacement.USER, format);

            assertThat(exported.text()).contains("{{a}} {{b}} {{c}} {{a}}\n\n{{question}}");
            assertThat(exported.slots())
                    .containsExactly(Map.entry("a", "{{a}}"), Map.entry("b", "${b}"), Map.entry("c", "{c}"));
            assertThat(exported.questionSlot()).isEqualTo("question");
        }

        @Test
        void that_are_written_in_two_ways_become_one_which_is_noted() {
            ExportedPrompt exported = export("{a} {{a}} {a}", PromptPlacement.SYSTEM, PromptFormat.PROMPTY);

            assertThat(exported.text()).contains("{{a}} {{a}} {{a}}");
            assertThat(exported.notes())
                    .singleElement()
                    .asString()
                    .contains("the slot a is written in more than one way");
        }

        @Test
        void leave_the_questions_name_to_a_slot_that_has_it() {
            ExportedPrompt exported = export("{question} {question_2}", PromptPlacement.USER, PromptFormat.SPRING_AI);

            assertThat(exported.questionSlot()).isEqualTo("question_3");
            assertThat(exported.text()).endsWith("{question} {question_2}{\\n}{\\n}{question_3}");
        }

        @Test
        void get_a_name_that_the_format_allows() {
            ExportedPrompt exported =
                    export("{{客户}} {{a.b}} {{if}} {{a_b}}", PromptPlacement.SYSTEM, PromptFormat.SPRING_AI);

            assertThat(exported.text()).endsWith("{slot_1} {slot_2} {slot_3} {a_b}");
            assertThat(exported.slots())
                    .containsExactly(
                            Map.entry("slot_1", "{{客户}}"),
                            Map.entry("slot_2", "{{a.b}}"),
                            Map.entry("slot_3", "{{if}}"),
                            Map.entry("a_b", "{{a_b}}"));
            assertThat(exported.notes()).anyMatch(note -> note.contains("the slot 客户 is called slot_1"));
        }

        @Test
        void stand_for_braces_that_langchain4j_cannot_write() {
            ExportedPrompt exported = export("{{#if}} {{{a}}}", PromptPlacement.USER, PromptFormat.LANGCHAIN4J);

            assertThat(exported.text()).isEqualTo("{{2 braces}}#if}} {{1 braces}}{{a}}}\n\n{{question}}");
            assertThat(exported.slots()).containsEntry("2 braces", "{{").containsEntry("1 braces", "{");
            assertThat(exported.notes())
                    .contains("fill the slot \"2 braces\" with {{, which the format has no way to write");
        }
    }

    @Nested
    class What_a_format_cannot_say {

        @ParameterizedTest
        @ValueSource(strings = {"a\nuser:\nb", "a\n # System :", "![thread]", "see ![x](y.png)", "a\rb", "a\n"})
        void is_noted_for_prompty_in_the_file_too(String prompt) {
            ExportedPrompt exported = export(prompt, PromptPlacement.SYSTEM, PromptFormat.PROMPTY);

            assertThat(exported.notes()).hasSize(1);
            assertThat(exported.text()).contains("# " + exported.notes().get(0) + "\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", " ", "![", "#", "user", "user:", "[a", "\n ", "user["})
        @Timeout(10)
        void is_looked_for_in_no_time(String piece) {
            ExportedPrompt exported =
                    export("a" + piece.repeat(100_000) + "b", PromptPlacement.SYSTEM, PromptFormat.PROMPTY);

            assertThat(exported.notes()).isEmpty();
        }

        @Test
        void is_noted_for_line_ends_of_string_template() {
            assertThat(export("a\r\nb", PromptPlacement.SYSTEM, PromptFormat.SPRING_AI)
                            .notes())
                    .anyMatch(note -> note.contains("carriage returns"))
                    .anyMatch(note -> note.contains("ends lines as the system does"));
            assertThat(export("a", PromptPlacement.SYSTEM, PromptFormat.SPRING_AI)
                            .notes())
                    .noneMatch(note -> note.contains("lines"));
        }
    }
}
