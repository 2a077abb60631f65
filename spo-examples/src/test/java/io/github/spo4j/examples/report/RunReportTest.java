package io.github.spo4j.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden reports are written anew with {@code -Dspo.golden=write}; then read what has changed. The journal that they are of
 * is kept as it was recorded.
 */
class RunReportTest {

    private static final Path GOLDEN = Path.of("src/test/golden/report");

    private static final String HOSTILE = """
            <script>alert(1)</script> <img src=x onerror="alert(2)"> [click](javascript:alert(3)) ![see](http://evil.example/x.png)
            # A heading

            | a | b |
            |---|---|
            | <iframe src="http://evil.example"></iframe> | `</pre></details>` |

            ````
            </textarea> @everyone
            """ + "\u202Ereversed\u2066 \u200F";

    private static RunReport recorded() {
        return RunReport.of(
                RecordedRun.read(RunStorage.directory(Path.of("src/test/resources/report"), "recorded")),
                PriceTable.shipped(),
                true);
    }

    /** A run of two rounds with six held-out questions. */
    private static RunStorage compared(ScriptedChatModel model) {
        RunStorage storage = RunStorage.memory();
        PromptOptimizer.builder()
                .model(model)
                .template(IterationTemplate.of(
                        "Say it.",
                        "Loud.",
                        IntStream.range(0, 9)
                                .mapToObj(i -> QuestionAnswer.of("What " + i + "?"))
                                .toList()))
                .questions(QuestionDraw.random(3))
                .storage(storage)
                .maxRounds(2)
                .seed(1)
                .build()
                .optimize();
        return storage;
    }

    private static RunReport report(RunStorage storage) {
        return RunReport.of(RecordedRun.read(storage), PriceTable.shipped(), true);
    }

    /** A run in which the judge likes what is said in capitals; each text is as the given change makes it. */
    private static RunStorage run(int rounds, UnaryOperator<String> change) {
        ScriptedChatModel model = new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<modification>" + change.apply("louder") + "</modification><prompt>"
                                + change.apply("SAY " + request.callId().round()) + "</prompt>")
                .onCall(
                        ModelRole.EXECUTE,
                        request -> ModelReply.builder(change.apply(
                                        "answer of round " + request.callId().round()))
                                .usage(TokenUsage.of(1000, 10))
                                .build())
                .on(
                        ModelRole.EVALUATE,
                        request -> "<analyse>" + change.apply("B is loud.") + "</analyse><choose>"
                                + (request.callId().item().equals("1") ? "A" : "B") + "</choose>");
        RunStorage storage = RunStorage.memory();
        PromptOptimizer.builder()
                .optimizeWith(model, ModelSettings.named("gpt-4o"))
                .executeWith(model, ModelSettings.named("gpt-4o"))
                .evaluateWith(model, ModelSettings.named("gpt-4o"))
                .template(IterationTemplate.of(
                        change.apply("Say it."),
                        "Loud.",
                        List.of(QuestionAnswer.of(change.apply("What?"), change.apply("THAT")))))
                .storage(storage)
                .maxRounds(rounds)
                .seed(1)
                .clock(Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC))
                .build()
                .optimize();
        return storage;
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Nested
    class A_report {

        @ParameterizedTest
        @CsvSource({"html, en", "html, zh", "md, en", "md, zh"})
        void of_a_recorded_run_is_always_the_same(String format, String language) throws IOException {
            Locale locale = Locale.forLanguageTag(language);
            String text =
                    format.equals("html") ? recorded().html(locale) : recorded().markdown(locale);

            Path golden = GOLDEN.resolve("recorded-" + language + "." + format);
            if ("write".equals(System.getProperty("spo.golden"))) {
                Files.createDirectories(GOLDEN);
                Files.writeString(golden, text);
            }
            assertThat(text).isEqualTo(Files.readString(golden));
        }

        @Test
        void says_first_that_nothing_was_checked_on_unseen_questions() {
            assertThat(recorded().html(Locale.ENGLISH))
                    .containsSubsequence("<h1>", "Nothing was checked on unseen questions", "In the search", "<ins>");
            assertThat(recorded().markdown(Locale.CHINA))
                    .containsSubsequence("# 提示词优化报告", "没有在未见过的问题上检验", "在搜索里", "{+");
        }

        @Test
        void says_first_what_was_found_on_unseen_questions() {
            RunReport found = report(compared(new ScriptedChatModel()));

            assertThat(found.html(Locale.ENGLISH))
                    .containsSubsequence(
                            "The prompt of round 2 is handed out",
                            "The new prompt is better.",
                            "Unseen questions: 6 won, 0 tied, 0 lost",
                            "Question 1: won",
                            "From the start prompt to the best")
                    .doesNotContain("Nothing was checked");
            assertThat(found.markdown(Locale.CHINA)).containsSubsequence("交出第 2 轮的提示词", "新提示词更好", "在搜索里");
        }

        @Test
        void shows_a_winner_that_was_refused_as_one_and_the_start_as_what_is_handed_out() {
            ScriptedChatModel usual = new ScriptedChatModel();
            ScriptedChatModel model = new ScriptedChatModel();
            model.onCall(ModelRole.EXECUTE, usual);
            model.onCall(
                    ModelRole.EVALUATE,
                    request -> request.callId().item().startsWith("held")
                            ? ModelReply.of("<choose>A</choose>")
                            : usual.chat(request));
            RunReport refused = report(compared(model));

            assertThat(refused.html(Locale.ENGLISH))
                    .contains("was not ahead of the start", "The start prompt is handed out.")
                    .contains("From the start prompt to the one that won the search and is not handed out")
                    .contains("Prompt that won the search</h4>")
                    .doesNotContain("From the start prompt to the best");
        }

        @Test
        void of_a_run_without_a_winner_has_the_prompt_and_no_difference() {
            String html = report(run(1, text -> text)).html(Locale.ENGLISH);

            assertThat(html)
                    .contains("No new prompt was tried", "The prompt</h2>", "The judge was not asked")
                    .doesNotContain("<ins>", "Best prompt</h4>");
        }

        @Test
        void knows_no_money_of_models_without_a_price() {
            RunReport dear = RunReport.of(RecordedRun.read(run(2, text -> text)), PriceTable.of(Map.of()), true);

            assertThat(dear.html(Locale.ENGLISH)).contains("<td>unknown</td>").doesNotContain("US dollars");
            assertThat(report(run(2, text -> text)).html(Locale.ENGLISH)).contains(" US dollars</td>");
        }

        @Test
        void of_200_rounds_is_folded_but_for_the_best() {
            String html = report(run(200, text -> text)).html(Locale.ENGLISH);

            assertThat(count(html, "<details class=\"round ")).isEqualTo(200);
            assertThat(count(html, " open>")).isEqualTo(1);
            assertThat(html.length()).isLessThan(1_000_000);
        }
    }

    @Nested
    class Hostile_text {

        @Test
        void is_text_in_html() {
            String html = report(run(3, text -> text + HOSTILE)).html(Locale.ENGLISH);

            assertThat(html)
                    .doesNotContain("<script", "<img", "<iframe", "<textarea", "javascript:alert(3)\"")
                    .doesNotContainPattern("<[a-z][^>]* (on\\w+|src)=")
                    .contains("&lt;script&gt;", "default-src 'none'");
            assertThat(count(html, "</details>")).isEqualTo(count(html, "<details"));
            assertThat(count(html, "<h1")).isEqualTo(1);
        }

        @Test
        void stays_in_its_fence_in_markdown() {
            String markdown = report(run(3, text -> text + HOSTILE)).markdown(Locale.ENGLISH);

            assertThat(outsideOfFences(markdown))
                    .doesNotContain("script", "evil", "@everyone", "A heading", "javascript");
            assertThat(markdown).contains("@everyone", "⟨U+202E⟩").doesNotContain("\u202E", "\u2066", "\u200F");
        }

        /** As CommonMark reads it: a fence ends with as many backticks as it began with, or more. */
        private static String outsideOfFences(String markdown) {
            StringBuilder outside = new StringBuilder();
            String fence = "";
            for (String line : markdown.split("\n", -1)) {
                String ticks = line.replaceFirst("^(`*).*", "$1");
                if (fence.isEmpty()) {
                    fence = ticks.length() >= 3 ? ticks : "";
                    outside.append(ticks.length() >= 3 ? "" : line).append('\n');
                } else if (ticks.length() >= fence.length() && line.equals(ticks)) {
                    fence = "";
                }
            }
            assertThat(fence).isEmpty();
            return outside.toString();
        }

        @Test
        void of_a_megabyte_is_cut_and_said_to_be_cut() {
            RunStorage storage = run(2, text -> text.startsWith("answer") ? text + " 写".repeat(500_000) : text);

            String html = report(storage).html(Locale.ENGLISH);

            assertThat(html.length()).isLessThan(100_000);
            assertThat(html).contains("Cut here; the whole text is in the run");
        }

        @ParameterizedTest
        @ValueSource(strings = {"> ", "- ", "[", "*a **a ", "<b>", "![a](", "`"})
        void that_is_nested_without_end_is_shown_as_it_is(String nested) {
            String text = nested.repeat(15_000 / nested.length()) + "a** a*".repeat(500);

            assertThat(ShownText.of(text).text()).isEqualTo(text);
        }
    }

    @Nested
    class Markdown_of_a_model {

        private String html(String text) {
            return SafeMarkdown.html(text).orElseThrow();
        }

        @Test
        void is_rendered() {
            assertThat(html("**Bold**\n\n- one\n- two\n\n|a|b|\n|-|-|\n|c|d|"))
                    .contains("<strong>Bold</strong>", "<li>one</li>", "<td>c</td>");
            assertThat(html("one\ntwo")).contains("one<br>\ntwo");
        }

        @Test
        void has_no_headings_of_ours_and_loads_nothing() {
            assertThat(html("# Top")).contains("<p><strong>Top</strong></p>");
            assertThat(html("![a *cat*](http://x.example/cat.png)")).contains("<p>a <em>cat</em></p>");
        }

        @Test
        void links_to_the_web_and_to_mail_only() {
            assertThat(html("[a](https://x.example/)"))
                    .contains("<a rel=\"nofollow noopener noreferrer\" href=\"https://x.example/\">a</a>");
            assertThat(html("[a](javascript:x) [b](data:text/html,x) [c](file:///etc)"))
                    .doesNotContain("javascript", "data:", "file:");
        }
    }

    @Test
    void both_languages_have_the_same_words_with_the_same_places() throws IOException {
        Properties english = words("report.properties");
        Properties chinese = words("report_zh.properties");

        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach((key, text) ->
                assertThat(places(chinese.getProperty("" + key))).as("" + key).isEqualTo(places("" + text)));
    }

    private static Properties words(String file) throws IOException {
        Properties words = new Properties();
        try (var in = Files.newBufferedReader(Path.of("src/main/resources/io/github/spo4j/examples/report", file))) {
            words.load(in);
        }
        return words;
    }

    private static long places(String text) {
        return Pattern.compile("%(\\d\\$)?[sd]").matcher(text).results().count();
    }
}
