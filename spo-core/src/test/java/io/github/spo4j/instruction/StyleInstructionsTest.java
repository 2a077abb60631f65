package io.github.spo4j.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleInstructionsTest {

    @Test
    void can_be_ones_own() {
        StyleInstructions own = StyleInstructions.english().with("extract", "How? {{article}}");

        assertThat(own.texts().get("extract")).isEqualTo("How? {{article}}");
        assertThat(StyleInstructions.of(own.texts()).texts()).isEqualTo(own.texts());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StyleInstructions.of(Map.of("extract", "{{article}}")))
                .withMessageContaining("merge");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> own.with("extract", "How?"))
                .withMessageContaining("{{article}}");
    }
}
