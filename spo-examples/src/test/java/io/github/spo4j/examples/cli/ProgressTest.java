package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.terminal.Columns;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.examples.terminal.TerminalScreen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees at a terminal while a command works. Each time that the clock is asked, 150 ms have gone by. */
class ProgressTest {

    private static final int COLUMNS = 70;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int tickers;
    private long clock;

    /** Ticks once, as the thread does at once. */
    private void start(BooleanSupplier ticker) {
        tickers++;
        assertThat(ticker.getAsBoolean()).isTrue();
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private TerminalScreen at(Words words, String term, String... args) {
        TerminalScreen screen = new TerminalScreen(COLUMNS);
        Terminal terminal = new Terminal(Map.of("TERM", term)::get, descriptor -> true, () -> OptionalInt.of(COLUMNS));
        LiveLine live = new LiveLine(screen, terminal, () -> clock += 150_000_000, this::start);
        assertThat(Spo.run(Surroundings.of(words, terminal, live, out), args))
                .as(screen.everything())
                .isZero();
        assertThat(screen.line()).isEmpty();
        return screen;
    }

    private String[] optimize(String... more) {
        return Stream.concat(
                        Stream.of("optimize", "--offline", "--workspace", folder.toString(), "--seed", "7"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** What was drawn, in order. */
    private static List<String> drawn(TerminalScreen screen) {
        return Stream.of(screen.everything().split("\r", -1))
                .filter(line -> line.endsWith("\033[K") || line.contains("\033[K"))
                .map(line -> line.substring(0, line.indexOf("\033[K")))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void of_a_run_is_a_line_that_moves_and_lines_that_stay() {
        TerminalScreen screen = at(Words.english(), "xterm", optimize("--max-rounds", "4"));

        assertThat(drawn(screen))
                .hasSizeGreaterThan(20)
                .allMatch(line -> Columns.width(line) < COLUMNS)
                .anyMatch(line -> line.startsWith("[>         ] round 1 of 4, answering"))
                .anyMatch(line -> line.startsWith("[==>       ] round 2 of 4, rewriting | calls: "))
                .anyMatch(line -> line.matches("\\[=+> *] round 4 of 4, judging .*about 0:\\d\\d min left"));
        assertThat(screen.above().get(0)).isEqualTo(SimulatedModel.NOTICE);
        assertThat(screen.above()).filteredOn(line -> line.startsWith("round ")).hasSize(4);
        assertThat(said()).contains("Best prompt: ").doesNotContain("\r", "\033");
        assertThat(tickers).isEqualTo(1);
    }

    @Test
    void is_the_same_lines_without_the_one_that_moves() {
        TerminalScreen live = at(Words.english(), "xterm", optimize("--max-rounds", "3", "--name", "a"));
        TerminalScreen plain =
                at(Words.english(), "xterm", optimize("--max-rounds", "3", "--name", "b", "--progress", "plain"));

        assertThat(plain.everything()).doesNotContain("\r\033", "\033");
        assertThat(live.above()).map(line -> line.replace("/a:", "/b:")).isEqualTo(plain.above());
    }

    @Test
    void is_plain_on_a_terminal_that_cannot_draw_over() {
        assertThat(at(Words.english(), "dumb", optimize("--max-rounds", "2")).everything())
                .contains("round 2")
                .doesNotContain("\033");
    }

    static Stream<List<String>> silent() {
        return Stream.of(List.of("--quiet"), List.of("--progress", "none"), List.of("--quiet", "--progress", "live"));
    }

    @ParameterizedTest
    @MethodSource("silent")
    void is_nothing_but_what_must_be_known(List<String> options) throws IOException {
        Path template = Files.writeString(
                folder.resolve("t.yaml"), "prompt: Answer.\nrequirements: Good.\nextra: 1\nqa:\n- question: Why?\n");
        List<String> args = new ArrayList<>(options);
        args.addAll(List.of("--template", template.toString(), "--max-rounds", "2"));

        TerminalScreen screen = at(Words.english(), "xterm", optimize(args.toArray(String[]::new)));

        assertThat(screen.above()).hasSize(2).last().isEqualTo(SimulatedModel.NOTICE);
        assertThat(screen.above()).first().asString().startsWith("note: ").contains("extra");
        assertThat(said()).contains("Best prompt: ");
    }

    @Test
    void of_a_resumed_run_goes_on_where_it_was() {
        at(Words.english(), "xterm", optimize("--max-rounds", "2"));
        TerminalScreen screen = at(
                Words.chinese(),
                "xterm",
                "resume",
                folder.resolve("Poem-offline").toString(),
                "--offline",
                "--max-rounds",
                "4");

        assertThat(drawn(screen)).first().asString().startsWith("[=====>    ] 第 3/4 轮，改写中 | 调用 ");
        assertThat(drawn(screen)).allMatch(line -> Columns.width(line) < COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"extract", "style"})
    void of_articles_counts_them(String command) throws IOException {
        Path articles = Files.createDirectory(folder.resolve("articles"));
        for (int i = 1; i <= 5; i++) {
            Files.writeString(
                    articles.resolve(i + ".txt"), "It rained for " + i + " days.\n\nThen the sun came out.\n");
        }
        Files.writeString(articles.resolve("broken.docx"), "no zip");
        List<String> args = new ArrayList<>(List.of(
                command,
                "--offline",
                "--input",
                articles.toString(),
                "--out",
                folder.resolve("d").toString()));
        if (command.equals("style")) {
            Files.delete(articles.resolve("broken.docx"));
            args.addAll(List.of("--templates", folder.resolve("s").toString()));
        }
        TerminalScreen screen = new TerminalScreen(COLUMNS);
        Terminal terminal =
                new Terminal(Map.of("TERM", "xterm")::get, descriptor -> true, () -> OptionalInt.of(COLUMNS));
        LiveLine live = new LiveLine(screen, terminal, () -> clock += 150_000_000, this::start);
        Spo.run(Surroundings.of(Words.english(), terminal, live, out), args.toArray(String[]::new));

        assertThat(screen.line()).isEmpty();
        assertThat(drawn(screen))
                .anyMatch(line -> line.matches("\\[.{10}] [1-5] of [56] articles.*\\| calls: [1-5] \\|.*"))
                .allMatch(line -> Columns.width(line) < COLUMNS);
        if (command.equals("style")) {
            assertThat(drawn(screen)).last().isEqualTo("merging profiles");
        } else {
            assertThat(screen.above()).anyMatch(line -> line.startsWith("failed: "));
            assertThat(drawn(screen)).last().asString().startsWith("[==========] 6 of 6 articles | failed: 1 | ");
        }
        assertThat(said()).doesNotContain("\033");
    }

    @Test
    void of_a_pipe_is_plain() {
        assertThat(new CommandLineTexts(optimize("--max-rounds", "2", "--progress", "live")).err())
                .contains("round 2")
                .doesNotContain("\r\033", "\033");
    }
}
