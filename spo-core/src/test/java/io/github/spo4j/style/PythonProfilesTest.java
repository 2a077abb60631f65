package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles as the Python system leaves them on disk, in all the shapes that its models gave them. */
class PythonProfilesTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String LABELS_AS_TEXT = """
            {
              "prompt": "你是一位攻略作者。\\n用短句写。",
              "style_summary": "以步骤为主的攻略",
              "style_category": "游戏攻略",
              "style_label": "实用严谨, 轻松互动",
              "style": {
                "language": {"sentence_pattern": ["短句"], "word_choice": {"formality_level": "3", "preferred_words": []}, "rhetoric": []},
                "structure": {"paragraph_length": "短", "hierarchy_pattern": "总分"},
                "narrative": {"perspective": "第二人称"},
                "emotion": {"intensity": 2.50, "tone": "轻松"},
                "thinking": {"depth": 1e2},
                "uniqueness": {"signature_phrases": ["就这么简单"], "imagery_system": []}
              },
              "CoT": "1. 先说结论",
              "template_title": "XX攻略",
              "template_part": ["开头", "步骤"],
              "template_label": ["分步骤型"],
              "fact_info": "体力上限240",
              "image": "![图](a.png)"
            }""";

    private static final String FACTS_AS_LIST = """
            {
              "style_summary": "以步骤为主的攻略二",
              "style_category": "游戏攻略",
              "style_label": ["实用严谨"],
              "style": {"language": {"rhetoric": ["设问"]}, "extra_aspect": {"deep": [{"a": null}, 12345678901234567890, -0.10, true]}},
              "CoT": ["1. 先说结论", "2. 再说步骤"],
              "templete": "旧字段",
              "template_part": "开头\\n步骤",
              "fact_info": ["体力上限240", {"名称": "茶", "价格": 3}],
              "image": null,
              "confidence": 0.870,
              "prompt": "你是一位作者。"
            }""";

    private static final String BARE = """
            {"style_summary": "以步骤为主的攻略三", "style": {}, "style_category": "角色介绍", "prompt": "写。", "备注": "🍵 <b>"}""";

    @TempDir
    private Path folder;

    private Path profiles;

    @BeforeEach
    void writes_profiles() throws IOException {
        profiles = Files.createDirectories(folder.resolve("single_articles"));
        Files.writeString(profiles.resolve("攻略_1234.json"), LABELS_AS_TEXT);
        Files.writeString(profiles.resolve("b.JSON"), FACTS_AS_LIST);
        Files.writeString(profiles.resolve("c.json"), BARE);
    }

    @Test
    void are_written_back_with_every_value_in_its_place() throws IOException {
        for (Path file : ProfileJson.find(profiles)) {
            Path copy = folder.resolve("copy of " + file.getFileName());

            StyleProfile.read(file).write(copy);

            JsonNode before = JSON.readTree(file.toFile());
            JsonNode after = JSON.readTree(copy.toFile());
            assertThat(after).isEqualTo(before);
            assertThat(after.toString())
                    .as("numbers as written, fields in their order")
                    .isEqualTo(before.toString());
        }
    }

    @Test
    void say_what_their_fields_say_in_any_shape() {
        StyleProfile text = StyleProfile.read(profiles.resolve("攻略_1234.json"));
        StyleProfile list = StyleProfile.read(profiles.resolve("b.JSON"));

        assertThat(text.labels()).containsExactly("实用严谨", "轻松互动");
        assertThat(list.facts()).isEqualTo("体力上限240\n名称: 茶\n价格: 3");
        assertThat(list.chainOfThought()).isEqualTo("1. 先说结论\n2. 再说步骤");
        assertThat(list.templateParts()).containsExactly("开头", "步骤");
    }

    @Test
    void merge_with_all_of_their_style_before_the_model_and_all_of_its_reply_after() throws IOException {
        ObjectNode reply = (ObjectNode) JSON.readTree(FACTS_AS_LIST);
        reply.remove(List.of("style_category", "style_label", "fact_info", "image"));
        reply.put("CoT", "1. 先说结论").putArray("template_part").add("开头");
        reply.putArray("contradictions").add("人称不一");
        ScriptedChatModel model = new ScriptedChatModel().on(ModelRole.MERGE, request -> reply.toString());

        MergedStyle merged = StyleExtractor.builder()
                .model(model)
                .build()
                .merge(StyleProfile.readAll(profiles), StyleExtractor.outputFolder(folder.resolve("out")));

        String asked = model.requests(ModelRole.MERGE).get(0).messages().get(0).text();
        assertThat(asked).contains("就这么简单", "\"intensity\": 2.50", "extra_aspect", "12345678901234567890", "-0.10");
        JsonNode file = JSON.readTree(
                folder.resolve("out/merged_articles/merged_style.json").toFile());
        ObjectNode expected = reply.deepCopy().put("style_category", "游戏攻略");
        expected.putArray("style_label").add("实用严谨");
        expected.putArray("template_label").add("分步骤型");
        assertThat(file).isEqualTo(expected);
        assertThat(StyleProfile.read(folder.resolve("out/merged_articles/merged_style.json")))
                .isEqualTo(merged.profile());
        assertThat(profiles.resolve("b.JSON")).hasContent(FACTS_AS_LIST);
    }
}
