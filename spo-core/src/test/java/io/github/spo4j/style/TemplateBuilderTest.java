package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateBuilderTest {

    private final StyleProfile style = StyleProfile.parse("style", SampleProfiles.about("all"));

    private static StyleProfile profile(String name) {
        return StyleProfile.parse(name, SampleProfiles.about(name));
    }

    private static Article article(String name) {
        return new Article(name + ".md", "The text of " + name + ".\n");
    }

    private TemplateBuilder with(String... names) {
        TemplateBuilder builder = TemplateBuilder.of(style);
        for (String name : names) {
            builder.article(article(name), profile(name));
        }
        return builder;
    }

    @Nested
    class A_template {

        @Test
        void asks_for_each_article_by_its_own_facts() {
            IterationTemplate template = with("tea", "rain").build();

            assertThat(template.prompt()).isEqualTo("Write like all.");
            assertThat(template.requirements())
                    .contains("2. Style: all, calm and short.")
                    .contains("emotion:\n  tone: calm as all");
            assertThat(template.questions())
                    .extracting(question -> question.question())
                    .containsExactly(
                            "Write an article from the following.\n\nFacts that must be in it:\n1. Fact of tea.\n\n"
                                    + "Images that may be used:\n![tea](tea.png)",
                            "Write an article from the following.\n\nFacts that must be in it:\n1. Fact of rain.\n\n"
                                    + "Images that may be used:\n![rain](rain.png)");
            assertThat(template.questions())
                    .extracting(question -> question.answer())
                    .containsExactly("The text of tea.\n", "The text of rain.\n");
        }

        @Test
        void is_in_the_language_of_the_prompt() {
            StyleProfile chinese =
                    StyleProfile.parse("zh", SampleProfiles.about("全部").replace("Write like", "请照此写作："));

            IterationTemplate template = TemplateBuilder.of(chinese)
                    .article(article("tea"), profile("tea"))
                    .build();

            assertThat(template.requirements()).contains("2. 文风：全部");
            assertThat(template.questions().get(0).question()).startsWith("请根据以下要求撰写文章：");
        }

        @Test
        void can_be_worded_otherwise() {
            IterationTemplate template = with("tea")
                    .instructions(StyleInstructions.english().with("write", "About: {{facts}} {{images}}"))
                    .build();

            assertThat(template.questions().get(0).question()).startsWith("About: 1. Fact of tea.");
        }

        @Test
        void c11_is_plain_text_without_aliases_and_read_back_as_it_is() {
            IterationTemplate template = TemplateBuilder.of(style)
                    .article(new Article("a.md", "# Tea: \"hot\"\n\n- *a* &id001\n\t'b'\n"), profile("tea"))
                    .article(new Article("b.md", "# Tea: \"hot\"\n\n- *a* &id001\n\t'b'\n"), profile("tea"))
                    .build();

            IterationTemplate read = IterationTemplate.parse("t.yaml", template.toYaml());

            assertThat(read.questions()).isEqualTo(template.questions());
            assertThat(read.prompt()).isEqualTo(template.prompt());
            assertThat(read.requirements()).isEqualTo(template.requirements());
        }

        @Test
        void is_run_by_an_optimizer_as_it_is() {
            IterationTemplate template = with("tea", "rain").build();

            String best = PromptOptimizer.builder()
                    .model(request -> ModelReply.of(
                            request.role() == ModelRole.OPTIMIZE
                                    ? "<prompt>Better.</prompt>"
                                    : request.role() == ModelRole.EVALUATE
                                            ? "<choose>"
                                                    + (request.messages()
                                                                    .get(0)
                                                                    .text()
                                                                    .contains("# A\nQuestion 1:\n  Write")
                                                            ? "A"
                                                            : "B")
                                                    + "</choose>"
                                            : "An article."))
                    .template(template)
                    .maxRounds(2)
                    .seed(1)
                    .build()
                    .optimize()
                    .bestPrompt();

            assertThat(best).isIn("Write like all.", "Better.");
        }
    }

    @Nested
    class Articles_are_chosen {

        @Test
        void in_order_without_a_seed() {
            assertThat(with("tea", "rain", "bread").questions(2).build().questions())
                    .extracting(question -> question.answer())
                    .containsExactly("The text of tea.\n", "The text of rain.\n");
        }

        @Test
        void by_a_seed_the_same_every_time() {
            String[] names = IntStream.range(0, 20).mapToObj(i -> "n" + i).toArray(String[]::new);
            List<String> drawn = answers(with(names).questions(3).seed(7));

            assertThat(drawn)
                    .hasSize(3)
                    .isEqualTo(answers(with(names).questions(3).seed(7)));
            assertThat(IntStream.range(0, 20)
                            .mapToObj(seed -> answers(with(names).questions(3).seed(seed))))
                    .doesNotContainSequence(drawn, drawn)
                    .hasSizeGreaterThan(10);
        }

        private static List<String> answers(TemplateBuilder builder) {
            return builder.build().questions().stream()
                    .map(question -> String.valueOf(question.answer()))
                    .toList();
        }

        @Test
        void from_a_folder_with_their_own_profiles(@TempDir Path folder) throws IOException {
            Path articles = Files.createDirectories(folder.resolve("articles/more"));
            Path profiles = Files.createDirectories(folder.resolve("profiles"));
            Files.writeString(folder.resolve("articles/tea.md"), "Text of tea");
            Files.writeString(articles.resolve("tea.md"), "Text of another tea");
            Files.writeString(articles.resolve("rain.txt"), "Text of rain");
            profile("one").withSource("tea.md").write(profiles.resolve("tea.json"));
            profile("two").withSource("more/tea.md").write(profiles.resolve("more-tea.json"));
            profile("three").write(profiles.resolve("rain.json"));
            profile("four").write(profiles.resolve("stranger.json"));
            profile("five").withSource("../secret.md").write(profiles.resolve("evil.json"));
            Files.writeString(folder.resolve("secret.md"), "a secret");

            IterationTemplate template = TemplateBuilder.of(style)
                    .articles(folder.resolve("articles"), profiles)
                    .build();

            assertThat(template.questions())
                    .extracting(question ->
                            question.question().replaceAll("(?s).*Fact of (\\w+).*", "$1") + ": " + question.answer())
                    .containsExactlyInAnyOrder("one: Text of tea", "two: Text of another tea", "three: Text of rain");
        }
    }

    @Nested
    class What_is_refused {

        @Test
        void c11_a_profile_of_another_article() {
            StyleProfile other = profile("rain").withSource("more/rain.md");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TemplateBuilder.of(style).article(article("tea"), other))
                    .withMessage("the profile was made from more/rain.md and not from tea.md");
            TemplateBuilder.of(style).article(new Article("x/more/rain.md", "Rain"), other);
        }

        @Test
        void an_article_without_facts() {
            StyleProfile empty = StyleProfile.parse("p", "{\"prompt\": \"p\"}");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> TemplateBuilder.of(style).article(article("tea"), empty))
                    .withMessageContaining("tea.md: its profile has no facts");
        }

        @Test
        void a_style_without_a_prompt() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> TemplateBuilder.of(StyleProfile.parse("p", "{}")))
                    .withMessageContaining("no prompt");
        }

        @Test
        void more_questions_than_articles() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> with("tea").questions(2).build())
                    .withMessageContaining("2 questions need as many articles, and there are 1");
            assertThatIllegalArgumentException().isThrownBy(() -> with("tea").questions(0));
            assertThatIllegalStateException().isThrownBy(() -> with().build());
        }

        @Test
        void more_than_a_template_can_hold() {
            TemplateBuilder long_ =
                    TemplateBuilder.of(style).article(new Article("long.md", "tea ".repeat(300_000)), profile("tea"));

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(long_::build)
                    .withMessageContaining("ask fewer questions");
        }

        @Test
        void c11_two_profiles_of_one_name(@TempDir Path folder) throws IOException {
            Path profiles = Files.createDirectories(folder.resolve("profiles"));
            Files.writeString(folder.resolve("tea.md"), "Tea");
            profile("one").withSource("tea.md").write(profiles.resolve("tea.json"));
            profile("two").withSource("tea.md").write(profiles.resolve("tea.md.json"));

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> TemplateBuilder.of(style).articles(folder, profiles))
                    .withMessageContaining("tea.md.json: it is of an article named tea.md, and so is tea.json");
        }

        @Test
        void a_folder_without_a_matching_profile(@TempDir Path folder) throws IOException {
            Files.writeString(folder.resolve("tea.md"), "Tea");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> TemplateBuilder.of(style).articles(folder, folder))
                    .withMessageContaining("no profile");
        }
    }
}
