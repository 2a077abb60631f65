package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import io.github.spo4j.examples.cli.Signals;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.examples.server.storage.RunDatabase;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.policy.CallPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Services as processes of their own on one database, and jobs that go on when they are killed. Each start of a process
 * has a key of its own for the model server, so that it can be told who asked.
 */
final class DurableJobs implements AutoCloseable {

    private static final int ROUNDS = 3;
    private static final Duration SILENCE = Duration.ofSeconds(6);
    private static final String MORE = IntStream.range(2, 6)
            .mapToObj(factor ->
                    "  - question: What is 6 times " + factor + "?\\n    answer: \\\"" + 6 * factor + "\\\"\\n")
            .collect(Collectors.joining());

    private final RecordingServer models = RecordingServer.start(Duration.ofMillis(10));
    private final Path folder;
    private final @Nullable String database;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Long> lost = new HashMap<>();
    private int starts;

    DurableJobs(Path folder, @Nullable String database) {
        this.folder = folder;
        this.database = database;
    }

    RecordingServer models() {
        return models;
    }

    /** A process. */
    record Node(Process process, String key, Client client) {}

    /** What a process runs: a service, until it is killed. It prints its address. */
    static final class Main {

        private Main() {}

        public static void main(String[] args) {
            ModelsConfig config = ModelsConfig.read(Path.of(args[0]));
            JobSetup jobs = new JobSetup(
                    new Services.OnePort(config.port("m")),
                    CallPolicy.builder().attempts(1).build(),
                    UnaryOperator.identity(),
                    JobLimits.standard(),
                    4,
                    SILENCE);
            SpoServer server = SpoServer.start(new ServerSettings(
                    "127.0.0.1",
                    0,
                    Set.of(),
                    List.of(),
                    Path.of(args[1]),
                    args.length > 2 ? args[2] : null,
                    jobs,
                    HttpLimits.standard(),
                    "test"));
            System.out.println(server.url());
        }
    }

    Node start() throws IOException {
        starts++;
        String key = "start-" + starts;
        Path config = Files.writeString(
                folder.resolve(key + ".yaml"),
                "models:\n  m:\n    base_url: " + models.baseUrl() + "\n    api_key: " + key + "\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                config.toString(),
                folder.resolve("data").toString()));
        if (database != null) {
            command.add(database);
        }
        Process process = new ProcessBuilder(Signals.heeded(command))
                .redirectError(folder.resolve(key + ".err").toFile())
                .start();
        BufferedReader out = process.inputReader(UTF_8);
        String url = out.readLine();
        assertThat(url).as(Files.readString(folder.resolve(key + ".err"))).isNotNull();
        Node node = new Node(process, key, new Client(url, null));
        nodes.add(node);
        return node;
    }

    private static String marker(int number) {
        return "JOB-" + (char) ('A' + number / 26) + (char) ('A' + number % 26) + "-END";
    }

    /** The search asks one question, and four are held out of it. */
    static String request(int number) {
        return Services.optimization(", \"questions\": 1")
                .replace("    answer: \\\"42\\\"\\n", "    answer: \\\"42\\\"\\n" + MORE)
                .replace("Solve the problem.", "Solve it, " + marker(number) + ".")
                .replace("Short, and correct.", "Short, says " + marker(number) + ".")
                .replace("What is", marker(number) + " asks what is");
    }

    /** Makes so many more jobs. */
    static void submit(Client client, int jobs, List<String> ids) throws Exception {
        for (int number = ids.size(), end = number + jobs; number < end; number++) {
            ids.add(client.post("/api/v1/jobs", request(number))
                    .is(201)
                    .json()
                    .path("id")
                    .asText());
        }
    }

    /** Ends a process at once, and counts for each job which calls it had sent that no journal has. */
    void kill(Node node, List<String> ids, HikariDataSource source) throws InterruptedException {
        node.process().destroyForcibly().waitFor();
        try (RunDatabase runs = RunDatabase.open(source)) {
            countLost(node, ids, runs);
        }
    }

    /** Only jobs that this process asked for last: nobody else has them until its silence has been noticed. */
    private void countLost(Node node, List<String> ids, RunDatabase runs) {
        for (int number = 0; number < ids.size(); number++) {
            List<String> keys = keys(number);
            if (!keys.isEmpty() && keys.get(keys.size() - 1).equals(node.key())) {
                lost.put(ids.get(number), keys.size() - journalled(ids.get(number), runs));
            }
        }
    }

    /** Who asked for a job, request by request. */
    private List<String> keys(int number) {
        return models.asked().stream()
                .filter(request -> request.body().contains(marker(number)))
                .map(RecordingServer.Asked::key)
                .toList();
    }

    static long journalled(String id, RunDatabase runs) {
        String journal = runs.run(id)
                .read("journal.jsonl")
                .map(content -> new String(content, UTF_8))
                .orElse("");
        return journal.lines()
                .filter(line -> line.startsWith("{\"kind\":\"call\""))
                .count();
    }

    /** No two processes worked at one job in turns: who came later stayed. */
    void assertThatNoJobWasWorkedAtByTwo(int jobs) {
        for (int number = 0; number < jobs; number++) {
            List<String> keys = keys(number);
            List<String> turns = new ArrayList<>();
            for (String key : keys) {
                if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(key)) {
                    turns.add(key);
                }
            }
            assertThat(turns).as(marker(number)).doesNotHaveDuplicates();
        }
    }

    /** Each request is in the journal once, but for those that were under way at a kill. */
    void assertThatNoFinishedCallWasPaidAgain(List<String> ids, HikariDataSource source) {
        try (RunDatabase runs = RunDatabase.open(source)) {
            for (int number = 0; number < ids.size(); number++) {
                String id = ids.get(number);
                assertThat((long) keys(number).size())
                        .as("%s, lost %s", marker(number), lost.getOrDefault(id, 0L))
                        .isEqualTo(journalled(id, runs) + lost.getOrDefault(id, 0L));
            }
        }
    }

    long lost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a job came to, without what differs by its kind: times and calls that were lost. */
    static Map<String, String> results(Client client, List<String> ids) throws Exception {
        Map<String, String> results = new HashMap<>();
        for (int number = 0; number < ids.size(); number++) {
            JsonNode job = ended(client, ids.get(number));
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
            assertThat(job.path("result").path("rounds").asInt()).isEqualTo(ROUNDS);
            String rounds = client.get("/api/v1/jobs/" + ids.get(number) + "/rounds")
                    .is(200)
                    .json()
                    .toString()
                    .replaceAll("\"ended_at\":\"[^\"]*\"", "");
            results.put(marker(number), rounds + job.path("result"));
        }
        return results;
    }

    /** A job with which three processes have died is resumed by its owner. */
    private static JsonNode ended(Client client, String id) throws Exception {
        JsonNode job = client.ended(id);
        while (job.path("error").path("code").asText().equals("crashed")) {
            client.post("/api/v1/jobs/" + id + "/resume", "{}").is(202);
            job = client.ended(id);
        }
        return job;
    }

    /** A moment for a kill: when the process has asked so often. */
    void awaitMoment(Node node, Random random) throws InterruptedException {
        models.await(1L + random.nextInt(15), request -> request.key().equals(node.key()));
    }

    Set<String> alive() {
        return nodes.stream()
                .filter(node -> node.process().isAlive())
                .map(Node::key)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            node.process().destroyForcibly().onExit().join();
        }
        models.close();
    }
}
