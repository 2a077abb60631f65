package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.Round;
import io.github.spo4j.style.StyleException;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A reply that was cut at its limit of output tokens. */
class CutRepliesTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("start", "Be good.", List.of(QuestionAnswer.of("one?"), QuestionAnswer.of("two?")));

    private static ModelReply cut(String text) {
        return ModelReply.builder(text).finishReason(FinishReason.LENGTH).build();
    }

    private static ScriptedChatModel model() {
        return new ScriptedChatModel().prefers(answers -> false);
    }

    private static PromptOptimizer.Builder optimizer(ChatModelPort port) {
        ModelSettings limited = ModelSettings.named("m").maxOutputTokens(100);
        return PromptOptimizer.builder()
                .optimizeWith(port, limited)
                .executeWith(port, limited)
                .evaluateWith(port, limited)
                .template(TEMPLATE)
                .seed(1)
                .maxRounds(2)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private static String text(ModelRequest request) {
        return request.messages().get(0).text();
    }

    @Nested
    class Of_the_judge {

        @Test
        void is_asked_for_once_more_with_twice_the_room() {
            ScriptedChatModel model = model().onCall(
                            ModelRole.EVALUATE,
                            request ->
                                    limit(request) == 100 ? cut("<analyse>A is") : ModelReply.of("<choose>A</choose>"));
            OptimizationResult result = optimizer(model).build().optimize();

            assertThat(result.run().judgeConsistency().abstained()).isZero();
            assertThat(model.requests(ModelRole.EVALUATE).stream()
                            .filter(request -> request.callId().ask() == 1))
                    .isNotEmpty()
                    .allMatch(request -> limit(request) == 200);
        }

        @Test
        void that_can_be_read_all_the_same_counts() {
            ScriptedChatModel model = model().onCall(ModelRole.EVALUATE, any -> cut("<choose>A</choose> since"));
            optimizer(model).build().optimize();

            assertThat(model.requests(ModelRole.EVALUATE))
                    .allMatch(request -> request.callId().ask() == 0);
        }

        @Test
        void has_the_same_room_again_if_it_was_not_cut() {
            ScriptedChatModel model = model().on(ModelRole.EVALUATE, any -> "both");
            optimizer(model).build().optimize();

            assertThat(model.requests(ModelRole.EVALUATE)).allMatch(request -> limit(request) == 100);
        }

        private static int limit(ModelRequest request) {
            Integer limit = request.settings().maxOutputTokens();
            return limit == null ? 0 : limit;
        }
    }

    @Nested
    class Of_the_model_that_answers {

        private ScriptedChatModel cutting(int round) {
            return model().onCall(ModelRole.EXECUTE, request -> {
                String text = "answer to " + text(request);
                boolean first = request.callId().item().equals("0");
                return request.callId().round() == round && first ? cut(text) : ModelReply.of(text);
            });
        }

        @Test
        void is_counted_and_kept_with_the_round() {
            MapStorage storage = new MapStorage();
            OptimizationResult result =
                    optimizer(cutting(2)).storage(storage).build().optimize();

            assertThat(result.run().rounds()).extracting(Round::cutAnswers).containsExactly(0, 1);
            assertThat(RecordedRun.read(storage).rounds())
                    .extracting(Round::cutAnswers)
                    .containsExactly(0, 1);
            String results = new String(storage.files().get("prompts/results.json"), StandardCharsets.US_ASCII);
            assertThat(results).containsOnlyOnce("\"cut_answers\": 1");
        }

        @Test
        void is_told_to_the_optimizer_where_it_happened() {
            ScriptedChatModel model = cutting(1);
            optimizer(model).build().optimize();
            assertThat(text(model.requests(ModelRole.OPTIMIZE).get(0)))
                    .contains("- 1 of the 2 answers above were cut off at the model's limit of output tokens");

            ScriptedChatModel whole = model();
            optimizer(whole).build().optimize();
            assertThat(text(whole.requests(ModelRole.OPTIMIZE).get(0))).doesNotContain("cut off");

            ScriptedChatModel chinese = cutting(1);
            optimizer(chinese).instructions(Instructions.chinese()).build().optimize();
            assertThat(text(chinese.requests(ModelRole.OPTIMIZE).get(0))).contains("上面 2 个回答中有 1 个");
        }

        @Test
        void plays_back() {
            MapStorage storage = new MapStorage();
            optimizer(cutting(1)).storage(storage).build().optimize();

            OptimizationResult again =
                    optimizer(Journal.replay(storage)).build().optimize();

            assertThat(again.run().rounds()).extracting(Round::cutAnswers).containsExactly(1, 0);
            assertThat(again.bestPrompt())
                    .isEqualTo(
                            RecordedRun.read(storage).bestRound().orElseThrow().prompt());
        }
    }

    @Nested
    class Of_an_extraction {

        @Test
        void is_asked_for_once_more_with_twice_the_room_and_the_reason_is_told() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .onCall(ModelRole.EXTRACT, any -> cut("Let me think about this article and its"));
            StyleExtractor extractor = StyleExtractor.builder()
                    .model(model, ModelSettings.named("m").maxOutputTokens(100))
                    .build();

            assertThatThrownBy(() -> extractor.extract("It rained. Nobody came."))
                    .isInstanceOf(StyleException.class)
                    .hasMessageContaining("cut at the limit of output tokens")
                    .hasMessageNotContaining("another model");
            assertThat(model.requests())
                    .extracting(request -> request.settings().maxOutputTokens())
                    .containsExactly(100, 200);
        }
    }
}
