package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateFolderTest {

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
