package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run whose best answers are the expected ones. */
class AsExpectedTest {

    private final MapStorage storage = new MapStorage();

    /** From the prompt of round 2 on all answers are right. */
    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>prompt " + request.callId().round() + "</prompt>")
                .on(ModelRole.EXECUTE, AsExpectedTest::answer)
                .on(ModelRole.EVALUATE, request -> {
                    String text = request.messages().get(0).text();
                    return text.indexOf("wrong") > text.indexOf("# B") ? "<choose>A</choose>" : "<choose>B</choose>";
                });
    }

    private static String answer(ModelRequest request) {
        return request.callId().round() == 1 ? "wrong" : " yes\n";
    }

    private PromptOptimizer.Builder optimizer(ChatModelPort port, QuestionAnswer... questions) {
        return PromptOptimizer.builder()
                .model(port)
                .template(IterationTemplate.of("start", "Be good.", List.of(questions)))
                .seed(1)
                .maxRounds(5)
                .storage(storage)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private static final QuestionAnswer[] EXPECTED = {
        QuestionAnswer.of("one?", "yes"), QuestionAnswer.of("two?", "yes ")
    };

    @Test
    void stops_and_pays_for_no_further_round() {
        ScriptedChatModel model = model();
        OptimizationResult result = optimizer(model, EXPECTED).build().optimize();

        assertThat(result.stopReason()).isEqualTo(StopReason.AS_EXPECTED);
        assertThat(result.run().rounds()).extracting(Round::accepted).containsExactly(true, true);
        assertThat(model.requests(ModelRole.OPTIMIZE)).hasSize(1);

        ScriptedChatModel again = model();
        assertThat(optimizer(again, EXPECTED).build().optimize().stopReason()).isEqualTo(StopReason.AS_EXPECTED);
        assertThat(again.requests()).isEmpty();
    }

    @Test
    void goes_on_if_it_is_told_to_begin_behind_the_best_round() {
        optimizer(model(), EXPECTED).build().optimize();

        OptimizationResult more = optimizer(model(), EXPECTED)
                .initialRound(3)
                .maxRounds(2)
                .build()
                .optimize();

        assertThat(more.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
        assertThat(more.run().rounds()).hasSize(4);
    }

    @Test
    void goes_on_if_one_question_has_no_expected_answer() {
        OptimizationResult result = optimizer(model(), EXPECTED[0], QuestionAnswer.of("two?"))
                .build()
                .optimize();

        assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
    }

    @Test
    void does_not_stop_a_replay_of_a_run_that_went_on() {
        optimizer(model(), EXPECTED).build().optimize();
        optimizer(model(), EXPECTED).initialRound(3).maxRounds(2).build().optimize();

        OptimizationResult again = optimizer(Journal.replay(storage), EXPECTED)
                .storage(RunStorage.memory())
                .maxRounds(4)
                .build()
                .optimize();

        assertThat(again.run().rounds()).hasSize(4);
        assertThat(again.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
    }

    @Test
    void still_carries_out_a_persons_decision() {
        optimizer(model(), EXPECTED).build().optimize();

        Round decided = optimizer(model(), EXPECTED).build().promote("by hand");

        assertThat(decided.accepted()).isTrue();
        assertThat(decided.answers()).extracting(Round.Answer::answer).containsOnly(" yes\n");
    }
}
