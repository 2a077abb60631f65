package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.testing.StandInServer;
import io.github.spo4j.testing.StandInServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server says reaches the person at the command line. */
class ServersWordsTest {

    private static final String KEY = "sk-test-servers-words-key-123456";
    private static final String UNKNOWN =
            "{\"error\":{\"message\":\"the kettle is on, " + KEY + "\",\"type\":\"odd\",\"code\":\"E4711\"}}";
    private static final String SAID = "said: the kettle is on, ***";
    private static final String REPLY = "{\"model\":\"served\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"yes\"}}]}";

    @TempDir
    private Path folder;

    private CommandLineTexts run(StandInServer server, String more, String command, String... options)
            throws IOException {
        Path config = Files.writeString(
                folder.resolve("config2.yaml"),
                "models:\n  mine:\n    base_url: " + server.url() + "/v1\n    api_key: " + KEY + "\n" + more);
        Files.writeString(
                folder.resolve("T.yaml"), "prompt: Answer.\nrequirements: Be brief.\nqa:\n  - question: Why?\n");
        return new CommandLineTexts(Stream.concat(Stream.of(command, "--config", config.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private CommandLineTexts optimize(StandInServer server, String... more) throws IOException {
        List<String> options = List.of(
                "--template",
                folder.resolve("T.yaml").toString(),
                "--workspace",
                folder.resolve("w").toString());
        return run(
                server,
                "",
                "optimize",
                Stream.concat(options.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private CommandLineTexts doctor(StandInServer server, String more) throws IOException {
        return run(server, more, "doctor", "--workspace", folder.resolve("w").toString());
    }

    @Test
    void of_a_refusal_that_nobody_knows_are_shown_by_a_run() throws IOException {
        try (StandInServer server = new StandInServer(Answer.of(400, UNKNOWN))) {
            CommandLineTexts run = optimize(server);

            assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
            assertThat(run.err())
                    .contains("EXECUTE call of round 1, question 1: the server answered 400: ")
                    .contains("; mine at 127.0.0.1:", SAID)
                    .doesNotContain(KEY);
        }
    }

    @Test
    void of_a_refusal_that_nobody_knows_are_shown_by_the_doctor() throws IOException {
        try (StandInServer server = new StandInServer(Answer.of(400, UNKNOWN))) {
            CommandLineTexts run = doctor(server, "");

            assertThat(run.status()).isEqualTo(ExitStatus.MODEL);
            assertThat(run.out())
                    .contains("fail  execute     mine does not answer: the server answered 400: ", SAID)
                    .doesNotContain(KEY);
        }
    }

    @Test
    void of_a_server_that_is_reached_and_refuses_the_content_are_a_warning_of_the_doctor() throws IOException {
        try (StandInServer server =
                new StandInServer(Answer.of(400, "{\"error\":{\"message\":\"Content Exists Risk\"}}"))) {
            CommandLineTexts run = doctor(server, "");

            assertThat(run.status()).isZero();
            assertThat(run.out()).contains("warn  execute     mine does not answer: ", "said: Content Exists Risk");
        }
    }

    private static Function<StandInServer.Request, Answer> refusing(String field, String message) {
        return request -> request.json().path(field).isMissingNode()
                ? Answer.ok(REPLY)
                : Answer.of(400, "{\"error\":{\"message\":\"" + message + "\"}}");
    }

    @Test
    void about_what_a_run_will_send_are_found_by_the_doctor_before() throws IOException {
        try (StandInServer server =
                new StandInServer(refusing("temperature", "invalid temperature: only 1 is allowed for this model"))) {
            CommandLineTexts run = doctor(server, "");

            assertThat(run.out())
                    .contains("fail  execute     mine does not answer: the server answered 400: the model does not take"
                            + " temperature as it is set")
                    .contains("refuses: [temperature]", "said: invalid temperature: only 1 is allowed");
        }
        try (StandInServer server = new StandInServer(refusing("max_tokens", "max_tokens is too large: 128000"))) {
            CommandLineTexts run = doctor(server, "    max_tokens: 128000\n");

            assertThat(run.out()).contains("said: max_tokens is too large: 128000");
            assertThat(server.requests())
                    .allMatch(request -> request.json().path("max_tokens").asInt() == 128000);
        }
    }

    @Test
    void about_json_mode_are_no_obstacle_and_the_doctor_tries_it() throws IOException {
        try (StandInServer server = new StandInServer(refusing("response_format", "no json mode here"))) {
            CommandLineTexts run = doctor(server, "");

            assertThat(run.status()).as(run.out()).isZero();
            assertThat(run.out()).contains("ok    extract     mine answers, as served");
            assertThat(server.requests())
                    .filteredOn(request -> request.json().has("response_format"))
                    .hasSize(1);
        }
    }

    @Test
    void are_waited_for_no_longer_than_asked_and_the_options_to_turn_are_named() throws IOException {
        try (StandInServer server = new StandInServer(Answer.SILENCE)) {
            CommandLineTexts run = optimize(server, "--timeout", "1", "--retries", "0");

            assertThat(run.err())
                    .contains("no complete reply within 1 s: raise the time-out")
                    .contains("mine at 127.0.0.1:")
                    .contains("--timeout", "--concurrency");
        }
    }
}
