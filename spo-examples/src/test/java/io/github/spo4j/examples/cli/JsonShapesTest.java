package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spo4j.run.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code COMMANDS.md} says what {@code --json} prints; each command prints that, key by key. */
class JsonShapesTest {

    @TempDir
    private static Path folder;

    private List<String> manual = List.of();

    @BeforeEach
    void readTheManual() throws IOException {
        manual = Files.readAllLines(Path.of("COMMANDS.md"));
    }

    private static Stream<Arguments> commands() throws IOException {
        String run = folder.resolve("w/run").toString();
        String articles = Files.createDirectories(folder.resolve("articles")).toString();
        Files.writeString(folder.resolve("articles/a.md"), "# One\n\nIt rained. Nobody came. The kettle sang.\n");
        Files.writeString(folder.resolve("articles/b.txt"), "It snowed. Everybody came. Who would have thought?\n");
        String config = Files.writeString(
                        folder.resolve("config2.yaml"),
                        "models:\n  m:\n    base_url: http://127.0.0.1:1/v1\n    api_key: none\n")
                .toString();
        String broken =
                Files.writeString(folder.resolve("broken.yaml"), "prompt: [").toString();
        String out = folder.resolve("profiles").toString();
        String whole = folder.resolve("whole").toString();
        return Stream.of(
                Arguments.argumentSet(
                        "optimize",
                        "optimize, resume",
                        "optimize --offline --seed 1 --max-rounds 3 --name run --json --workspace "
                                + folder.resolve("w")),
                Arguments.argumentSet(
                        "resume", "optimize, resume", "resume " + run + " --offline --max-rounds 4 --json"),
                Arguments.argumentSet("show", "show", "show " + run + " --json"),
                Arguments.argumentSet("show --round", "show --round", "show " + run + " --round 2 --json"),
                Arguments.argumentSet("diff", "diff", "diff " + run + " 1 2 --json"),
                Arguments.argumentSet(
                        "compare",
                        "compare, confirm",
                        "compare short long --offline --data Navigate.jsonl --requirements right --json --workspace "
                                + folder.resolve("w")),
                Arguments.argumentSet("replay", "replay", "replay " + run + " --json"),
                Arguments.argumentSet("estimate", "estimate", "estimate --offline --json"),
                Arguments.argumentSet("check", "check", "check Poem.yaml " + config + " " + broken + " --json"),
                Arguments.argumentSet("doctor", "doctor", "doctor --offline --json"),
                Arguments.argumentSet(
                        "extract",
                        "extract --mode single",
                        "extract --offline --json --input " + articles + " --mode single --out " + out),
                Arguments.argumentSet(
                        "merge",
                        "extract --mode merge",
                        "extract --offline --json --input " + out + "/single_articles --mode merge --out " + out),
                Arguments.argumentSet(
                        "style",
                        "style",
                        "style --offline --json --input " + articles + " --out " + whole + " --templates " + whole));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void are_as_documented(String heading, String command) throws IOException {
        CommandLineTexts run = new CommandLineTexts(command.split(" "));
        assertThat(run.out().lines()).as(run.err()).hasSize(1);
        Set<String> printed = new TreeSet<>();
        collect(new ObjectMapper().readTree(run.out()), "", printed);
        List<String> documented = documented(heading);

        for (String key : printed) {
            assertThat(documented).as("COMMANDS.md, %s", heading).anyMatch(line -> pattern(line, key));
        }
        for (String line : documented) {
            if (!line.endsWith("?")) {
                assertThat(printed).as("%s, %s", command, line).anyMatch(key -> pattern(line, key));
            }
        }
    }

    @Test
    void are_documented_for_every_command_that_has_the_option() {
        String headings =
                manual.stream().filter(line -> line.startsWith("## ")).collect(Collectors.joining(" ", "", " "));

        CommandLineTexts.allCommands().getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().findOption("--json") != null) {
                assertThat(headings).containsPattern("[ ,]" + name + "[ ,]");
            }
        });
    }

    @Test
    void name_every_reason_to_stop() {
        String reasons = Stream.of(StopReason.values())
                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));

        assertThat(manual).contains("stop_reason                  " + reasons);
    }

    private List<String> documented(String heading) {
        int begin = manual.indexOf("## " + heading);
        assertThat(begin).as(heading).isNotNegative();
        return manual.stream()
                .skip(begin + 3L)
                .takeWhile(line -> !line.startsWith("```"))
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    /** Whether the line means the key; an empty list or object tells nothing of what would be in it. */
    private static boolean pattern(String line, String key) {
        String bare = line.replace("?", "");
        String regex = Stream.of(bare.split("(?<=\\*)|(?=\\*)"))
                .map(part -> part.equals("*") ? ".+" : Pattern.quote(part))
                .collect(Collectors.joining());
        return key.matches(regex) || bare.startsWith(key + ".") || bare.startsWith(key + "[]");
    }

    private static void collect(JsonNode node, String path, Set<String> keys) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> collect(
                            field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey(), keys));
        } else if (node.isArray() && !node.isEmpty()) {
            List<JsonNode> entries = new ArrayList<>();
            node.forEach(entries::add);
            entries.forEach(entry -> collect(entry, path + "[]", keys));
        } else {
            keys.add(node.isArray() ? path + "[]" : path);
        }
    }
}
