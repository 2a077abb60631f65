package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeldOutTest {

    private static final HeldOut.Wish NONE = new HeldOut.Wish(null, HandOut.AHEAD);

    @Test
    void are_none_in_a_stored_request_of_before_there_were_any() {
        ObjectNode before = StoredJson.object().put("kind", "optimize");
        ObjectNode now = StoredJson.object().put("kind", "optimize").put("held_out", 6);

        HeldOut.fill(before);
        HeldOut.fill(now);

        assertThat(before.path("held_out").asInt(-1)).isZero();
        assertThat(now.path("held_out").asInt()).isEqualTo(6);
    }

    @Test
    void are_not_a_question_that_comes_twice() {
        IterationTemplate template = IterationTemplate.of(
                "p",
                "r",
                Stream.of("a", "b", "c", "d", "e", "f", "f", " f\n")
                        .map(QuestionAnswer::of)
                        .toList());

        assertThat(NONE.in(template, 3).left()).isEqualTo(3);
        assertThat(NONE.in(template, 3).number()).isZero();
        assertThat(NONE.in(template, 1).number()).isEqualTo(5);
    }
}
