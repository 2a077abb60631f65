package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import io.github.spo4j.testing.Sneaky;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a call has failed for good. */
@Timeout(30)
class FailedForGoodTest {

    private static final int QUESTIONS = 16;

    private static final IterationTemplate TEMPLATE = IterationTemplate.of(
            "start",
            "Be good.",
            IntStream.range(0, QUESTIONS)
                    .mapToObj(i -> QuestionAnswer.of("question " + i + "?"))
                    .toList());

    private final MapStorage storage = new MapStorage();

    private PromptOptimizer.Builder optimizer(ChatModelPort port, int inFlight) {
        return PromptOptimizer.builder()
                .model(port)
                .template(TEMPLATE)
                .questions(QuestionDraw.all())
                .seed(1)
                .maxRounds(2)
                .storage(storage)
                .callPolicy(CallPolicy.builder()
                        .inFlight(inFlight)
                        .sleeper(wait -> {})
                        .build());
    }

    private static ScriptedChatModel healthy() {
        return new ScriptedChatModel().prefers(answers -> false);
    }

    @Test
    void no_call_that_waits_for_a_place_is_sent() {
        ScriptedChatModel refusing = healthy().on(ModelRole.EXECUTE, any -> {
            throw new ModelException(Kind.UNAUTHORIZED, "scripted");
        });

        assertThatThrownBy(() -> optimizer(refusing, 1).build().optimize())
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                .hasMessageContaining("scripted");
        assertThat(refusing.requests()).hasSize(1);

        ScriptedChatModel healed = healthy();
        optimizer(healed, 4).maxRounds(1).build().optimize();
        assertThat(healed.requests()).hasSize(QUESTIONS);
    }

    @Test
    void those_in_flight_are_awaited_and_recorded() {
        AtomicInteger arrived = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        ScriptedChatModel model = healthy().on(ModelRole.EXECUTE, request -> {
            if (arrived.incrementAndGet() == 1) {
                await(failed);
                return "an answer at last";
            }
            failed.countDown();
            throw new ModelException(Kind.INVALID_REQUEST, "scripted");
        });

        assertThatThrownBy(() -> optimizer(model, 2).build().optimize())
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST));

        ScriptedChatModel healed = healthy();
        optimizer(healed, 4).maxRounds(1).build().optimize();
        assertThat(healed.requests())
                .as("all but the one that was answered, and perhaps one that took its place before the failure")
                .hasSizeBetween(QUESTIONS - 2, QUESTIONS - 1);
    }

    @Test
    void by_a_checked_exception_its_round_is_void_with_VOID_ROUND() {
        ScriptedChatModel normal = healthy();
        ChatModelPort kotlin = request -> {
            if (request.callId().round() == 2 && request.role() == ModelRole.EXECUTE) {
                Sneaky.<RuntimeException>sneak(new IOException("scripted"));
            }
            return normal.chat(request);
        };

        OptimizationResult result = optimizer(kotlin, 1)
                .onFailedCall(FailedCallRule.VOID_ROUND)
                .build()
                .optimize();

        assertThat(result.run().rounds()).hasSize(2);
        assertThat(result.run().rounds().get(1).voidReason()).isNotNull();
    }

    @Test
    void the_next_round_is_sent_with_VOID_ROUND() {
        ScriptedChatModel normal = healthy();
        ScriptedChatModel model = healthy().onCall(ModelRole.EXECUTE, request -> {
            if (request.callId().round() == 2) {
                throw new ModelException(Kind.NOT_FOUND, "scripted");
            }
            return normal.chat(request);
        });

        OptimizationResult result = optimizer(model, 1)
                .maxRounds(3)
                .onFailedCall(FailedCallRule.VOID_ROUND)
                .build()
                .optimize();

        assertThat(result.run().rounds().get(1).voidReason()).isEqualTo("a call failed for good: not found");
        assertThat(result.run().rounds().get(2).answers()).hasSize(QUESTIONS);
        assertThat(model.requests(ModelRole.EXECUTE)).hasSize(QUESTIONS + 1 + QUESTIONS);
    }

    @Test
    void earlier_votes_still_decide() {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger thirdVotes = new AtomicInteger();
        ScriptedChatModel model = healthy().on(ModelRole.EVALUATE, request -> {
            String text = request.messages().get(0).text();
            boolean candidateIsA = text.indexOf("answer to prompt 2") < text.indexOf("answer to start");
            String place = request.callId().item();
            if (place.equals("4")) {
                failed.countDown();
                throw new ModelException(Kind.NOT_FOUND, "scripted");
            }
            if (place.equals("3") && thirdVotes.incrementAndGet() == 1) {
                throw new ModelException(Kind.SERVER_ERROR, "scripted");
            }
            return candidateIsA == place.equals("2") ? "<choose>A</choose>" : "<choose>B</choose>";
        });

        OptimizationResult result = optimizer(model, 4)
                .votingRule(VotingRule.SPREAD)
                .voteSchedule(VoteSchedule.FEWEST_WAITS)
                .callPolicy(CallPolicy.builder().sleeper(wait -> failed.await()).build())
                .build()
                .optimize();

        assertThat(result.run().rounds().get(1).votes()).hasSize(3);
        assertThat(thirdVotes).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
