package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.langchain4j.ModelServer;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a model's server says reaches the owner of a job, and the log of the service. */
@Timeout(120)
class ServersWordsTest {

    private static final String TOKEN = "first-token-of-the-tests";
    private static final String KEY = "sk-test-servers-words-key-123456";
    private static final String SAID = "said: the kettle is on, ***";

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.spo4j.examples.server.job");

    private final StandInServer provider =
            new StandInServer(Answer.of(400, "{\"error\":{\"message\":\"the kettle is on, " + KEY + "\"}}"));

    private SpoServer server;
    private Client client;

    @BeforeEach
    void start() {
        log.start();
        logger.addAppender(log);
        server = Services.start(
                folder,
                ModelServer.openAi()
                        .baseUrl(provider.url() + "/v1")
                        .apiKey(KEY)
                        .build()
                        .port(ModelSettings.unset()),
                TOKEN);
        client = new Client(server.url(), TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
        logger.detachAppender(log);
    }

    private JsonNode ended(String request) throws Exception {
        String id =
                client.post("/api/v1/jobs", request).is(201).json().path("id").asText();
        JsonNode job = client.ended(id);
        assertThat(job.path("state").asText()).isEqualTo("failed");
        assertThat(job.toString()).doesNotContain(KEY);
        return job.path("error");
    }

    private void requireLogged(String call) {
        assertThat(log.list).anySatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
                    .contains(call, "m at 127.0.0.1:", SAID)
                    .doesNotContain(KEY);
        });
    }

    @Test
    void of_a_refusal_that_nobody_knows_are_in_the_problem_and_the_log_of_an_optimization() throws Exception {
        JsonNode error = ended(Services.optimization(""));

        assertThat(error.path("code").asText()).isEqualTo("model_refused");
        assertThat(error.path("message").asText())
                .startsWith("a model refused the request (execute: invalid request, status 400; m at 127.0.0.1:")
                .contains(SAID);
        requireLogged("EXECUTE call of round 1, question 1");
    }

    @Test
    void of_a_refusal_that_nobody_knows_are_in_the_problem_and_the_log_of_an_extraction() throws Exception {
        JsonNode error =
                ended("{\"kind\":\"extract\",\"articles\":[{\"name\":\"a\",\"text\":\"A bridge was opened.\"}]}");

        assertThat(error.path("message").asText()).contains("m at 127.0.0.1:", SAID);
        requireLogged("EXTRACT call, a:");
    }
}
