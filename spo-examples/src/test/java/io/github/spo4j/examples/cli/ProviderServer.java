package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import io.github.spo4j.testing.StandInServer.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A provider with OpenAI's protocol that has just these models: any other is refused, as a retired one would be. */
public final class ProviderServer implements AutoCloseable {

    private final Set<String> models;
    private final SimulatedServer answering =
            SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO);
    private final StandInServer asked = new StandInServer(this::answer);
    private final HttpClient client = HttpClient.newHttpClient();

    public ProviderServer(String... models) {
        this.models = Set.of(models);
    }

    private Answer answer(Request request) {
        String model = request.json().path("model").asText();
        if (!models.contains(model)) {
            return Answer.of(404, "{\"error\": {\"message\": \"The model " + model + " does not exist\"}}");
        }
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(answering.baseUrl() + "/chat/completions"))
                            .POST(BodyPublishers.ofString(request.body()))
                            .build(),
                    BodyHandlers.ofString());
            return Answer.of(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return Answer.of(500, "{}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.of(500, "{}");
        }
    }

    public String baseUrl() {
        return asked.url() + "/v1";
    }

    /** The models that were asked for. */
    public Set<String> asked() {
        return asked.requests().stream()
                .map(request -> request.json().path("model").asText())
                .collect(Collectors.toSet());
    }

    /** What came with the requests in place of a key, without repeats. */
    Set<String> keys() {
        return asked.requests().stream()
                .map(request -> request.headers().getOrDefault("authorization", "none"))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        asked.close();
        answering.close();
    }
}
