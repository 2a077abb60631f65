package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Providers retire their models, so a name with a version in it is no default and stands in no text to be copied. */
class ModelNamesTest {

    private static final Path ROOT = Path.of("..");

    private static final Pattern VERSIONED = Pattern.compile(
            "(?i)\\b(?:(?:chat)?gpt|claude|gemini|gemma|llama|qwen|deepseek|mistral|mixtral|grok|glm|kimi|phi)"
                    + "(?:-[a-z]+)*[-:]?v?\\d[\\w.:-]*|\\bo[134]-(?:mini|pro|preview)\\b");

    private static final Pattern TEXT = Pattern.compile(".*\\.(?:java|md|ya?ml|properties|html|js|json|sh|cmd)");

    /** Those that are about models of such names: what they cost, what they refuse, how they mark their thoughts. */
    private static final Set<String> ABOUT_THEM =
            Set.of("PriceTable.java", "KnownModel.java", "ReasoningModels.java", "Thoughts.java", "ModelServer.java");

    @Test
    void with_a_version_stand_where_models_are_known_and_nowhere_else() throws IOException {
        List<String> found = new ArrayList<>();
        for (String place : List.of("README.md", ".github", "spo-core", "spo-langchain4j", "spo-examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                files.filter(ModelNamesTest::isToBeCopied)
                        .flatMap(ModelNamesTest::versioned)
                        .forEach(found::add);
            }
        }

        assertThat(found).isEmpty();
    }

    /** Tests have models as they please; recorded runs and the page on the Python version tell what was. */
    private static boolean isToBeCopied(Path file) {
        String path = file.toString().replace('\\', '/');
        return TEXT.matcher(path).matches()
                && !path.matches(".*/(?:target|src/test)/.*|.*/(?:recorded|python)[^/]*(?:/.*|\\.md)")
                && !ABOUT_THEM.contains(String.valueOf(file.getFileName()));
    }

    private static Stream<String> versioned(Path file) {
        try {
            return VERSIONED
                    .matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .map(name -> file + ": " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void are_found_where_there_are_some() {
        assertThat(Stream.of("gpt-4o-mini", "claude-sonnet-4-6", "gemini-2.5-flash", "llama3:8b", "o3-mini", "Qwen2.5"))
                .allSatisfy(
                        name -> assertThat(VERSIONED.matcher("model: " + name).find())
                                .as(name)
                                .isTrue());
    }

    @Test
    void are_the_default_of_no_option() {
        assertThat(CommandLineTexts.allCommands().getSubcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(command -> command.options().stream())
                        .filter(option -> option.longestName().endsWith("model")))
                .hasSizeGreaterThan(10)
                .allSatisfy(option -> assertThat(option.defaultValue()).isNull());
    }
}
