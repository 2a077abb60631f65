package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateFolderTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("Write.", "Be short.", List.of(QuestionAnswer.of("What?", "That.")));

    @TempDir
    private Path folder;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void passes_over_whatever_has_the_name_of_a_template() throws IOException {
        byte[] noText = {(byte) 0xff, (byte) 0xfe, (byte) 0xc3};
        Files.createDirectory(folder.resolve("auto_spo_a.yaml"));
        Files.write(folder.resolve("auto_spo_a-2.yaml"), noText);

        Path added = TemplateFolder.add(TEMPLATE, folder, "a");

        assertThat(added).isEqualTo(folder.resolve("auto_spo_a-3.yaml")).hasContent(TEMPLATE.toYaml());
        assertThat(folder.resolve("auto_spo_a-2.yaml")).hasBinaryContent(noText);
        assertThat(TemplateFolder.add(TEMPLATE, folder, "a")).isEqualTo(added);
        assertThat(names(folder)).containsExactly("auto_spo_a-2.yaml", "auto_spo_a-3.yaml", "auto_spo_a.yaml");
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                argumentSet("a plain one", "settings/auto_generated/a-1.yaml", "settings/auto_generated/a-1.yaml"),
                argumentSet("letters of any script", "模板/été.yaml", "模板/été.yaml"),
                argumentSet("a blank", "my dir/a.yaml", "'my dir/a.yaml'"),
                argumentSet("what a shell would replace", "$HOME/*.yaml", "'$HOME/*.yaml'"),
                argumentSet("a quote", "it's/a.yaml", "'it'\\''s/a.yaml'"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void names_the_command_to_go_on_with_as_it_can_be_typed(String path, String typed) {
        assertThat(TemplateFolder.next(Path.of(path), false)).isEqualTo("spo optimize --template " + typed);
        assertThat(TemplateFolder.next(Path.of(path), true)).isEqualTo("spo optimize --offline --template " + typed);
    }
}
