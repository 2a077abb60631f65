package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.storage.RunStorage;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static String change(String was, String is) {
        return Fingerprint.of(Map.of("name", was))
                .changesTo(Fingerprint.of(Map.of("name", is)))
                .get(0);
    }

    @Nested
    class The_changes {

        @Test
        void are_none_between_equal_fingerprints() {
            Fingerprint one = Fingerprint.of(Map.of("a", "1", "b", "2"));

            assertThat(one.changesTo(Fingerprint.of(Map.of("b", "2", "a", "1"))))
                    .isEmpty();
        }

        @Test
        void name_what_is_different_with_both_values_and_nothing_else() {
            Fingerprint was = Fingerprint.of(Map.of("seed", "1", "judge", "PAPER", "mode", "BASE_MODEL"));
            Fingerprint is = Fingerprint.of(Map.of("seed", "2", "judge", "BALANCED", "mode", "BASE_MODEL"));

            assertThat(was.changesTo(is))
                    .containsExactly("judge was \"PAPER\" and is \"BALANCED\"", "seed was \"1\" and is \"2\"");
        }

        @Test
        void say_what_was_added_or_left_out() {
            Fingerprint set = Fingerprint.of(Map.of("execute.temperature", "0.5"));
            Fingerprint unset = Fingerprint.of(Map.of());

            assertThat(set.changesTo(unset)).containsExactly("execute.temperature was \"0.5\" and is not set");
            assertThat(unset.changesTo(set)).containsExactly("execute.temperature was not set and is \"0.5\"");
        }

        @Test
        void show_of_long_texts_the_part_that_differs() {
            String start = "Write a poem about autumn, and mind the metre. ".repeat(10);
            String end = " Then stop.".repeat(100);

            assertThat(change(start + "Be brief." + end, start + "Be long." + end))
                    .contains("Be brief.", "Be long.", "\"…", "…\"")
                    .hasSizeLessThan(180);
        }

        @Test
        void show_where_a_text_goes_on_longer() {
            String text = "word ".repeat(40);

            assertThat(change(text, text + "more"))
                    .contains("word word", "more")
                    .hasSizeLessThan(180);
        }

        @Test
        void show_white_space_that_is_all_that_differs() {
            assertThat(change("a b", "a\nb")).isEqualTo("name was \"a b\" and is \"a\\nb\"");
            assertThat(change("a\nb", "a\r\nb")).isEqualTo("name was \"a\\nb\" and is \"a\\r\\nb\"");
            assertThat(change("a b", "a  b")).isEqualTo("name was \"a b\" and is \"a  b\"");
        }

        @Test
        void cut_no_character_in_two() {
            String faces = "😀".repeat(200);

            for (int shift = 0; shift < 4; shift++) {
                String text = "x".repeat(shift) + faces;
                assertThat(change(text, text + "!")).doesNotContain("?");
                assertThat(change(text, text + "!"))
                        .isEqualTo(new String(change(text, text + "!").getBytes(UTF_8), UTF_8));
            }
        }
    }

    @Nested
    class A_fingerprint {

        @Test
        void keeps_its_texts_in_the_order_of_their_names() {
            Fingerprint fingerprint = Fingerprint.of(Map.of("b", "2", "a", "1", "c", "3"));

            assertThat(fingerprint.texts().keySet()).containsExactly("a", "b", "c");
            assertThat(fingerprint.text("b")).hasValue("2");
            assertThat(fingerprint.text("d")).isEmpty();
        }

        @Test
        void is_read_back_from_a_header_whatever_its_texts_hold() {
            Fingerprint strange = Fingerprint.of(Map.of(
                    "", "", "中\u007f\u2028\"\\", "😀\u0000\t\r\n", "half", "a\uD83Db", "sum", "x", "format", "9"));
            RunStorage storage = RunStorage.memory();
            RunHeader header = RunHeader.create(strange, 3, "sum", Instant.EPOCH);
            try (RunStorage.Writer writer = storage.lock()) {
                header.write(writer);
            }

            assertThat(RunHeader.read(storage).map(RunHeader::fingerprint).map(Fingerprint::texts))
                    .hasValue(strange.texts());
            assertThat(RunHeader.read(storage).map(RunHeader::sum)).hasValue(header.sum());
        }
    }
}
