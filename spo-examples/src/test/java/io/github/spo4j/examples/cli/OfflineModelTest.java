package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.run.OptimizationListener;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OfflineModelTest {

    static Stream<Method> events() {
        return Stream.of(OptimizationListener.class.getMethods()).filter(Method::isDefault);
    }

    @ParameterizedTest
    @MethodSource("events")
    void passes_on_every_event_of_a_run(Method event) {
        OptimizationListener passing = new OfflineModel().seededBefore(new OptimizationListener() {});

        assertThat(passing.getClass().getDeclaredMethods())
                .extracting(Method::getName)
                .contains(event.getName());
    }
}
