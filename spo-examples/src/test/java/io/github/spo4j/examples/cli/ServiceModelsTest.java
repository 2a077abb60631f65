package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceModelsTest {

    private final ModelsConfig none = ModelsConfig.withoutFile(name -> null);

    @Test
    void without_a_config_file_are_those_that_the_options_name() {
        ServiceModels models =
                new ServiceModels(none, List.of(new Role(ModelRole.OPTIMIZE, "--opt-model", "ollama:a", null, 0.7)));

        assertThat(models.names()).containsExactly("ollama:a");
        assertThat(models.usual(ModelRole.OPTIMIZE)).contains("ollama:a");
        assertThat(models.model(ModelRole.OPTIMIZE, null, null, 0).settings().name())
                .isEqualTo("a");
    }

    @Test
    void are_no_others_that_a_client_makes_up() {
        ServiceModels models =
                new ServiceModels(none, List.of(new Role(ModelRole.EXECUTE, "--exec-model", "ollama:a", null, 0.0)));

        assertThatThrownBy(() -> models.model(ModelRole.EXECUTE, "openai-compatible:x@http://127.0.0.1:1/v1", null, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("names an unknown model; name one of ollama:a");
    }

    @Test
    void must_be_some() {
        assertThatThrownBy(() ->
                        new ServiceModels(none, List.of(new Role(ModelRole.EXECUTE, "--exec-model", null, null, 0.0))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no model is chosen");
    }
}
