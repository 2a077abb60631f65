package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.examples.Page.Block;
import io.github.spo4j.examples.cli.CommandLineTexts;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** What the pages show is true: their code compiles or is read, their options exist, their links lead somewhere. */
class PagesTest {

    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern COMMAND = Pattern.compile("java -jar spo-examples/target/spo.jar (?<name>[a-z-]+).*");
    private static final Pattern MAIN = Pattern.compile("java .*-cp .* (?<name>(?:io|org)\\.[\\w.]+).*");
    private static final Pattern COORDINATES = Pattern.compile("\"io.github.spo4j:(spo-[\\w-]+):([\\w.-]+)\"");

    private static final Set<String> COMMANDS = Set.of(
            "init",
            "demo",
            "optimize",
            "estimate",
            "resume",
            "replay",
            "show",
            "diff",
            "compare",
            "confirm",
            "report",
            "check",
            "export",
            "extract",
            "build-template",
            "style",
            "serve",
            "doctor",
            "completion");

    static List<Page> all() {
        return Page.all();
    }

    private static Stream<Block> blocks(String... languages) {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> List.of(languages).contains(block.language()));
    }

    @Nested
    class A_block {

        @ParameterizedTest
        @MethodSource("io.github.spo4j.examples.PagesTest#all")
        void is_of_a_kind_that_is_looked_at(Page page) {
            List<String> ofItsOwn = List.of("text", "bibtex", "mermaid");
            List<String> lookedAt = List.of("java", "bash", "yaml", "json", "xml", "kotlin", "nginx", "caddyfile");
            boolean liesInBlocks = !page.file().endsWith("COMMANDS.md");

            assertThat(page.blocks())
                    .filteredOn(block -> liesInBlocks)
                    .extracting(Block::language)
                    .allMatch(language -> ofItsOwn.contains(language) || lookedAt.contains(language));
        }

        @Test
        void of_java_compiles_or_is_part_of_a_class_that_does(@TempDir Path classes) {
            Map<String, String> errors = new TreeMap<>();
            List<Block> java = blocks("java").toList();

            for (Block block : java) {
                if (block.sort().equals("example")) {
                    assertThat(lines(sourceOf(block.name()))).containsSubsequence(lines(block.text()));
                } else {
                    assertThat(block.sort()).as(block.text()).isEqualTo("snippet");
                    errors.put(block.name(), Snippet.errors(block, classes));
                }
            }

            assertThat(errors)
                    .isNotEmpty()
                    .allSatisfy((name, found) -> assertThat(found).as(name).isEmpty());
        }

        @Test
        void of_yaml_is_a_template_or_a_config_file(@TempDir Path folder) throws IOException {
            List<Block> yaml = blocks("yaml").toList();

            assertThat(yaml).isNotEmpty();
            for (Block block : yaml) {
                Path file = Files.writeString(folder.resolve("read.yaml"), block.text());
                if (block.text().contains("models:")) {
                    assertThat(ModelsConfig.read(file, name -> "NAME").names()).isNotEmpty();
                } else {
                    assertThat(IterationTemplate.read(file).questions()).isNotEmpty();
                }
            }
        }

        @Test
        void of_json_is_json_in_each_line() {
            assertThat(blocks("json").flatMap(block -> block.text().lines()))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(new JsonMapper().readTree(line).isObject())
                                    .isTrue());
        }

        @Test
        void of_xml_is_well_formed_and_has_the_version_of_the_build() throws Exception {
            String build = Files.readString(Page.ROOT.resolve("pom.xml"));
            String version = build.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");
            List<Block> xml = blocks("xml").toList();

            assertThat(xml).isNotEmpty();
            for (Block block : xml) {
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<all>" + block.text() + "</all>")));
                assertThat(block.text()).contains("<version>" + version + "</version>");
            }
            assertThat(blocks("kotlin")).isNotEmpty().allSatisfy(block -> {
                Matcher coordinates = COORDINATES.matcher(block.text());
                assertThat(coordinates.find()).isTrue();
                assertThat(Page.ROOT.resolve(coordinates.group(1)).resolve("pom.xml"))
                        .exists();
                assertThat(coordinates.group(2)).isEqualTo(version);
            });
        }

        @Test
        void for_a_proxy_closes_what_it_opens() {
            assertThat(blocks("nginx", "caddyfile").toList()).hasSize(2).allSatisfy(block -> {
                assertThat(block.text().replaceAll("[^{]", ""))
                        .hasSameSizeAs(block.text().replaceAll("[^}]", ""));
                assertThat(block.text().lines())
                        .filteredOn(line -> block.language().equals("nginx"))
                        .allMatch(line -> line.matches(".*[{};]"));
            });
        }

        /** {@link ReadmeWalkTest} runs those that end by themselves. */
        @Test
        void of_commands_names_commands_classes_and_options_that_there_are() {
            assertThat(blocks("bash").flatMap(block -> block.commands().stream()))
                    .isNotEmpty()
                    .allSatisfy(PagesTest::isKnown);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void they_name_no_option_that_there_is_not(Page page) {
        String help = COMMANDS.stream().map(CommandLineTexts::helpOf).collect(Collectors.joining());

        assertThat(OPTION.matcher(page.prose()).results().map(MatchResult::group))
                .allSatisfy(option -> assertThat(help).contains(option));
    }

    @ParameterizedTest
    @MethodSource("all")
    void each_link_leads_to_a_file_and_a_heading_that_there_is(Page page) {
        assertThat(page.links()).allSatisfy(link -> {
            URI target = URI.create(link);
            if (target.getScheme() != null) {
                assertThat(target.getScheme()).isEqualTo("https");
                return;
            }
            Path file = target.getPath().isEmpty()
                    ? page.file()
                    : page.file().resolveSibling(target.getPath()).normalize();
            assertThat(file).exists();
            if (target.getFragment() != null) {
                assertThat(Page.of(file).anchors()).contains(target.getFragment());
            }
        });
    }

    private static void isKnown(String line) {
        String command = line.replaceFirst("^mvn .* && ", "");
        Matcher named = COMMAND.matcher(command);
        Matcher main = MAIN.matcher(command);
        if (named.matches()) {
            assertThat(COMMANDS).contains(named.group("name"));
            String help = CommandLineTexts.helpOf(named.group("name"));
            assertThat(OPTION.matcher(command).results().map(MatchResult::group))
                    .allSatisfy(option -> assertThat(help).contains(option));
        } else if (main.matches()) {
            assertThat(main.group("name").replace('.', '/') + ".class")
                    .satisfies(
                            name -> assertThat(PagesTest.class.getClassLoader().getResource(name))
                                    .isNotNull());
        } else {
            assertThat(command).matches("(?:mvn -|export \\w+=|mkdir -p \\w+ && cp ).*");
        }
    }

    private static String sourceOf(String name) {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return Page.of(files.filter(file -> file.endsWith(name + ".java"))
                            .findFirst()
                            .orElseThrow())
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without indents and blank lines. A page may leave lines out. */
    private static List<String> lines(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
