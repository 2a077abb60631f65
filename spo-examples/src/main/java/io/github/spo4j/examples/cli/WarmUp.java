package io.github.spo4j.examples.cli;

import io.github.spo4j.langchain4j.ModelServer;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Prepares a first model call on a second processor while command line, template and settings are read. For its first
 * request Jackson examines every class of it, a quarter of the time until then, and sending it needs a client. So this
 * sends a request that reaches nobody.
 */
final class WarmUp {

    private static final Set<String> ASKING = Set.of("optimize", "resume", "extract", "style");
    private static final Set<String> NOT_ASKING = Set.of("--offline", "--help", "-h");

    /** This machine, at the one port on which nothing can listen, so that nothing is ever sent. */
    private static final String NOBODY = "http://127.0.0.1:0/v1";

    private WarmUp() {}

    /** Starts, if the arguments can lead to a model call. */
    static void begin(String... args) {
        List<String> typed = List.of(args);
        if (!typed.isEmpty() && ASKING.contains(typed.get(0)) && Collections.disjoint(typed, NOT_ASKING)) {
            Thread thread = new Thread(WarmUp::callNobody, "warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void callNobody() {
        try {
            ModelServer.ollama()
                    .baseUrl(NOBODY)
                    .build()
                    .port(ModelSettings.named("none"))
                    .chat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hello")))
                            .build());
        } catch (ModelException e) {
            // expected: nobody was reached
        }
    }
}
