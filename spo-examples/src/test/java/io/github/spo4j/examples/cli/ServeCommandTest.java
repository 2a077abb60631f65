package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class ServeCommandTest {

    private static final String TOKEN = "a-token-for-the-tests";

    @TempDir
    private Path folder;

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String[] command(String... more) {
        List<String> command = new ArrayList<>(List.of("serve"));
        command.addAll(List.of(more));
        if (!command.contains("--data")) {
            command.addAll(List.of("--data", folder.resolve("data").toString()));
        }
        if (!command.contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        return command.toArray(String[]::new);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                argumentSet("others without a token", new String[] {"--offline", "--host", "0.0.0.0"}, "--token"),
                argumentSet("no such file", new String[] {"--offline", "--token", "none"}, "none"),
                argumentSet(
                        "another database",
                        new String[] {"--offline", "--database", "jdbc:mysql://localhost/x"},
                        "jdbc:postgresql:"),
                argumentSet(
                        "no database there",
                        new String[] {"--offline", "--database", "jdbc:postgresql://127.0.0.1:1/x?password=SECRET"},
                        "reached"),
                argumentSet(
                        "an address that is none",
                        new String[] {"--offline", "--database", "jdbc:postgresql://127.0.0.1:no/x?password=SECRET"},
                        "reached"),
                argumentSet(
                        "a folder with a setting of the database",
                        new String[] {"--offline", "--data", "data;INIT=x"},
                        "must not have a ';'"),
                argumentSet(
                        "no password there",
                        new String[] {
                            "--offline", "--database", "jdbc:postgresql://127.0.0.1:1/x", "--database-password", "none"
                        },
                        "none"),
                argumentSet("no age", new String[] {"--offline", "--keep", "30"}, "such as 30d"),
                argumentSet("no port", new String[] {"--offline", "--port", "-1"}, "--port"),
                argumentSet("a word for a port", new String[] {"--offline", "--port", "http"}, "from 0 to 65535"),
                argumentSet("a port past the last", new String[] {"--offline", "--port", "65536"}, "from 0 to 65535"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void is_refused_with_what_to_do(String[] options, String named) {
        CommandLineTexts serve = new CommandLineTexts(command(options));

        assertThat(serve.status()).as(serve.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(serve.err()).contains(named).doesNotContain("SECRET", "\tat ");
    }

    @Test
    void is_refused_for_a_token_that_is_easy_to_guess() throws IOException {
        CommandLineTexts serve =
                new CommandLineTexts(command("--offline", "--token", file("token", "# mine\n\nsecret\n")));

        assertThat(serve.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serve.err()).contains("16 characters").doesNotContain("secret");
    }

    @Test
    void is_refused_without_its_models_and_for_a_port_that_is_taken() throws IOException {
        String config = file("config2.yaml", "models:\n  m:\n    base_url: http://127.0.0.1:1/v1\n    api_key: none\n");
        CommandLineTexts other = new CommandLineTexts(command("--config", config, "--opt-model", "other"));
        assertThat(other.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(other.err()).contains("other");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandLineTexts serve =
                    new CommandLineTexts(command("--config", config, "--port", "" + taken.getLocalPort()));
            assertThat(serve.status()).as(serve.err()).isEqualTo(ExitStatus.USAGE);
            assertThat(serve.err()).contains("is taken");
        }
    }

    @Test
    void is_refused_for_an_address_that_the_machine_does_not_have() throws IOException {
        String documentation = "203.0.113.9"; // RFC 5737: nobody's
        CommandLineTexts serve = new CommandLineTexts(
                command("--offline", "--host", documentation, "--token", file("token", TOKEN + "\n")));

        assertThat(serve.status()).as(serve.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(serve.err()).contains(documentation + " is not an address of this machine", "--host");
    }

    @Test
    void stops_listening_when_its_thread_is_interrupted() {
        CommandLineTexts serve = CommandLineTexts.interruptedAt("http://", command("--offline"));

        assertThat(serve.status()).as(serve.err()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(serve.err()).contains("Ctrl-C ends it.", "Ending: ");
        URI url = URI.create(serve.out().strip());
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(url.getHost(), url.getPort()).close());
    }

    private static List<String> java(String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Spo.class.getName()));
        return command;
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there cannot be told to end, only ended")
    void serves_until_it_is_told_to_end_and_goes_on_when_started_again() throws Exception {
        String id = "";
        for (int start = 0; start < 2; start++) {
            List<String> command = java();
            command.addAll(List.of(command("--offline", "--token", file("token", TOKEN + "\n"))));
            Process process = new ProcessBuilder(Signals.heeded(command))
                    .redirectError(folder.resolve("err").toFile())
                    .start();
            try {
                BufferedReader out = process.inputReader(UTF_8);
                String url = out.readLine();
                assertThat(url).as(Files.readString(folder.resolve("err"))).startsWith("http://127.0.0.1:");
                HttpClient http = HttpClient.newHttpClient();
                HttpRequest.Builder jobs = HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs"));
                assertThat(http.send(jobs.build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(401);
                jobs.header("Authorization", "Bearer " + TOKEN).header("Content-Type", "application/json");
                if (start == 0) {
                    String body =
                            "{\"kind\": \"extract\", \"articles\": [{\"name\": \"a\", \"text\": \"Tea is hot.\"}]}";
                    String job = http.send(
                                    jobs.POST(HttpRequest.BodyPublishers.ofString(body))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
                    id = job.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
                } else {
                    assertThat(http.send(jobs.GET().build(), HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .contains(id);
                }
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(folder.resolve("err")))
                        .contains("This is a simulation", "Ending: ")
                        .doesNotContain("WARN", "ERROR", "\tat ", TOKEN, "Tea");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void loads_nothing_of_the_service_for_other_commands() throws Exception {
        List<String> command = java("-Xlog:class+load:file=" + folder.resolve("classes"));
        command.addAll(List.of("check", "Poem.yaml"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("classes")))
                .contains("io.github.spo4j.examples.cli.ServeCommand ")
                .doesNotContain("io.github.spo4j.examples.server.", "io.javalin.", "org.eclipse.jetty.", "kotlin.");
    }
}
