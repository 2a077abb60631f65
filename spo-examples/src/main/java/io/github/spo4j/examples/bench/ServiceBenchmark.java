package io.github.spo4j.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.examples.server.HttpLimits;
import io.github.spo4j.examples.server.ServerSettings;
import io.github.spo4j.examples.server.SpoServer;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loads the service: many small jobs from many clients at once, on an embedded database, answered by the simulation.
 * Reports how long a client waits until its job is accepted, how many jobs are done a second, and how much memory is in
 * use after a tenth of them and at the end.
 *
 * <pre>{@code
 * java -cp spo-examples/target/spo.jar io.github.spo4j.examples.bench.ServiceBenchmark 2000 64
 * }</pre>
 */
public final class ServiceBenchmark {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final int jobs;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<Long> submits = Collections.synchronizedList(new ArrayList<>());
    private volatile long warm;

    private ServiceBenchmark(String url, int jobs) {
        this.url = url;
        this.jobs = jobs;
    }

    /**
     * Runs the benchmark.
     *
     * @param args how many jobs, default 2000, and from how many clients, default 64
     * @throws Exception if a job or the service fails
     */
    public static void main(String[] args) throws Exception {
        int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        int clients = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        Path data = Files.createTempDirectory("spo-soak");
        try (SpoServer server = SpoServer.start(settings(data))) {
            new ServiceBenchmark(server.url(), jobs).run(clients);
        } finally {
            Files.deleteIfExists(data.resolve("spo.mv.db"));
            Files.deleteIfExists(data);
        }
    }

    private static ServerSettings settings(Path data) {
        HttpLimits usual = HttpLimits.standard();
        int any = 1_000_000;
        HttpLimits limits = new HttpLimits(
                usual.requestBytes(),
                any,
                any,
                usual.waiting(),
                usual.streams(),
                usual.streams(),
                usual.connections(),
                usual.idle(),
                usual.bodyPatience());
        JobSetup setup = new JobSetup(
                new Simulation(),
                CallPolicy.defaults(),
                UnaryOperator.identity(),
                JobLimits.standard(),
                JobSetup.USUAL_AT_ONCE,
                JobSetup.USUAL_SILENCE);
        return new ServerSettings("127.0.0.1", 0, Set.of(), List.of(), data, null, setup, limits, "benchmark");
    }

    private void run(int clients) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(this::client));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        List<Long> sorted = submits.stream().sorted().toList();
        print(
                "%d jobs, %d clients: %.1f s, %.1f jobs/s; submit p50 %d ms, p95 %d ms; heap after GC %d MiB after %d"
                        + " jobs, %d MiB at the end",
                jobs,
                clients,
                seconds,
                jobs / seconds,
                millis(sorted, 50),
                millis(sorted, 95),
                warm >> 20,
                jobs / 10,
                heap() >> 20);
    }

    private static long millis(List<Long> sorted, int percent) {
        return Duration.ofNanos(sorted.get((sorted.size() - 1) * percent / 100)).toMillis();
    }

    private static long heap() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private Void client() throws IOException, InterruptedException {
        for (int number = next.getAndIncrement(); number < jobs; number = next.getAndIncrement()) {
            long start = System.nanoTime();
            JsonNode job = JSON.readTree(send(HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(job(number)))
                    .build()));
            submits.add(System.nanoTime() - start);
            String id = job.path("id").asText();
            String events = send(HttpRequest.newBuilder(URI.create(url + "/api/v1/jobs/" + id + "/events"))
                    .build());
            if (!events.contains("{\"state\":\"done\"")) {
                throw new IllegalStateException("job " + number + " is not done: " + events);
            }
            if (ended.incrementAndGet() == jobs / 10) {
                warm = heap();
            }
        }
        return null;
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String job(int seed) {
        return """
                {"kind": "optimize", "max_rounds": 2, "questions": 1, "seed": %d,
                 "template": "prompt: Solve it.\\nrequirements: short\\nqa:\\n  - question: What is 6 times 7?\\n"}
                """.formatted(seed);
    }

    private static void print(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }

    /** Answers in place of models. */
    private static final class Simulation implements JobModels {

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public Optional<String> usual(ModelRole role) {
            return Optional.empty();
        }

        @Override
        public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
            return new JobModel(role, SimulatedModel.builder().seed(seed).build(), ModelSettings.named("simulation"));
        }

        @Override
        public boolean isSimulation() {
            return true;
        }
    }
}
