package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.Page.Block;
import io.github.spo4j.examples.cli.ProviderServer;
import io.github.spo4j.examples.cli.Spo;
import io.github.spo4j.langchain4j.ModelsConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody reads the README from top to bottom, then each page, saves each file and types each command, in a copy of the
 * project. The provider is a stand-in that has the models of our own example config and no other.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pages' commands are for a POSIX shell")
@Timeout(600)
class ReadmeWalkTest {

    private static final Pattern EXPORT = Pattern.compile("export (?<name>\\w+)=(?<value>\\S+).*");
    private static final Path EXAMPLE = Path.of("config2.example.yaml");

    /** What builds, measures or serves: it takes too long, or does not end. Tests of their own have it. */
    private static final Pattern OF_OTHERS = Pattern.compile("^mvn |\\.bench\\.|\\bserve\\b|JournalBenchmark");

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> typed = new ArrayList<>();

    @Test
    void each_file_and_command_of_the_pages_works_in_its_order() throws Exception {
        layOut();
        ModelsConfig example = ModelsConfig.read(EXAMPLE, name -> "NAME");
        String[] models = example.names().stream()
                .map(name -> String.valueOf(example.settings(name).name()))
                .distinct()
                .toArray(String[]::new);
        try (ProviderServer provider = new ProviderServer(models)) {
            Files.writeString(
                    home.resolve("spo-examples").resolve(EXAMPLE),
                    Files.readString(EXAMPLE).replace("https://api.openai.com/v1", provider.baseUrl()));
            for (Page page : inOrder()) {
                for (Block block : page.blocks()) {
                    take(block, provider);
                }
            }

            assertThat(provider.asked()).containsExactly("NAME");
        }
        assertThat(typed)
                .anyMatch(line -> line.contains("--model openai:NAME --template"))
                .anyMatch(line -> line.contains("--prompt"))
                .anyMatch(line -> line.contains("config2.example.yaml"))
                .anyMatch(line -> line.contains(" compare "))
                .hasSizeGreaterThan(10);
    }

    /** The README first, then the guide, then what the reader looks for. */
    private static List<Page> inOrder() {
        return Stream.concat(Stream.of(Page.readme(), Page.doc("guide.md")), Page.docs().stream())
                .distinct()
                .toList();
    }

    private void take(Block block, ProviderServer provider) throws IOException, InterruptedException {
        if (block.sort().equals("file")) {
            Files.writeString(home.resolve(block.name()), block.text());
        } else if (block.language().equals("bash")) {
            for (String line : block.commands()) {
                type(line.replaceFirst("^mvn .* && ", ""), provider);
            }
        }
    }

    private void type(String line, ProviderServer provider) throws IOException, InterruptedException {
        Matcher export = EXPORT.matcher(line);
        if (export.matches()) {
            variables.put(export.group("name"), export.group("value").replace("…", "sk-mine"));
        } else if (!OF_OTHERS.matcher(line).find()) {
            typed.add(line);
            // OpenAI's own address cannot be had here
            run(line.replace("openai:NAME", "openai-compatible:NAME@" + provider.baseUrl()));
        }
    }

    private void run(String line) throws IOException, InterruptedException {
        Path said = home.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.startsWith("LC_"));
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (path, java) -> java + File.pathSeparator + path);
        builder.environment().putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(line).isTrue();
        assertThat(process.exitValue())
                .as("%s%n%s", line, Files.readString(said))
                .isIn(statuses(line));
    }

    /** A comparison may find either prompt better, or neither; a simulation may run out of new prompts. */
    private static List<Integer> statuses(String line) {
        if (line.contains(" compare ") || line.contains(" confirm ")) {
            return List.of(0, 5, 6);
        }
        return line.contains(" optimize --offline ") ? List.of(0, 3) : List.of(0);
    }

    /** The jar leads to the classes under test. */
    private void layOut() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Spo.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(place -> Path.of(place).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = Files.createDirectories(home.resolve("spo-examples/target")).resolve("spo.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        Path articles = Files.createDirectories(home.resolve("spo-examples/articles"));
        try (Stream<Path> files = Files.list(Path.of("articles"))) {
            for (Path article : files.toList()) {
                Files.copy(article, articles.resolve(article.getFileName()));
            }
        }
    }
}
