package io.github.spo4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedPortTest {

    private final ModelRequest request = ModelRequest.of(ModelRole.EVALUATE, List.of(Message.user("?")))
            .callId(new CallId(3, "2", 1))
            .build();

    private void failsWith(ChatModelPort port, Kind kind, String message) {
        assertThatThrownBy(() -> new CheckedPort(port).chat(request))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    @Test
    void gives_what_the_port_gives() {
        ModelReply reply = ModelReply.of("yes");

        assertThat(new CheckedPort(any -> reply).chat(request)).isSameAs(reply);
    }

    @Test
    @SuppressWarnings("NullAway") // the port breaks its contract on purpose
    void B5_turns_all_that_a_port_may_do_wrong_into_a_failure_that_names_the_call() {
        failsWith(any -> null, Kind.UNEXPECTED, "EVALUATE call of round 3, vote 2: the port returned null");
        failsWith(
                any -> ModelReply.builder("\n").reasoning("hm").build(),
                Kind.BLANK_REPLY,
                "EVALUATE call of round 3, vote 2: the reply is blank");
        failsWith(
                any -> {
                    throw new IllegalStateException("key sk-secret");
                },
                Kind.UNEXPECTED,
                "EVALUATE call of round 3, vote 2: the port threw java.lang.IllegalStateException where only a "
                        + "ModelException is expected");
        failsWith(
                any -> {
                    throw new ModelException(Kind.QUOTA_EXHAUSTED, "no credit");
                },
                Kind.QUOTA_EXHAUSTED,
                "EVALUATE call of round 3, vote 2: no credit");
    }

    @Test
    void names_a_call_whose_item_is_no_number() {
        ModelRequest poem = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                .callId(new CallId(1, "poem", 0))
                .build();

        assertThatThrownBy(() -> new CheckedPort(any -> {
                            throw new ModelException(Kind.TIMEOUT, "too late");
                        })
                        .chat(poem))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.isRetryable()).isTrue())
                .hasMessage("EXECUTE call of round 1, question poem: too late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u200b", "\ufeff\n", " \u2060\u2028"})
    void takes_a_reply_that_shows_nothing_for_blank(String text) {
        failsWith(any -> ModelReply.of(text), Kind.BLANK_REPLY, "EVALUATE call of round 3, vote 2: the reply is blank");
    }

    @Test
    void lets_an_error_pass() {
        AssertionError error = new AssertionError();

        assertThatThrownBy(() -> new CheckedPort(any -> {
                            throw error;
                        })
                        .chat(request))
                .isSameAs(error);
    }
}
