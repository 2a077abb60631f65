package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.ReplyCache;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedRunTest {

    private final ScriptedChatModel model = SampleRun.model();
    private final CallPolicy policy =
            CallPolicy.builder().attempts(1).cache(ReplyCache.defaults()).build();

    private final CapturedLog log =
            new CapturedLog("io.github.spo4j.engine.optimize"); // a round of the sample run is void

    @AfterEach
    void closeLog() {
        log.close();
    }

    private OptimizationResult optimize(MapStorage storage) {
        return SampleRun.optimizer(model)
                .callPolicy(policy)
                .storage(storage)
                .build()
                .optimize();
    }

    @Test
    void a_second_run_asks_and_counts_only_what_failed_in_the_first() {
        OptimizationResult first = optimize(new MapStorage());
        int asked = model.requests().size();
        assertThat(first.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);

        MapStorage storage = new MapStorage();
        OptimizationResult second = optimize(storage);

        assertThat(second.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
        assertThat(model.requests().stream().skip(asked).map(ModelRequest::callId))
                .containsExactlyInAnyOrder(new CallId(2, "0", 0), new CallId(3, "1", 0), new CallId(3, "1", 1));
        assertThat(second.run().usage().total().calls()).isEqualTo(3);

        OptimizationResult reopened = optimize(storage);
        assertThat(reopened.run().usage().total())
                .isEqualTo(second.run().usage().total());
        assertThat(model.requests()).hasSize(asked + 3);
        assertThat(log.messages())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message).contains("void"));
    }
}
