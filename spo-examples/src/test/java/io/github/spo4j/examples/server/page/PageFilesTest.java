package io.github.spo4j.examples.server.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class PageFilesTest {

    private static final Path WEB = Path.of("src/main/resources/web");
    private static final Path API = Path.of("src/main/resources/server/openapi.yaml");

    @Nested
    class Words {

        @Test
        void both_languages_have_the_same_texts() throws IOException {
            assertThat(withoutPlurals(words("zh").keySet()))
                    .isEqualTo(withoutPlurals(words("en").keySet()));
        }

        @Test
        void both_languages_say_the_same_values() throws IOException {
            Map<String, String> english = words("en");

            assertThat(words("zh"))
                    .allSatisfy((key, text) ->
                            assertThat(values(text)).as(key).isEqualTo(values(requireNonNull(english.get(key)))));
        }

        @Test
        void no_text_is_blank() throws IOException {
            assertThat(words("en").values()).allSatisfy(text -> assertThat(text).isNotBlank());
            assertThat(words("zh").values()).allSatisfy(text -> assertThat(text).isNotBlank());
        }

        @Test
        void the_scripts_name_texts_that_there_are() throws IOException {
            Set<String> known = withoutPlurals(words("en").keySet());

            assertThat(found("(?:text|figure|fact)\\(\\s*'([^']+)'", scripts())).isSubsetOf(known);
        }

        @Test
        void each_text_is_named_in_a_script() throws IOException {
            String scripts = scripts();
            Set<String> literal = found("'([\\w.]+)'", scripts);
            Set<String> prefixes = found("`([\\w.]+\\.)\\$\\{", scripts);
            Set<String> named = found("options\\('(\\w+)'", scripts).stream()
                    .map(name -> name + ".")
                    .collect(Collectors.toSet());

            assertThat(withoutPlurals(words("en").keySet()))
                    .allMatch(key -> literal.contains(key)
                            || Stream.concat(prefixes.stream(), named.stream()).anyMatch(key::startsWith));
        }

        @ParameterizedTest
        @MethodSource("enumerations")
        void each_word_of_the_interface_has_a_text(String prefix, String schema, List<String> path) throws IOException {
            assertThat(words("en").keySet())
                    .containsAll(enumeration(schema, path).stream()
                            .map(value -> prefix + value)
                            .toList());
        }

        static Stream<Arguments> enumerations() {
            return Stream.of(
                    argumentSet("problems", "problem.", "Problem", List.of("properties", "code")),
                    argumentSet("errors", "error.", "JobError", List.of("properties", "code")),
                    argumentSet("stop reasons", "stopped.", "OptimizeResult", List.of("properties", "stop_reason")),
                    argumentSet("formats", "format.", "ExportFormat", List.of()),
                    argumentSet("states", "state.", "JobState", List.of()),
                    argumentSet("states to announce", "announce.", "JobState", List.of()),
                    argumentSet("kinds", "kind.", "JobSummary", List.of("properties", "kind")),
                    argumentSet("phases", "phase.", "Phase", List.of()),
                    argumentSet("outcomes", "article.", "ArticleEvent", List.of("properties", "outcome")),
                    argumentSet("rules to hand out", "handOut.", "OptimizeRequest", List.of("properties", "hand_out")),
                    argumentSet(
                            "outcomes of a comparison",
                            "compared.",
                            "Comparison",
                            List.of("properties", "questions", "items", "properties", "outcome")),
                    argumentSet("rules", "judge.", "OptimizeRequest", List.of("properties", "judge")),
                    argumentSet("modes", "mode.", "OptimizeRequest", List.of("properties", "mode")),
                    argumentSet("placements", "placement.", "OptimizeRequest", List.of("properties", "placement")));
        }

        private static Set<String> withoutPlurals(Set<String> keys) {
            return keys.stream()
                    .map(key -> key.replaceAll("\\.(one|other)$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static Set<String> values(String text) {
            return found("\\{(\\w+)}", text);
        }

        private static Map<String, String> words(String language) throws IOException {
            return new ObjectMapper()
                    .readValue(
                            WEB.resolve("language").resolve(language + ".json").toFile(), new TypeReference<>() {});
        }

        private static List<String> enumeration(String schema, List<String> path) throws IOException {
            Object found = new Yaml().load(Files.readString(API));
            for (String key : Stream.concat(Stream.of("components", "schemas", schema), path.stream())
                    .toList()) {
                found = requireNonNull(((Map<?, ?>) found).get(key), key);
            }
            List<?> values = (List<?>) requireNonNull(((Map<?, ?>) found).get("enum"), "enum");
            return values.stream()
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .toList();
        }
    }

    @Nested
    class Safety {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "createContextualFragment",
                    "DOMParser",
                    "srcdoc",
                    "eval(",
                    "new Function",
                    "javascript:"
                })
        void no_script_makes_markup_or_code_of_text(String way) throws IOException {
            assertThat(scripts()).doesNotContain(way);
        }

        @Test
        void nothing_is_asked_for_elsewhere() throws IOException {
            String all = scripts() + text(files(".html")) + text(files(".css"));

            assertThat(all).doesNotContain("http://", "https://", "@import", "url(");
        }

        @Test
        void the_page_itself_holds_no_script_and_no_style() throws IOException {
            assertThat(Files.readString(WEB.resolve("index.html")))
                    .doesNotContain("<style")
                    .doesNotContainPattern("\\s(style|on\\w+)=")
                    .doesNotContainPattern("<script(?![^>]*\\ssrc=)");
        }
    }

    private static String scripts() throws IOException {
        return text(files(".js"));
    }

    private static String text(List<Path> files) {
        return files.stream().map(PageFilesTest::read).collect(Collectors.joining("\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(WEB)) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(files).isNotEmpty();
            return files;
        }
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
