package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.cli.CommandLineTexts;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\w+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)");

    /** The packages that the README's reader imports from. */
    private static final String IMPORTS = Stream.of(
                    "io.github.spo4j",
                    "io.github.spo4j.langchain4j",
                    "io.github.spo4j.model",
                    "io.github.spo4j.run",
                    "io.github.spo4j.template",
                    "java.nio.file")
            .map(name -> "import " + name + ".*;")
            .map(all -> all.equals("import io.github.spo4j.model.*;")
                    ? all + "\nimport static io.github.spo4j.model.ModelRole.*;"
                    : all)
            .collect(Collectors.joining("\n"));

    @Test
    void its_java_compiles(@TempDir Path classes) throws IOException {
        Matcher snippet = SNIPPET.matcher(Files.readString(README));
        int found = 0;
        while (snippet.find()) {
            found++;
            assertThat(errors(snippet.group(1), snippet.group(2), classes))
                    .as(snippet.group(1))
                    .isEmpty();
        }
        assertThat(found).isEqualTo(1);
    }

    @Test
    void it_shows_a_unit_test_as_it_is() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/github/spo4j/examples/ShorterPromptTest.java"));
        Matcher shown = Pattern.compile("<!-- example: ShorterPromptTest -->\\s*```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README));

        assertThat(shown.find()).isTrue();
        assertThat(test).endsWith("// snippet: ShorterPromptTest\n" + shown.group(1));
    }

    private static String errors(String name, String body, Path classes) {
        String source = """
                %s
                class %s {
                    void snippet() {
                        %s
                    }
                }
                """.formatted(IMPORTS, name, body);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(file))
                .call();
        return compiled ? "" : errors.toString();
    }

    @Test
    void it_names_no_option_that_there_is_not() throws IOException {
        String help = Stream.of("demo", "optimize", "export", "report", "extract", "style", "build-template", "serve")
                .map(CommandLineTexts::helpOf)
                .collect(Collectors.joining());
        Matcher option = OPTION.matcher(Files.readString(README));
        int found = 0;
        while (option.find()) {
            found++;
            assertThat(help).contains(option.group(1));
        }
        assertThat(found).isGreaterThan(15);
    }
}
