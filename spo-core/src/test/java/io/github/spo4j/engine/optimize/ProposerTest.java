package io.github.spo4j.engine.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProposerTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("Answer.", "Be right.", List.of(QuestionAnswer.of("What is 2?")));

    @Nested
    class A_reply_that_is_cut_at_its_limit {

        private final ScriptedChatModel model = new ScriptedChatModel()
                .onCall(ModelRole.OPTIMIZE, this::proposal)
                .on(ModelRole.EXECUTE, request -> "answer")
                .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");

        private ModelReply proposal(ModelRequest request) {
            return request.callId().ask() == 0
                    ? ModelReply.builder("<analyse>a</analyse><prompt>Answer wi")
                            .finishReason(FinishReason.LENGTH)
                            .build()
                    : ModelReply.of("<prompt>Answer with care.</prompt>");
        }

        private PromptOptimizer.Builder optimizer(ModelSettings optimizing) {
            return PromptOptimizer.builder()
                    .model(model)
                    .optimizeWith(model, optimizing)
                    .template(TEMPLATE)
                    .seed(1)
                    .maxRounds(2);
        }

        private List<ModelRequest> asked() {
            return model.requests(ModelRole.OPTIMIZE);
        }

        @Test
        void is_asked_for_again_with_twice_the_room() {
            OptimizationResult result = optimizer(
                            ModelSettings.named("m").temperature(0.7).maxOutputTokens(500))
                    .build()
                    .optimize();

            assertThat(asked())
                    .extracting(ModelRequest::settings)
                    .containsExactly(
                            ModelSettings.named("m").temperature(0.7).maxOutputTokens(500),
                            ModelSettings.named("m").temperature(0.7).maxOutputTokens(1_000));
            assertThat(asked().get(1).messages())
                    .singleElement()
                    .extracting(Message::text)
                    .asString()
                    .contains("cut off for its length");
            assertThat(result.run().rounds().get(1).prompt()).isEqualTo("Answer with care.");
        }

        @Test
        void is_asked_for_again_as_it_was_where_no_limit_was_set() {
            optimizer(ModelSettings.named("m")).build().optimize();

            assertThat(asked())
                    .extracting(request -> request.settings().maxOutputTokens())
                    .containsExactly(null, null);
        }

        @Test
        void and_cut_again_voids_the_round_and_tells_the_user_what_to_do() {
            model.onCall(
                    ModelRole.OPTIMIZE,
                    request -> ModelReply.builder("<analyse>a</analyse><prompt>Answer wi")
                            .finishReason(FinishReason.LENGTH)
                            .build());

            OptimizationResult result =
                    optimizer(ModelSettings.named("m")).build().optimize();

            assertThat(result.run().rounds().get(1).voidReason())
                    .endsWith("cut off for its length before the new prompt was complete; "
                            + "allow the optimizing model more output tokens");
            assertThat(asked().get(1).messages().get(0).text()).doesNotContain("output tokens");
        }

        @Test
        void is_found_again_when_the_run_is_resumed() {
            RunStorage storage = RunStorage.memory();
            ModelSettings settings = ModelSettings.named("m").maxOutputTokens(500);
            optimizer(settings).storage(storage).build().optimize();
            int calls = model.requests().size();

            OptimizationResult longer =
                    optimizer(settings).storage(storage).maxRounds(3).build().optimize();

            assertThat(longer.run().rounds()).hasSize(3);
            assertThat(model.requests().subList(calls, model.requests().size()))
                    .allMatch(request -> request.callId().round() == 3);
        }

        @Test
        void but_has_its_tags_closed_is_taken_as_it_is() {
            model.onCall(
                    ModelRole.OPTIMIZE,
                    request -> ModelReply.builder("<prompt>Answer with care.</prompt> I hope that")
                            .finishReason(FinishReason.LENGTH)
                            .build());

            optimizer(ModelSettings.named("m").maxOutputTokens(500)).build().optimize();

            assertThat(asked()).hasSize(1);
        }
    }
}
