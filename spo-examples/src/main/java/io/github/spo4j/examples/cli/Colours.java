package io.github.spo4j.examples.cli;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a terminal reads standard output, and one that shows colours. */
final class Colours {

    private Colours() {}

    static boolean wanted(Function<String, @Nullable String> environment, boolean terminal) {
        String off = environment.apply("NO_COLOR"); // https://no-color.org
        return terminal && (off == null || off.isEmpty()) && !"dumb".equals(environment.apply("TERM"));
    }
}
