package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractCommandTest {

    static final Path ARTICLES = Path.of("articles");

    @TempDir
    private Path folder;

    static void copyArticles(Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> articles = Files.list(ARTICLES)) {
            for (Path article : articles.toList()) {
                Files.copy(article, to.resolve(article.getFileName().toString()));
            }
        }
    }

    private CommandLineTexts spo(String command, String... options) {
        List<String> args =
                new ArrayList<>(List.of(command, "--out", folder.resolve("out").toString()));
        args.addAll(Arrays.asList(options));
        return new CommandLineTexts(args.toArray(String[]::new));
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private List<String> profiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out/single_articles"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Nested
    class Single {

        @Test
        void describes_each_article_of_a_folder() throws IOException {
            CommandLineTexts run = spo("extract", "--offline", "--input", ARTICLES.toString());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err().lines()).first().isEqualTo(SimulatedModel.NOTICE);
            assertThat(run.err()).contains("articles: 5", "5 of 5 (100 %)");
            assertThat(run.out()).contains("Done: 5", "Skipped: 0", "Failed: 0", "Calls: 5 (extract 5)", "Profiles: ");
            assertThat(profiles())
                    .containsExactly(
                            "last-ferry.json",
                            "night-market.json",
                            "old-street-breakfast.json",
                            "repair-cafe.json",
                            "watchmaker.json");
            StyleProfile ferry = StyleProfile.read(folder.resolve("out/single_articles/last-ferry.json"));
            assertThat(ferry.facts()).contains("7个人", "| 渡轮 | 12分钟 |");
            assertThat(ferry.source()).isEqualTo("last-ferry.docx");
        }

        @Test
        void passes_over_what_is_unchanged_and_does_the_rest() throws IOException {
            file("in/a.md", "It rains. We wait.");
            spo("extract", "--offline", "--input", folder.resolve("in").toString());
            file("in/b.md", "It snows. We go.");
            CommandLineTexts again =
                    spo("extract", "--offline", "--input", folder.resolve("in").toString());

            assertThat(again.out()).contains("Done: 1", "Skipped: 1", "Calls: 2");
        }

        @Test
        void tells_what_it_left_out() throws IOException {
            file("in/a.md", "It rains. The tea is hot.");
            file("in/b.pdf", "%PDF");
            file("in/sub/c.pdf", "%PDF");
            file("in/README", "none");
            String xml = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
                    + " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><w:body><w:p><w:r><w:t>It rains."
                    + "</w:t><a:blip/></w:r></w:p><w:altChunk/></w:body></w:document>";
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("in/tea.docx")))) {
                zip.putNextEntry(new ZipEntry("word/document.xml"));
                zip.write(xml.getBytes(UTF_8));
            }
            String in = folder.resolve("in").toString();

            assertThat(spo("extract", "--offline", "--input", in).out())
                    .contains(
                            "Left out, as no text: tea.docx (pictures: 1, embedded pieces in another format: 1)",
                            "Other files, not looked at: 3 (1 without suffix, 2 .pdf)");
            assertThat(spo("extract", "--offline", "--json", "--input", in).out())
                    .contains(
                            "\"passed_over\":{\"tea.docx\":{\"picture\":1,\"chunk\":1}}",
                            "\"other_files\":{\"\":1,\".pdf\":2}");
        }

        @Test
        void takes_a_text() throws IOException {
            CommandLineTexts first = spo("extract", "--offline", "--input", "我起床。我跑步。");
            CommandLineTexts again = spo("extract", "--offline", "--input", "我起床。我跑步。");

            assertThat(first.out()).as(first.err()).contains("Done: 1");
            assertThat(again.out()).contains("Skipped: 1", "Calls: 1");
            assertThat(profiles()).singleElement().asString().matches("text-[0-9a-f]{12}\\.json");
        }

        @Test
        void simplifies_on_request() throws IOException {
            file("in/a.md", "她看著窗外。她在等車。");
            spo(
                    "extract",
                    "--offline",
                    "--simplify",
                    "--input",
                    folder.resolve("in").toString());

            assertThat(StyleProfile.read(folder.resolve("out/single_articles/a.json"))
                            .facts())
                    .isEqualTo("1. 她看着窗外。\n2. 她在等车。");
        }

        @Test
        void prints_one_json_object() throws IOException {
            file("in/a.md", "It rains. We wait.");
            file("in/empty.txt", " ");
            CommandLineTexts run = spo(
                    "extract",
                    "--offline",
                    "--json",
                    "--input",
                    folder.resolve("in").toString());

            JsonNode result = new ObjectMapper().readTree(run.out());
            assertThat(run.out().lines()).hasSize(1);
            assertThat(result.at("/extracted/a.md").asText()).endsWith("a.json");
            assertThat(result.at("/failed/empty.txt").asText()).contains("there is no text in it");
            assertThat(result.at("/usage/total/calls").asInt()).isEqualTo(1);
            assertThat(result.path("stop_reason").isNull()).isTrue();
        }

        @Test
        void an_article_that_cannot_be_read_is_bad_input_and_the_others_are_done() throws IOException {
            file("in/a.md", "It rains. We wait.");
            file("in/broken.docx", "no document");
            CommandLineTexts run =
                    spo("extract", "--offline", "--input", folder.resolve("in").toString());

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.out()).contains("Done: 1", "Failed: 1", "  broken.docx: this is no Word document");
            assertThat(run.err()).contains("failed: broken.docx: ").doesNotContain("\tat ");
        }

        @Test
        void input_that_is_neither_path_nor_text_is_refused() {
            CommandLineTexts run = spo("extract", "--offline", "--input", "nowhere/a.md");

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err())
                    .contains("spo: --input nowhere/a.md is neither")
                    .doesNotContain("\tat ");
            assertThat(folder.resolve("out")).doesNotExist();
        }

        @Test
        void a_simulated_folder_is_not_gone_on_with_by_a_model() throws IOException {
            file("in/a.md", "It rains. We wait.");
            spo("extract", "--offline", "--input", folder.resolve("in").toString());
            Path config = file("config2.yaml", "models:\n  m:\n    base_url: http://127.0.0.1:9\n    api_key: none\n");
            CommandLineTexts real = spo(
                    "extract",
                    "--config",
                    config.toString(),
                    "--input",
                    folder.resolve("in").toString());

            assertThat(real.status()).isEqualTo(ExitStatus.RUN);
            assertThat(real.err()).contains("start again in another place").doesNotContain("--fresh", "\tat ");
        }
    }

    @Nested
    class Models {

        private Path config(SimulatedServer server) throws IOException {
            return file("config2.yaml", "models:\n  m:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
        }

        @Test
        void a_model_that_fails_is_told_and_asked_again_by_the_same_command() throws IOException {
            file("in/a.md", "It rains. We wait.");
            SimulatedModel failing = SimulatedModel.builder().failureRate(1).build();
            try (SimulatedServer server = SimulatedServer.startRepeatable(failing, Duration.ZERO)) {
                String in = folder.resolve("in").toString();
                CommandLineTexts run =
                        spo("extract", "--config", config(server).toString(), "--retries", "0", "--input", in);
                spo("extract", "--config", config(server).toString(), "--retries", "0", "--input", in);

                assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
                assertThat(run.out()).contains("Done: 0", "Failed: 1");
                assertThat(server.requests()).isEqualTo(2);
            }
        }

        @Test
        void what_they_cost_is_told_with_that_of_the_merge() throws IOException {
            Path prices = file("prices.csv", PriceTable.COLUMNS + "\nm,1000000,,,1000000,\n");
            SimulatedModel model = SimulatedModel.builder().build();
            try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ZERO)) {
                String config = config(server).toString();
                CommandLineTexts single = priced("extract", config, prices, ARTICLES.toString(), "--json");
                String singles = folder.resolve("out/single_articles").toString();
                CommandLineTexts merge = priced("extract", config, prices, singles, "--json", "--mode", "merge");
                CommandLineTexts people = priced("extract", config, prices, singles, "--mode", "merge");
                CommandLineTexts style = priced(
                        "style",
                        config,
                        prices,
                        ARTICLES.toString(),
                        "--json",
                        "--templates",
                        folder.resolve("t").toString());

                long extracting = cost(single, "/usage/extract");
                long merging = cost(merge, "/usage/merge");
                assertThat(server.requests()).isEqualTo(6);
                assertThat(cost(single, "/usage/total")).isEqualTo(extracting);
                assertThat(cost(merge, "/usage/total"))
                        .isEqualTo(extracting + merging)
                        .isEqualTo(cost(style, "/usage/total"));
                assertThat(single.err())
                        .contains(", calls so far: 5, cost: " + UsageText.amount(BigDecimal.valueOf(extracting)));
                assertThat(people.out())
                        .contains(
                                "Calls: 6 (extract 5, merge 1)",
                                "(extract " + UsageText.amount(BigDecimal.valueOf(extracting)) + ", merge "
                                        + UsageText.amount(BigDecimal.valueOf(merging)) + ")");
            }
        }

        private CommandLineTexts priced(String command, String config, Path prices, String input, String... options) {
            List<String> args =
                    new ArrayList<>(List.of("--config", config, "--prices", prices.toString(), "--input", input));
            args.addAll(Arrays.asList(options));
            return spo(command, args.toArray(String[]::new));
        }

        private static long cost(CommandLineTexts run, String usage) throws IOException {
            assertThat(run.status()).as(run.err()).isZero();
            JsonNode entry = new ObjectMapper().readTree(run.out()).at(usage);
            assertThat(entry.path("cost").asLong())
                    .isPositive()
                    .isEqualTo(entry.path("input_tokens").asLong()
                            + entry.path("output_tokens").asLong());
            return entry.path("cost").asLong();
        }

        @Test
        void a_limit_stops_it_and_a_higher_one_goes_on() throws IOException {
            for (String name : List.of("a", "b", "c")) {
                file("in/" + name + ".md", "It rains. We wait for " + name + ".");
            }
            SimulatedModel model = SimulatedModel.builder().build();
            try (SimulatedServer server = SimulatedServer.startRepeatable(model, Duration.ZERO)) {
                String in = folder.resolve("in").toString();
                String config = config(server).toString();
                CommandLineTexts limited = spo("extract", "--config", config, "--max-calls", "2", "--input", in);
                CommandLineTexts more = spo("extract", "--config", config, "--max-calls", "3", "--input", in);

                assertThat(limited.status()).as(limited.err()).isZero();
                assertThat(limited.out()).contains("Done: 2", "Left: 1");
                assertThat(more.out()).contains("Done: 1", "Skipped: 2");
                assertThat(server.requests()).isEqualTo(3);
            }
        }

        @Test
        void a_file_with_several_models_must_say_which_one_describes() throws IOException {
            Path config = file("config2.yaml", "models:\n  m:\n    api_key: a\n  n:\n    api_key: b\n");
            CommandLineTexts run = spo("extract", "--config", config.toString(), "--input", "It rains. We wait.");

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("which of its models (m, n) describes styles (--llm-model)", "roles:");
        }
    }

    @Nested
    class Merge {

        @Test
        void makes_one_style_of_a_folder_of_profiles() {
            spo("extract", "--offline", "--input", ARTICLES.toString());
            String singles = folder.resolve("out/single_articles").toString();
            CommandLineTexts run = spo("extract", "--offline", "--mode", "merge", "--input", singles);

            assertThat(run.status()).as(run.err()).isZero();
            Path file = folder.resolve("out/merged_articles/merged_style.json");
            assertThat(run.out()).contains("Merged: 5 profiles", "Style: ", "Profile: " + file);
            assertThat(StyleProfile.read(file).prompt()).contains("用“我”“我们”叙述");
        }

        @Test
        void passes_one_profile_on_and_says_so() {
            spo(
                    "extract",
                    "--offline",
                    "--input",
                    ARTICLES.resolve("watchmaker.txt").toString());
            String single =
                    folder.resolve("out/single_articles/watchmaker.json").toString();
            CommandLineTexts run = spo("extract", "--offline", "--mode", "MERGE", "--json", "--input", single);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"passed_through\":true", "\"profiles\":1");
        }

        @Test
        void takes_no_text_and_no_damaged_profile() throws IOException {
            CommandLineTexts text = spo("extract", "--offline", "--mode", "merge", "--input", "It rains. We wait.");
            CommandLineTexts damaged = spo(
                    "extract",
                    "--offline",
                    "--mode",
                    "merge",
                    "--input",
                    file("p.json", "{").toString());

            assertThat(text.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(text.err()).contains("there is no file or folder It rains.");
            assertThat(damaged.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(damaged.err()).contains("p.json").doesNotContain("\tat ");
        }
    }

    @Nested
    class Templates {

        @Test
        void need_the_articles_profiles() throws IOException {
            Path style = file("style.json", "{\"style_summary\": \"short\", \"style\": {}, \"prompt\": \"Write.\"}");
            CommandLineTexts run = new CommandLineTexts(
                    "build-template", "--style", style.toString(), "--articles", ARTICLES.toString());

            assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(run.err()).contains("with --profiles");
        }

        @Test
        void expect_simplified_articles_where_that_was_asked_for() throws IOException {
            file("in/a.md", "她看著窗外。她在等車。");
            String in = folder.resolve("in").toString();
            String templates = folder.resolve("t").toString();
            spo("style", "--offline", "--simplify", "--input", in, "--templates", templates);
            CommandLineTexts built = new CommandLineTexts(
                    "build-template",
                    "--simplify",
                    "--style",
                    folder.resolve("out/merged_articles/merged_style.json").toString(),
                    "--articles",
                    in,
                    "--out",
                    templates);

            assertThat(built.status()).as(built.err()).isZero();
            for (String name : List.of("auto_spo_out.yaml", "auto_spo_merged_style.yaml")) {
                IterationTemplate template =
                        IterationTemplate.read(folder.resolve("t").resolve(name));
                assertThat(template.questions())
                        .extracting(question -> question.answer())
                        .containsExactly("她看着窗外。她在等车。");
            }
        }

        @Test
        void are_never_overwritten() throws IOException {
            spo("extract", "--offline", "--input", ARTICLES.toString());
            String singles = folder.resolve("out/single_articles").toString();
            spo("extract", "--offline", "--mode", "merge", "--input", singles);
            String[] build = {
                "build-template",
                "--style",
                folder.resolve("out/merged_articles/merged_style.json").toString(),
                "--articles",
                ARTICLES.toString(),
                "--out",
                folder.resolve("t").toString()
            };
            CommandLineTexts first = new CommandLineTexts(build);
            Path template = folder.resolve("t/auto_spo_merged_style.yaml");
            assertThat(first.out()).as(first.err()).contains("Template: " + template + " (5 questions)");
            assertThat(new CommandLineTexts(build).out()).contains("Template: " + template + " (5");
            Files.writeString(template, "mine");

            assertThat(new CommandLineTexts(build).out()).contains("auto_spo_merged_style-2.yaml");
            assertThat(template).hasContent("mine");
        }
    }

    @Nested
    class AllInOne {

        @Test
        void goes_from_articles_to_a_template_and_names_the_next_command() {
            CommandLineTexts run = spo(
                    "style",
                    "--offline",
                    "--input",
                    ARTICLES.toString(),
                    "--questions",
                    "3",
                    "--templates",
                    folder.resolve("t").toString());

            assertThat(run.status()).as(run.err()).isZero();
            Path template = folder.resolve("t/auto_spo_out.yaml");
            assertThat(run.out())
                    .contains("Done: 5", "Merged: 5 profiles", "spo optimize --offline --template " + template);
            CommandLineTexts optimized = new CommandLineTexts(
                    "optimize",
                    "--offline",
                    "--seed",
                    "7",
                    "--max-rounds",
                    "3",
                    "--workspace",
                    folder.resolve("w").toString(),
                    "--template",
                    template.toString());
            assertThat(optimized.status()).as(optimized.err()).isZero();
        }

        @Test
        void takes_one_article() {
            CommandLineTexts run = spo(
                    "style",
                    "--offline",
                    "--json",
                    "--input",
                    ARTICLES.resolve("night-market.md").toString(),
                    "--templates",
                    folder.resolve("t").toString());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"passed_through\":true", "auto_spo_out.yaml");
        }

        @Test
        void refuses_more_questions_than_articles_before_anything_is_paid() throws IOException {
            file("in/a.md", "It rains. We wait.");
            String in = folder.resolve("in").toString();
            for (String input : List.of(in, in + "/a.md")) {
                CommandLineTexts run = spo("style", "--offline", "--questions", "5", "--input", input);

                assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
                assertThat(run.err()).contains("5 questions need as many articles, and there are 1;");
                assertThat(folder.resolve("out")).doesNotExist();
            }
        }
    }
}
