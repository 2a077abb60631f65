package io.github.spo4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.StandInServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What the contracts say to somebody whose port or storage does not keep them, or who left something out. */
class ContractFailuresTest {

    static class A_port_that_always_replies extends OpenAiPortContract {

        @Override
        protected ChatModelPort port(String url, Duration timeout) {
            return request -> ModelReply.of("Sorry.");
        }
    }

    static class A_port_that_gives_null extends OpenAiPortContract {

        @Override
        @SuppressWarnings("NullAway") // as people do
        protected ChatModelPort port(String url, Duration timeout) {
            return request -> null;
        }
    }

    static class A_port_that_throws_something_else extends OpenAiPortContract {

        @Override
        protected ChatModelPort port(String url, Duration timeout) {
            return request -> {
                throw new UnsupportedOperationException("later");
            };
        }
    }

    static class A_port_that_fails_always_in_the_same_way extends OpenAiPortContract {

        @Override
        protected ChatModelPort port(String url, Duration timeout) {
            return request -> {
                throw new ModelException(ModelException.Kind.DEADLINE, "it went wrong");
            };
        }
    }

    static class No_port extends OpenAiPortContract {

        @Override
        @SuppressWarnings("NullAway")
        protected ChatModelPort port(String url, Duration timeout) {
            return null;
        }
    }

    static class No_scenes extends A_port_that_always_replies {

        @Override
        @SuppressWarnings("NullAway")
        protected Answer plays(Scene scene) {
            return null;
        }
    }

    static class No_set_of_scenes extends A_port_that_always_replies {

        @Override
        @SuppressWarnings("NullAway")
        protected Set<Scene> unheardOf() {
            return null;
        }
    }

    static class No_storage extends RunStorageContract {

        @Override
        @SuppressWarnings("NullAway")
        protected RunStorage newStorage() {
            return null;
        }

        @Override
        protected RunStorage reopen(RunStorage of) {
            return of;
        }
    }

    static class No_storage_again extends RunStorageContract {

        @Override
        protected RunStorage newStorage() {
            return RunStorage.memory();
        }

        @Override
        @SuppressWarnings("NullAway")
        protected RunStorage reopen(RunStorage of) {
            return null;
        }
    }

    static class A_storage_that_forgets extends No_storage_again {

        @Override
        protected RunStorage reopen(RunStorage of) {
            return RunStorage.memory();
        }
    }

    /** What the failures of a contract's tests say. */
    private static List<String> failures(Class<?> contract) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(contract))
                                .build(),
                        summary);
        return summary.getSummary().getFailures().stream()
                .map(failure -> failure.getException().toString())
                .toList();
    }

    private static List<String> failures(String contract) throws ClassNotFoundException {
        return failures(Class.forName(ContractFailuresTest.class.getName() + "$" + contract));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A_port_that_always_replies",
                "A_port_that_gives_null",
                "A_port_that_throws_something_else",
                "A_port_that_fails_always_in_the_same_way",
                "No_port",
                "No_scenes",
                "No_set_of_scenes",
                "No_storage",
                "No_storage_again",
                "A_storage_that_forgets"
            })
    void are_assertions(String contract) throws ClassNotFoundException {
        assertThat(failures(contract))
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure)
                        .doesNotContain("NullPointerException")
                        .containsAnyOf("AssertionError", "AssertionFailedError"));
    }

    @Test
    void name_the_scene_the_promise_and_what_came() throws ClassNotFoundException {
        assertThat(failures("A_port_that_always_replies"))
                .contains("java.lang.AssertionError: RATE_LIMITED: the port must throw a ModelException of kind"
                        + " RATE_LIMITED, but it replied \"Sorry.\"");
        assertThat(failures("A_port_that_gives_null"))
                .contains("java.lang.AssertionError: TEXT: the port must reply, but it gave null")
                .contains("java.lang.AssertionError: BLANK: the port must throw a ModelException of kind BLANK_REPLY,"
                        + " but it gave null");
        assertThat(failures("A_port_that_throws_something_else"))
                .contains("java.lang.AssertionError: CUT: the port must reply,"
                        + " but it threw java.lang.UnsupportedOperationException: later");
        assertThat(failures("A_port_that_fails_always_in_the_same_way"))
                .anySatisfy(failure -> assertThat(failure)
                        .contains("[OVERLOADED: the kind of the ModelException \"it went wrong\"]")
                        .contains("SERVER_ERROR", "DEADLINE"));
    }

    @Test
    void say_what_was_left_out() throws ClassNotFoundException {
        assertThat(failures("No_port"))
                .contains("java.lang.AssertionError: port(url, timeout) returned null; it must return a port");
        assertThat(failures("No_scenes"))
                .contains("java.lang.AssertionError: plays(TEXT) returned null; it must return the provider's answer,"
                        + " or unheardOf() must name the scene");
        assertThat(failures("No_storage"))
                .contains("java.lang.AssertionError: newStorage() returned null; it must return a storage");
        assertThat(failures("A_storage_that_forgets"))
                .contains("java.lang.AssertionError: read(\"file\") found nothing, but the file was written");
    }
}
