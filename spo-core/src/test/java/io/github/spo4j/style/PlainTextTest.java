package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    private static final List<Charset> CHARSETS = List.of(UTF_8, UTF_16LE, UTF_16BE, Charset.forName("GB18030"));

    private static final List<String> TEXTS = List.of(
            "秋天的早晨，街上的人还不多。\n卖豆浆的老人在巷口支起了锅。",
            "The café opened; nobody knew why. “Tea?”",
            "3.6版本测试服：1. 新角色🍵 2. 修复(bug)若干\r\n\t* 详见 https://a.example/了");

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 10).mapToObj(seed -> argumentSet("seed " + seed, seed));
    }

    /** Whatever is read was written in one of the encodings: no character is lost, replaced or made up. */
    @ParameterizedTest
    @MethodSource("seeds")
    void bytes_are_read_to_the_letter_or_refused(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Charset charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
            String text = (random.nextBoolean() ? "\uFEFF" : "") + TEXTS.get(random.nextInt(TEXTS.size()));
            byte[] content = text.getBytes(charset);
            for (int n = random.nextInt(4); n > 0; n--) {
                content[random.nextInt(content.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(content, content.length - random.nextInt(3));
            try {
                String read = PlainText.decode(cut);
                assertThat(CHARSETS)
                        .as("seed %s, round %s: %s", seed, i, read)
                        .anyMatch(any -> Arrays.equals(read.getBytes(any), cut)
                                || Arrays.equals(("\uFEFF" + read).getBytes(any), cut));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("UTF-8");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUC-JP", "Shift_JIS", "EUC-KR"})
    void text_of_other_languages_is_refused(String charset) {
        String text = charset.equals("EUC-KR") ? "오늘은 날씨가 좋습니다. 공원에 갔습니다." : "今日は天気がいい。公園に行って、写真を撮りました。";

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PlainText.decode(text.repeat(5).getBytes(Charset.forName(charset))))
                .withMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_part_of_an_article_is_read_as_what_it_is(int seed) throws IOException {
        Random random = new Random(seed);
        String chinese = TEXTS.get(0);
        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(chinese.length() - 10);
            String part = chinese.substring(from, from + 10);
            assertThat(PlainText.decode(part.getBytes(UTF_8))).isEqualTo(part);
            assertThat(PlainText.decode(part.getBytes(Charset.forName("GB18030"))))
                    .isEqualTo(part);
            assertThat(PlainText.decode(("\uFEFF" + part).getBytes(UTF_16LE))).isEqualTo(part);
            assertThat(PlainText.decode(("\uFEFF" + part).getBytes(UTF_16BE))).isEqualTo(part);
        }
    }
}
