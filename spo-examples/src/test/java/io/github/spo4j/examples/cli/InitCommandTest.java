package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.template.IterationTemplate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitCommandTest {

    private static final Pattern NEXT = Pattern.compile("then run: spo (optimize .*)");

    @TempDir
    private Path folder;

    private CommandLineTexts init(String... more) {
        return new CommandLineTexts(Stream.concat(Stream.of("init", "--out", folder.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private String[] next(String out) {
        Matcher command = NEXT.matcher(out);
        assertThat(command.find()).as(out).isTrue();
        return Stream.concat(
                        Stream.of(command.group(1).split(" ")),
                        Stream.of("--workspace", folder.resolve("w").toString(), "--max-rounds", "3"))
                .toArray(String[]::new);
    }

    @Test
    void the_command_that_it_prints_optimizes() throws IOException {
        try (ProviderServer server = new ProviderServer("team/small:8b")) {
            CommandLineTexts begun =
                    init("--provider", "openai-compatible", "--model", "team/small:8b@" + server.baseUrl(), "--yes");
            CommandLineTexts run = new CommandLineTexts(next(begun.out()));

            assertThat(begun.status()).as(begun.err()).isZero();
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("Best prompt: round ");
            assertThat(server.asked()).containsExactly("team/small:8b");
            assertThat(folder.resolve("w/my/prompts/results.json")).exists();
        }
    }

    @ParameterizedTest
    @EnumSource(StarterModel.class)
    void the_file_of_each_provider_is_complete_but_for_the_key(StarterModel provider) throws IOException {
        String at = provider == StarterModel.OPENAI_COMPATIBLE ? "@http://localhost:8080/v1" : "";
        CommandLineTexts begun = init("--provider", provider.toString(), "--model", "NAME" + at, "--yes");
        Path file = folder.resolve("config/config2.yaml");
        Map<String, String> variables = Map.of("AZURE_OPENAI_ENDPOINT", "https://NAME.openai.azure.com");
        ModelsConfig config = ModelsConfig.read(file, name -> variables.getOrDefault(name, "secret-key"));

        assertThat(begun.status()).as(begun.err()).isZero();
        assertThat(config.notices()).isEmpty();
        assertThat(config.roles()).hasSize(4).containsValue("main");
        assertThat(config.port("main").defaults().name()).isEqualTo("NAME");
        assertThat(provider.variables())
                .allSatisfy(variable -> assertThat(begun.err()).contains("set the environment variable " + variable));
        assertThat(new CommandLineTexts("check", folder.resolve("my.yaml").toString()).status())
                .isZero();
    }

    @Test
    void the_template_is_in_the_language_of_the_user_and_can_be_used_as_it_is() {
        new CommandLineTexts(
                Words.chinese(),
                "init",
                "--out",
                folder.toString(),
                "--provider",
                "ollama",
                "--model",
                "NAME",
                "--yes");

        IterationTemplate template = IterationTemplate.read(folder.resolve("my.yaml"));
        assertThat(template.prompt()).contains("请回答");
        assertThat(template.questions()).hasSizeGreaterThan(3);
        assertThat(template.notices()).isEmpty();
    }

    @Nested
    class What_is_there {

        @Test
        void stays_as_it_is_and_is_named() throws IOException {
            Path config = Files.writeString(
                    Files.createDirectory(folder.resolve("config")).resolve("config2.yaml"), "c");
            Path template = Files.writeString(folder.resolve("my.yaml"), "t");

            CommandLineTexts begun = init("--yes");

            assertThat(begun.status()).isZero();
            assertThat(begun.err()).contains(config + " is there already", template + " is there already");
            assertThat(config).hasContent("c");
            assertThat(template).hasContent("t");
        }

        @Test
        void counts_in_the_other_place_too() throws IOException {
            Path config = Files.writeString(folder.resolve("config2.yaml"), "llm: {model: m, api_key: k}\n");

            CommandLineTexts begun = init("--yes");

            assertThat(begun.err()).contains(config + " is there already");
            assertThat(begun.out()).contains("--config " + config);
            assertThat(folder.resolve("config")).doesNotExist();
        }
    }

    @Nested
    class What_is_not_given {

        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        /** At a terminal, with somebody who types these lines. */
        private int typing(String lines, String... args) {
            InputStream before = System.in;
            System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
            try {
                Terminal terminal = new Terminal(name -> null, descriptor -> true, OptionalInt::empty);
                LiveLine live = new LiveLine(err, terminal, System::nanoTime, task -> {});
                return Spo.run(
                        Surroundings.of(
                                Words.english(), terminal, Clock.systemUTC(), time -> {}, name -> null, live, out),
                        args);
            } finally {
                System.setIn(before);
            }
        }

        @Test
        void is_asked_for_until_it_can_be_used() throws IOException {
            int status = typing("somebody\nollama\n\nNAME\n", "init", "--out", folder.toString());

            String asked = err.toString(StandardCharsets.UTF_8);
            assertThat(status).as(asked).isZero();
            assertThat(asked.split("Who serves your model", -1)).hasSize(3);
            assertThat(asked.split("Which model is it", -1)).hasSize(3);
            assertThat(folder.resolve("config/config2.yaml")).content().contains("api_type: ollama", "model: \"NAME\"");
        }

        @Test
        void is_missed_where_nobody_answers() {
            int status = typing("ollama\n", "init", "--out", folder.toString());

            assertThat(status).isEqualTo(ExitStatus.USAGE);
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void is_missed_where_nobody_is_to_be_asked() {
            for (String[] options : List.of(new String[] {}, new String[] {"--yes", "--provider", "openai"})) {
                CommandLineTexts begun = init(options);

                assertThat(begun.status()).isEqualTo(ExitStatus.USAGE);
                assertThat(begun.err()).contains("give --provider (openai, anthropic", "and --model");
                assertThat(folder).isEmptyDirectory();
            }
        }

        @Test
        void is_no_key() {
            CommandLineTexts begun = init("--provider", "openai", "--model", "sk-proj-0123456789abcdefSECRET", "--yes");

            assertThat(begun.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(begun.err()).contains("looks like a key").doesNotContain("SECRET");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
