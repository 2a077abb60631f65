package io.github.spo4j.examples.server;

import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobException;
import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobState;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Metrics for Prometheus. Every label has a fixed set of values: a route, a status, a role. Thread-safe. */
final class Metrics implements AutoCloseable {

    private static final String START = "spo.start";
    private static final String NONE = "none";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** As of the last query; empty if the database could not be reached. */
    private volatile Optional<Map<JobState, Long>> jobs = Optional.empty();

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    Route route(JobEngine engine) {
        return Route.get("/metrics", ctx -> {
            look(engine);
            ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
        });
    }

    /** All states at one moment, so that no job is counted twice or not at all. */
    private void look(JobEngine engine) {
        try {
            jobs = Optional.of(engine.counts());
        } catch (JobException e) {
            jobs = Optional.empty();
        }
    }

    void watch(JobEngine engine, EventStream events) {
        Gauge.builder("spo.jobs.here", engine, JobEngine::running)
                .description("Jobs that run in this process.")
                .register(registry);
        Gauge.builder("spo.streams", events, EventStream::count)
                .description("Open event streams.")
                .register(registry);
        for (JobState state : JobState.values()) {
            Gauge.builder("spo.jobs", () -> count(state))
                    .tag("state", state.word())
                    .description("Jobs in the database, on all machines.")
                    .register(registry);
        }
    }

    private double count(JobState state) {
        return jobs.map(counts -> counts.getOrDefault(state, 0L).doubleValue()).orElse(Double.NaN);
    }

    void begin(Context ctx) {
        ctx.attribute(START, System.nanoTime());
    }

    /**
     * Counts an answered request.
     *
     * @param path the route's path, or null if there is nothing there
     */
    void end(Context ctx, @Nullable String path) {
        Long start = ctx.attribute(START);
        if (start != null) {
            Timer.builder("spo.http.requests")
                    .description("Answered requests and their duration.")
                    .tag("method", path == null ? NONE : ctx.method().name()) // a client may invent methods
                    .tag("path", path == null ? NONE : path)
                    .tag("status", Integer.toString(ctx.statusCode()))
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Counts an optimization that has ended. */
    void count(Confirmation confirmation) {
        Counter.builder("spo.confirmations")
                .description("Optimizations that ended in this process, by what their held-out questions say.")
                .tag("state", word(confirmation.state()))
                .tag(
                        "verdict",
                        confirmation
                                .comparison()
                                .map(found -> word(found.verdict()))
                                .orElse(NONE))
                .tag("handed_out", handedOut(confirmation))
                .register(registry)
                .increment();
    }

    private static String handedOut(Confirmation confirmation) {
        if (confirmation.handedOut() == 1) {
            return "start";
        }
        return confirmation.handsOutWinner() ? "winner" : "earlier";
    }

    /** The given models, counted. */
    JobModels counted(JobModels models) {
        return new CountedModels(models);
    }

    private final class CountedModels implements JobModels {

        private final JobModels models;

        /** By name: a call policy knows an endpoint by its port, so jobs with one model must share one. */
        private final Map<String, CountedPort> ports = new ConcurrentHashMap<>();

        CountedModels(JobModels models) {
            this.models = models;
        }

        @Override
        public List<String> names() {
            return models.names();
        }

        @Override
        public Optional<String> usual(ModelRole role) {
            return models.usual(role);
        }

        @Override
        public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
            JobModel model = models.model(role, name, temperature, seed);
            String known = name == null ? models.usual(role).orElse("") : name;
            CountedPort port = ports.compute(
                    known,
                    (any, before) -> before != null && before.port.equals(model.port())
                            ? before
                            : new CountedPort(model.port()));
            return new JobModel(role, port, model.settings());
        }

        @Override
        public boolean isSimulation() {
            return models.isSimulation();
        }
    }

    private final class CountedPort implements ChatModelPort {

        private final ChatModelPort port;

        CountedPort(ChatModelPort port) {
            this.port = port;
        }

        @Override
        public ModelReply chat(ModelRequest request) {
            return count(request.role(), port, request);
        }

        @Override
        public ModelSettings defaults() {
            return port.defaults();
        }

        @Override
        public @Nullable String address() {
            return port.address();
        }

        @Override
        public @Nullable Duration timeout() {
            return port.timeout();
        }
    }

    private ModelReply count(ModelRole role, ChatModelPort port, ModelRequest request) {
        long start = System.nanoTime();
        String outcome = "unexpected";
        try {
            ModelReply reply = port.chat(request);
            count(role, "input", reply.usage().input());
            count(role, "output", reply.usage().output());
            outcome = "reply";
            return reply;
        } catch (ModelException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT);
            throw e;
        } finally {
            Timer.builder("spo.model.calls")
                    .description("Model calls of this process and their duration.")
                    .tag("role", word(role))
                    .tag("outcome", outcome)
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Usage that a model does not report is not counted. */
    private void count(ModelRole role, String kind, @Nullable Long tokens) {
        if (tokens != null) {
            Counter.builder("spo.model.tokens")
                    .description("Tokens that models reported to this process.")
                    .tag("role", word(role))
                    .tag("kind", kind)
                    .register(registry)
                    .increment(tokens);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        registry.close();
    }
}
