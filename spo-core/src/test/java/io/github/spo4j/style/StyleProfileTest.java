package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StyleProfileTest {

    /** Byte for byte as Python's json.dump(ensure_ascii=False, indent=2) writes it. */
    static final String PYTHON = """
            {
              "style_summary": "一篇语气平和的告示，步骤逐条列出。",
              "style_category": "告示",
              "style_label": [
                "平和",
                "实用"
              ],
              "style": {
                "language": {
                  "sentence_pattern": [
                    "短句"
                  ],
                  "word_choice": {
                    "formality_level": "3",
                    "avoided_words": []
                  }
                },
                "emotion": {
                  "intensity": 2.50
                },
                "uniqueness": {}
              },
              "CoT": "1. 说明来意\\n2. 列出步骤",
              "templete": "旧字段",
              "fact_info": "茶每杯3元 <b>🍵</b> \\"热\\"",
              "image": null,
              "prompt": "# 你是一位编辑。\\n写告示。"
            }""";

    @Nested
    class A_profile_of_the_Python_system {

        private final StyleProfile profile = StyleProfile.parse("a.json", PYTHON);

        @Test
        void is_written_back_byte_for_byte(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("a.json"), PYTHON);

            StyleProfile.read(file).write(folder.resolve("b.json"));

            assertThat(folder.resolve("b.json")).hasContent(PYTHON).hasSize(PYTHON.getBytes(UTF_8).length);
        }

        @Test
        void says_what_its_fields_say() {
            assertThat(profile.summary()).isEqualTo("一篇语气平和的告示，步骤逐条列出。");
            assertThat(profile.category()).isEqualTo("告示");
            assertThat(profile.labels()).containsExactly("平和", "实用");
            assertThat(profile.chainOfThought()).isEqualTo("1. 说明来意\n2. 列出步骤");
            assertThat(profile.facts()).isEqualTo("茶每杯3元 <b>🍵</b> \"热\"");
            assertThat(profile.prompt()).isEqualTo("# 你是一位编辑。\n写告示。");
        }

        @Test
        void says_nothing_where_a_field_is_missing_or_null() {
            assertThat(profile.image()).isEmpty();
            assertThat(profile.templateTitle()).isEmpty();
            assertThat(profile.templateParts()).isEmpty();
            assertThat(profile.templateLabels()).isEmpty();
            assertThat(profile.source()).isNull();
        }

        @Test
        void has_its_style_as_plain_values() {
            assertThat(profile.style())
                    .containsExactly(
                            entry(
                                    "language",
                                    Map.of(
                                            "sentence_pattern",
                                            List.of("短句"),
                                            "word_choice",
                                            Map.of("formality_level", "3", "avoided_words", List.of()))),
                            entry("emotion", Map.of("intensity", new java.math.BigDecimal("2.50"))),
                            entry("uniqueness", Map.of()));
        }

        @Test
        void equals_another_with_the_same_fields() {
            assertThat(profile)
                    .isEqualTo(StyleProfile.parse("b.json", PYTHON))
                    .hasSameHashCodeAs(StyleProfile.parse("b.json", PYTHON))
                    .isNotEqualTo(profile.withSource("a.md"))
                    .hasToString("StyleProfile[告示, [平和, 实用]]");
        }
    }

    @Nested
    class A_field_of_another_shape {

        static Stream<Arguments> lists() {
            return Stream.of(
                    argumentSet("one text", "\"平和,实用\"", List.of("平和", "实用")),
                    argumentSet("Chinese commas", "\"平和、实用，亲切；\"", List.of("平和", "实用", "亲切")),
                    argumentSet("one word", "\"calm\"", List.of("calm")),
                    argumentSet("white space and doubles", "[\" calm \", \"calm\", \"\"]", List.of("calm")),
                    argumentSet("a number", "[3]", List.of("3")),
                    argumentSet("named words", "[{\"label\": \"calm\"}]", List.of("calm")),
                    argumentSet("null", "null", List.of()));
        }

        @ParameterizedTest
        @MethodSource("lists")
        void c5_is_read_as_a_list_where_it_plainly_is_one(String json, List<String> labels) {
            StyleProfile profile = StyleProfile.parse("a", "{\"style_label\": " + json + "}");

            assertThat(profile.labels()).isEqualTo(labels);
        }

        @Test
        void c5_is_a_list_of_lines_where_sentences_are_expected() {
            StyleProfile profile =
                    StyleProfile.parse("a", "{\"template_part\": \"Greet, and say why\\n\\nList the steps\"}");

            assertThat(profile.templateParts()).containsExactly("Greet, and say why", "List the steps");
        }

        static Stream<Arguments> texts() {
            return Stream.of(
                    argumentSet("a list", "[\"tea\", \"3 yuan\"]", "tea\n3 yuan"),
                    argumentSet("an object", "{\"tea\": 3, \"open\": true, \"none\": null}", "tea: 3\nopen: true"),
                    argumentSet("objects in a list", "[{\"name\": \"tea\", \"price\": 3}]", "name: tea\nprice: 3"),
                    argumentSet("an object in an object", "{\"tea\": {\"price\": 3}}", "tea:\n  price: 3"),
                    argumentSet("a number", "3.50", "3.50"));
        }

        @ParameterizedTest
        @MethodSource("texts")
        void c5_is_read_as_a_text_where_it_plainly_is_one(String json, String text) {
            assertThat(StyleProfile.parse("a", "{\"fact_info\": " + json + "}").facts())
                    .isEqualTo(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"prompt\": {\"role\": \"editor\"}}",
                    "{\"style_summary\": [[\"a\"]]}",
                    "{\"style_label\": {\"a\": \"b\", \"c\": \"d\"}}",
                    "{\"style_label\": [{\"a\": \"b\", \"c\": \"d\"}]}",
                    "{\"style\": \"calm\"}"
                })
        void is_refused_where_its_meaning_is_not_plain(String json) {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.parse("a.json", json))
                    .withMessageMatching("a\\.json: \"[a-z_]+\" must be .+; correct it or make the profile again")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(StyleException.Kind.PROFILE));
        }
    }

    @Nested
    class A_file {

        static Stream<Arguments> damaged() {
            return Stream.of(
                    argumentSet("cut", "{\"prompt\": \"", "this is not JSON (see line 1)"),
                    argumentSet(
                            "a key twice", "{\"prompt\": \"a\",\n\"prompt\": \"b\"}", "this is not JSON (see line 2)"),
                    argumentSet("something behind it", "{} {}", "this is not JSON"),
                    argumentSet("a list", "[]", "a profile is a JSON object"),
                    argumentSet("nothing", "", "a profile is a JSON object"),
                    argumentSet("deep", "[".repeat(5000), "this is not JSON"));
        }

        @ParameterizedTest
        @MethodSource("damaged")
        void that_is_damaged_is_refused(String json, String problem) {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.parse("a.json", json))
                    .withMessageStartingWith("a.json: " + problem);
        }

        @Test
        void is_never_overwritten(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("a.json"), "mine");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.parse("a", "{}").write(file))
                    .withMessageContaining("already exists and is not overwritten")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(StyleException.Kind.OUTPUT));
            assertThat(file).hasContent("mine");
            assertThat(folder.toFile().list()).containsExactly("a.json");
        }

        @Test
        void is_read_with_a_byte_order_mark(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("a.json"), "\uFEFF{\"prompt\": \"p\"}");

            assertThat(StyleProfile.read(file).prompt()).isEqualTo("p");
        }

        @Test
        void that_is_missing_a_folder_or_no_utf_8_is_refused(@TempDir Path folder) throws IOException {
            Path other = Files.write(folder.resolve("a.json"), new byte[] {'"', (byte) 0xE9, '"'});

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.read(folder.resolve("gone.json")))
                    .withMessageContaining("there is no such file");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.read(folder))
                    .withMessageContaining("this is a folder");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> StyleProfile.read(other))
                    .withMessageContaining("not UTF-8");
        }

        @Test
        void keeps_half_of_a_surrogate_pair(@TempDir Path folder) {
            String json = "{\n  \"prompt\": \"\\uD83C tea\"\n}";
            Path file = folder.resolve("a.json");

            StyleProfile.parse("a", json).write(file);

            assertThat(StyleProfile.read(file)).isEqualTo(StyleProfile.parse("a", json));
        }
    }

    @Nested
    class Any_file {

        private static final JsonMapper STRICT = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();

        static Stream<Arguments> seeds() {
            return IntStream.range(0, 10).mapToObj(seed -> argumentSet("seed " + seed, seed));
        }

        /** As a strict parser reads it, or refused: never something in between, and nothing lost on the way back. */
        @ParameterizedTest
        @MethodSource("seeds")
        void is_written_back_as_a_strict_parser_reads_it_or_is_refused(int seed, @TempDir Path folder)
                throws IOException {
            Random random = new Random(seed);
            Path file = folder.resolve("a.json");
            byte[] noise = "{}[],:\"\\0123e.-+nut \n/'\u00e9".getBytes(UTF_8);
            int read = 0;
            for (int i = 0; i < 200; i++) {
                byte[] content = PYTHON.getBytes(UTF_8);
                for (int n = random.nextInt(2); n >= 0; n--) {
                    content[random.nextInt(content.length)] =
                            random.nextInt(3) == 0 ? (byte) random.nextInt() : noise[random.nextInt(noise.length)];
                }
                Files.write(file, content);
                String shown = "seed " + seed + ", file " + i + ": " + new String(content, UTF_8);
                Optional<JsonNode> strict = strictly(content);
                try {
                    StyleProfile profile = StyleProfile.read(file);
                    assertThat(strict).as(shown).contains(STRICT.readTree(profile.toJson()));
                    read++;
                } catch (StyleException e) {
                    assertThat(e.kind()).isEqualTo(StyleException.Kind.PROFILE);
                    assertThat(e).as(shown).hasMessageMatching("(?s).*a\\.json: .+; .+");
                    // What is JSON is refused only for the shape of a field that we know.
                    strict.ifPresent(json -> assertThat(e).as(shown).hasMessageContaining("must be"));
                }
            }
            assertThat(read).as("read of 200").isBetween(20, 180);
        }

        private static Optional<JsonNode> strictly(byte[] content) {
            try {
                String text =
                        UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
                return Optional.of(STRICT.readTree(text)).filter(JsonNode::isObject);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }
}
