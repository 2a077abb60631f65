package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.examples.cli.Signals;
import io.github.spo4j.examples.cli.Spo;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process with 512 MB on its embedded database, and megabytes of articles. */
@Tag("thorough")
@Timeout(1800)
class StrainedServiceTest {

    private static final long SEED = 5;
    private static final int ARTICLE = 500_000;

    /** More of them, such as 200, take many minutes. */
    private static final int JOBS = Integer.getInteger("spo.strain.jobs", 8);

    private static final int ARTICLES = 10;
    private static final int UNFINISHED = 20;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private String url = "";

    private Process start() throws IOException {
        Process process = new ProcessBuilder(Signals.heeded(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Spo.class.getName(),
                        "serve",
                        "--offline",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("data").toString())))
                .redirectError(folder.resolve("err").toFile())
                .start();
        started.add(process);
        BufferedReader out = process.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).as(Files.readString(folder.resolve("err"))).isNotNull();
        url = line;
        return process;
    }

    @AfterEach
    void end() {
        started.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private static String request(int number, int articles) {
        Random random = new Random(SEED + number);
        StringBuilder json = new StringBuilder("{\"kind\": \"extract\", \"articles\": [");
        for (int article = 0; article < articles; article++) {
            json.append(article == 0 ? "" : ", ")
                    .append("{\"name\": \"")
                    .append(article)
                    .append("\", \"text\": \"");
            int end = json.length() + ARTICLE - 100;
            while (json.length() < end) {
                json.append(Integer.toString(random.nextInt(Integer.MAX_VALUE), 36))
                        .append(' ');
            }
            json.append("\"}");
        }
        return json.append("]}").toString();
    }

    /** Sends it until the service can answer; every other answer than that it cannot now, or not so often, is the last. */
    private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
        while (true) {
            try {
                HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
                    return Client.json(answer.body());
                }
            } catch (IOException e) { // the process was killed
                assertThat(started.get(started.size() - 1).isAlive()).isTrue();
            }
        }
    }

    private String submit(int number, int articles) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "job-" + number)
                        .POST(HttpRequest.BodyPublishers.ofString(request(number, articles))))
                .path("id")
                .asText();
    }

    /** Reads its events to the end, which come as long as it runs. */
    private void awaitDone(String id) throws InterruptedException {
        while (true) {
            JsonNode page = send(HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs?limit=100")));
            for (JsonNode job : page.path("jobs")) {
                if (job.path("id").asText().equals(id)) {
                    String state = job.path("state").asText();
                    assertThat(state).as(job.toString()).isIn("queued", "running", "done");
                    if (state.equals("done")) {
                        return;
                    }
                }
            }
            awaitEvent(id);
        }
    }

    private void awaitEvent(String id) throws InterruptedException {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs/" + id + "/events"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            assertThat(started.get(started.size() - 1).isAlive()).isTrue();
        }
    }

    private Path file() {
        return folder.resolve("data/spo.mv.db");
    }

    /** A limit for the size of files: every write past it fails, as on a full disk. */
    private static void limitFiles(Process process, String size) throws IOException, InterruptedException {
        Process limit = new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + size + ":unlimited")
                .inheritIO()
                .start();
        assertThat(limit.waitFor()).isZero();
    }

    private static boolean canLimitFiles() {
        try {
            return new ProcessBuilder("prlimit", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private long content() throws SQLException {
        String database = "jdbc:h2:file:" + folder.resolve("data/spo").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(database, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (SELECT SUM(LENGTH(content)) FROM spo_file) + (SELECT SUM(LENGTH(content)) FROM"
                                + " spo_document)")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    @Test
    void ends_a_job_of_23_megabytes_also_after_it_was_killed() throws Exception {
        Process first = start();
        String id = submit(0, 46);
        first.destroyForcibly().waitFor();
        start();

        awaitDone(id);
    }

    @Test
    void loses_no_job_to_a_kill_or_a_full_disk_and_keeps_its_file_small() throws Exception {
        assumeTrue(canLimitFiles(), "there is no prlimit here");
        Process process = start();
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < JOBS; number++) {
            if (number == JOBS / 3) {
                process.destroyForcibly().waitFor();
                process = start();
            }
            if (number == 2 * JOBS / 3) {
                limitFiles(process, "" + Files.size(file()));
                awaitUnready();
                limitFiles(process, "unlimited");
            }
            ids.add(submit(number, ARTICLES));
            if (number >= UNFINISHED) { // an owner may have only so many
                awaitDone(ids.get(number - UNFINISHED));
            }
        }
        for (String id : ids.subList(Math.max(0, ids.size() - UNFINISHED), ids.size())) {
            awaitDone(id);
        }

        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.size(file())).isLessThan(3 * content());
        System.out.printf("%d jobs of 5 MB, seed %d: file %d, content %d%n", JOBS, SEED, Files.size(file()), content());
    }

    /** Jobs that run write soon, and fail. */
    private void awaitUnready() throws Exception {
        boolean ready = true;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ready && System.nanoTime() < until) {
            HttpResponse<String> health = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/health")).build(), HttpResponse.BodyHandlers.ofString());
            ready = Client.json(health.body()).path("ready").asBoolean();
        }
    }
}
