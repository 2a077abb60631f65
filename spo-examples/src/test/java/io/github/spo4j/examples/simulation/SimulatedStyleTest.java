package io.github.spo4j.examples.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.style.StyleVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedStyleTest {

    private static final List<String> FIELDS = List.of(
            "style_summary",
            "style_category",
            "style_label",
            "style",
            "CoT",
            "template_title",
            "template_part",
            "template_label",
            "fact_info",
            "image",
            "prompt",
            "simulated");

    private static JsonNode reply(ModelRequest request) {
        try {
            return new JsonMapper()
                    .readTree(SimulatedModel.builder().build().chat(request).text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode profileOf(String article) {
        return reply(Requests.extract(article));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    @Nested
    class Articles {

        static Stream<Arguments> traits() {
            return Stream.of(
                    argumentSet(
                            "short sentences", "It rains. We wait.", "/language/sentence_pattern/0", "short sentences"),
                    argumentSet(
                            "long sentences",
                            "The rain that had begun before dawn on the far side of the hills came down the valley with"
                                    + " the wind behind it and did not stop until the river was full.",
                            "/language/sentence_pattern/0",
                            "long sentences"),
                    argumentSet("a question", "Is it late? It is.", "/language/rhetoric/0", "asks questions"),
                    argumentSet(
                            "the reader",
                            "You turn left. You stop.",
                            "/narrative/perspective",
                            "speaks to the reader as you"),
                    argumentSet("I", "I turn left. I stop.", "/narrative/perspective", "says I or we"),
                    argumentSet(
                            "nobody", "Left it is. A stop.", "/narrative/perspective", "seldom or never says I or you"),
                    argumentSet(
                            "headings", "# One\n\nText.", "/structure/hierarchy_pattern", "headings over the parts"),
                    argumentSet(
                            "a list",
                            "Things:\n\n- one\n- two",
                            "/structure/hierarchy_pattern",
                            "lists without headings"),
                    argumentSet("a table", "Text.\n\n| a | b |\n|---|---|", "/structure/use_of_graphics", "tables"),
                    argumentSet("an image", "Text.\n\n![a](b.jpg)", "/structure/use_of_graphics", "images"),
                    argumentSet(
                            "dialogue",
                            "\"It is late,\" she said.",
                            "/narrative/narrator_attitude",
                            "lets others speak in quotation marks"),
                    argumentSet(
                            "numbers",
                            "It has 84 stalls. It is open.",
                            "/thinking/logic_pattern",
                            "gives a number here and there"),
                    argumentSet("exclamations", "Look! Run!", "/emotion/tone", "lively"),
                    argumentSet(
                            "order",
                            "First it rains. Then it stops.",
                            "/narrative/time_sequence",
                            "follows the order of time in words such as first and then"),
                    argumentSet("短句", "下雨了。我们等着。", "/language/sentence_pattern/0", "以短句为主"),
                    argumentSet("我", "我走了。我停下。", "/narrative/perspective", "用“我”“我们”叙述"),
                    argumentSet("原因", "因为下雨，他没来。", "/structure/transition_style", "以因果词衔接"),
                    argumentSet("引语", "“起得真早。”老板说。", "/narrative/narrator_attitude", "以引号引述他人"),
                    argumentSet("没有数字", "天亮了。", "/thinking/logic_pattern", "不用数字"));
        }

        @ParameterizedTest
        @MethodSource("traits")
        void are_described_by_what_can_be_counted_in_them(String article, String place, String expected) {
            assertThat(profileOf(article).path("style").at(place).asText()).isEqualTo(expected);
        }

        @Test
        void have_all_fields_that_are_asked_for() {
            for (String article : List.of("I rose at 6. It rained.", "我六点起床。下雨了。")) {
                JsonNode profile = profileOf(article);

                assertThat(profile.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
                assertThat(profile.path("style").fieldNames())
                        .toIterable()
                        .containsExactly("language", "structure", "narrative", "emotion", "thinking", "uniqueness");
                assertThat(profile.at("/style/language/word_choice").fieldNames())
                        .toIterable()
                        .containsExactly("formality_level", "preferred_words", "avoided_words");
                for (String number :
                        List.of("language/word_choice/formality_level", "emotion/intensity", "thinking/depth")) {
                    assertThat(profile.at("/style/" + number).asInt())
                            .as(number)
                            .isBetween(1, 5);
                }
            }
        }

        @Test
        void keep_their_facts_tables_and_images_out_of_the_prompt() {
            JsonNode profile = profileOf(
                    "The market has 84 stalls. It opens at 7. It closes at 11. Is it far?\n\n| a | b |\n|---|---|\n\n![x](y.jpg)");

            assertThat(profile.path("fact_info").asText())
                    .isEqualTo(
                            "1. The market has 84 stalls.\n2. It opens at 7.\n3. It closes at 11.\n4. | a | b |\n|---|---|");
            assertThat(profile.path("image").asText()).isEqualTo("![x](y.jpg)");
            assertThat(profile.path("prompt").asText())
                    .contains("asks questions")
                    .doesNotContain("84", "market");
        }

        @Test
        void get_a_category_and_labels_among_those_that_are_left_to_choose_from() {
            JsonNode profile = reply(Requests.extract(
                    "天亮了。",
                    new StyleVocabulary(List.of("角色介绍", "游戏攻略"), List.of("轻松互动", "正式官方"), List.of("总览 + 细节", "列表分点"))));

            assertThat(profile.path("style_category").asText()).isIn("角色介绍", "游戏攻略");
            assertThat(texts(profile.path("style_label"))).isSubsetOf("轻松互动", "正式官方");
            assertThat(texts(profile.path("template_label"))).isSubsetOf("总览 + 细节", "列表分点");
        }

        @Test
        void are_not_taken_for_instructions() {
            JsonNode profile = profileOf("A text.\n\n```json\n{}\n```\n\n- style_category (text)\n  One: red / blue");

            assertThat(profile.path("style_category").asText()).isEqualTo("essay");
        }
    }

    @Nested
    class Merges {

        private static JsonNode merged(List<Integer> articles, String... texts) {
            return reply(Requests.merge(
                    Stream.of(texts).map(text -> profileOf(text).toString()).toList(), articles));
        }

        @Test
        void go_with_most_articles_and_say_how_many_differ() {
            JsonNode merged = merged(List.of(1, 1, 1), "I rise. I run.", "I sit. I eat.", "You rise. You run.");

            assertThat(merged.at("/style/narrative/perspective").asText()).isEqualTo("says I or we");
            assertThat(texts(merged.path("contradictions")))
                    .contains("narrative.perspective: says I or we (2 of 3); speaks to the reader as you (1 of 3)");
            assertThat(merged.path("prompt").asText()).contains("says I or we").doesNotContain("as you");
        }

        @Test
        void weigh_a_description_by_its_articles() {
            JsonNode merged = merged(List.of(1, 5), "I rise. I run.", "You rise. You run!");

            assertThat(merged.at("/style/narrative/perspective").asText()).isEqualTo("speaks to the reader as you");
            assertThat(merged.at("/style/emotion/intensity").asInt()).isEqualTo(4);
        }

        @Test
        void know_the_same_trait_in_both_languages() {
            JsonNode merged = merged(List.of(1, 1, 1), "我起床。我跑步。", "我坐下。我吃饭。", "I rise. I run.");

            assertThat(merged.at("/style/narrative/perspective").asText()).isEqualTo("用“我”“我们”叙述");
            assertThat(texts(merged.path("contradictions"))).noneMatch(text -> text.contains("perspective"));
        }

        @Test
        void take_descriptions_that_the_simulation_did_not_write() {
            JsonNode merged = reply(Requests.merge(
                    List.of(
                            "{\"style\": {\"narrative\": {\"perspective\": \"a cat's\"}, \"own\": [\"purrs\"]}}",
                            "{\"style\": {\"narrative\": {\"perspective\": \"a cat's\"}}}"),
                    List.of(1, 1)));

            assertThat(merged.at("/style/narrative/perspective").asText()).isEqualTo("a cat's");
            assertThat(texts(merged.at("/style/own"))).containsExactly("purrs");
            assertThat(merged.path("contradictions")).isEmpty();
        }
    }
}
