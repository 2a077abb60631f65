package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("%(?:(\\d+)\\$)?[-#+ 0,(]*\\d*(?:\\.\\d+)?([a-z%])|\\$\\{[^}]+}");
    private static final Pattern KEY = Pattern.compile("\"([a-z]+(?:\\.[a-z]+)+)\"");
    private static final Path SOURCES = Path.of("src/main/java/io/github/spo4j/examples/cli");

    /** What is nothing but values, or nothing at all. */
    private static final Set<String> WORDLESS =
            Set.of("verbatim", "usage.role", "spo.usage.footerHeading", "spo.help.usage.footerHeading", "doctor.java");

    private final Words english = Words.english();
    private final Words chinese = Words.chinese();

    static Set<String> keys() {
        return new TreeSet<>(Words.english().bundle().keySet());
    }

    @Test
    void are_complete_in_both_languages() {
        assertThat(new TreeSet<>(chinese.bundle().keySet())).isEqualTo(keys());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void take_the_same_values_in_both_languages(String key) {
        assertThat(placeholders(chinese, key)).isEqualTo(placeholders(english, key));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void are_translated(String key) {
        String text = chinese.bundle().getString(key);

        assertThat(WORDLESS.contains(key) || text.codePoints().anyMatch(WordsTest::isChinese))
                .as(text)
                .isTrue();
    }

    /** Ideographs, and the punctuation that goes with them. */
    private static boolean isChinese(int character) {
        return Character.isIdeographic(character) || "，、：（）。".indexOf(character) >= 0;
    }

    /** Which value is shown how; line ends and percent signs are no values. */
    private static List<String> placeholders(Words words, String key) {
        Matcher matcher = PLACEHOLDER.matcher(words.bundle().getString(key));
        List<MatchResult> all = matcher.results()
                .filter(found -> !"n".equals(found.group(2)) && !"%".equals(found.group(2)))
                .toList();
        return Stream.iterate(0, i -> i < all.size(), i -> i + 1)
                .map(i -> all.get(i).group(2) == null
                        ? all.get(i).group()
                        : (all.get(i).group(1) == null
                                        ? String.valueOf(i + 1)
                                        : all.get(i).group(1))
                                + all.get(i).group(2))
                .sorted()
                .toList();
    }

    @Test
    void are_there_for_whatever_the_program_says_and_none_is_left_over() throws IOException {
        Set<String> said = new TreeSet<>();
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                String source = Files.readString(file);
                all.append(source);
                KEY.matcher(source).results().map(found -> found.group(1)).forEach(said::add);
            }
        }
        Set<String> groups = keys().stream()
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
        said.removeIf(key -> !groups.contains(key.substring(0, key.indexOf('.'))));

        assertThat(said).hasSizeGreaterThan(100).isSubsetOf(keys());
        assertThat(keys())
                .filteredOn(key -> KEY.matcher('"' + key + '"').matches() && !key.startsWith("spo."))
                .allMatch(
                        key -> said.contains(key) || all.indexOf('"' + key.replaceFirst("[a-z]+$", "") + "\" +") >= 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh", "zh-CN", "zh-TW", "zh-Hant-HK", "zh-SG"})
    void are_chinese_where_the_locale_is(String locale) {
        assertThat(Words.of(Locale.forLanguageTag(locale)).say("doctor.clock")).isEqualTo("时钟");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "en-US", "de-DE", "ja", "und"})
    void are_english_everywhere_else(String locale) {
        assertThat(Words.of(Locale.forLanguageTag(locale)).say("doctor.clock")).isEqualTo("clock");
    }

    @Test
    void put_phrases_and_lists_into_words_too() {
        Phrase phrase = Phrase.of(
                "refused.models",
                Phrase.of("refused.model", "a", Phrase.of("task.execute"), "--exec-model", Phrase.of("meant", "b")),
                List.of("b", "c"));

        assertThat(english.say(phrase))
                .isEqualTo(
                        "the config file has no model \"a\", which executes prompts (--exec-model) (did you mean b?);"
                                + " add it, or name one of b, c");
        assertThat(chinese.say(phrase)).isEqualTo("配置文件里没有模型 “a”，它负责执行提示词（--exec-model）（是不是 b？）；请补上，或从这些模型中选：b、c");
    }

    @ParameterizedTest
    @CsvSource({"calls so far: 1234567, true", "已调用 1234567 次, false"})
    void show_plain_digits(String text, boolean inEnglish) {
        assertThat((inEnglish ? english : chinese).say("progress.calls", 1234567))
                .isEqualTo(text);
    }

    @Test
    void of_a_refusal_are_english_in_its_message() {
        UsageException e = new UsageException("refused.run.folder", Path.of("x"));

        assertThat(e).hasMessage("there is no folder x; name the folder of a run, such as workspace/Poem");
        assertThat(chinese.say(e.phrase())).isEqualTo("没有文件夹 x；请给出一次运行的文件夹，例如 workspace/Poem");
    }
}
