package io.github.spo4j.examples.cli;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a first request to a model waits for, done on a second processor while command line, template and settings are
 * read: to write one, Jackson looks at each class that can be part of it, which takes a quarter of the time until then.
 * So a request is written here, and not sent.
 */
final class WarmUp {

    private static final Set<String> ASKING = Set.of("optimize", "resume", "extract", "style");
    private static final Set<String> NOT_ASKING = Set.of("--offline", "--help", "-h");

    private WarmUp() {}

    /** Begins, if the arguments can mean that a model is asked. */
    static void begin(String... args) {
        List<String> typed = List.of(args);
        if (!typed.isEmpty() && ASKING.contains(typed.get(0)) && Collections.disjoint(typed, NOT_ASKING)) {
            Thread thread = new Thread(WarmUp::writeRequest, "warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void writeRequest() {
        try {
            OpenAiChatModel.builder()
                    .httpClientBuilder(new Unsent())
                    .baseUrl("http://localhost")
                    .modelName("none")
                    .maxRetries(0)
                    .build()
                    .chat("Hello");
        } catch (RuntimeException e) {
            // as it should be: nothing was sent, so nothing was answered
        }
    }

    /** Connects to nothing. */
    private record Unsent() implements HttpClientBuilder, HttpClient {

        @Override
        public SuccessfulHttpResponse execute(HttpRequest request) {
            throw new UnsupportedOperationException("nothing is sent");
        }

        @Override
        public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
            throw new UnsupportedOperationException("nothing is sent");
        }

        @Override
        public HttpClient build() {
            return this;
        }

        @Override
        public @Nullable Duration connectTimeout() {
            return null;
        }

        @Override
        public Unsent connectTimeout(@Nullable Duration value) {
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return null;
        }

        @Override
        public Unsent readTimeout(@Nullable Duration value) {
            return this;
        }
    }
}
