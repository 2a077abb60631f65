package io.github.spo4j.examples.server.page;

import io.github.spo4j.examples.server.AccessToken;
import io.github.spo4j.examples.server.HttpLimits;
import io.github.spo4j.examples.server.ServerSettings;
import io.github.spo4j.examples.server.SpoServer;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The service in this process, with the simulation in place of models, which can be held up. */
final class OfflineService implements AutoCloseable {

    private final SpoServer server;
    private final HeldSimulation models;

    private OfflineService(SpoServer server, HeldSimulation models) {
        this.server = server;
        this.models = models;
    }

    static OfflineService start(Path data, String... tokens) {
        HeldSimulation models = new HeldSimulation();
        JobSetup jobs = new JobSetup(
                models,
                CallPolicy.builder().attempts(1).build(),
                UnaryOperator.identity(),
                JobLimits.standard(),
                4,
                JobSetup.USUAL_SILENCE);
        return new OfflineService(
                SpoServer.start(new ServerSettings(
                        "127.0.0.1",
                        0,
                        Set.of(),
                        Stream.of(tokens).map(AccessToken::of).toList(),
                        data,
                        null,
                        jobs,
                        HttpLimits.standard(),
                        "of the tests")),
                models);
    }

    URI root() {
        return URI.create(server.url() + "/");
    }

    /** Whether a request for this address stays here. */
    boolean isOwn(String address) {
        return address.startsWith(root().toString())
                || address.startsWith("blob:" + root())
                || address.startsWith("data:")
                || address.equals("about:blank");
    }

    /** Answers so many calls more, and keeps the next ones waiting until {@link #release()}. */
    void holdAfter(int calls) {
        models.left.set(calls);
        models.gate = new CountDownLatch(1);
    }

    void release() {
        models.left.set(Integer.MAX_VALUE);
        models.gate.countDown();
    }

    /** Lets a model answer in place of the simulation; null for the simulation. */
    void answerWith(@Nullable ChatModelPort model) {
        models.instead = model;
    }

    @Override
    public void close() {
        release();
        server.close();
    }

    private static final class HeldSimulation implements JobModels {

        private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile @Nullable ChatModelPort instead;

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
            ChatModelPort simulation = SimulatedModel.builder().seed(seed).build();
            ChatModelPort held = request -> {
                if (left.getAndDecrement() <= 0) {
                    await();
                }
                ChatModelPort other = instead;
                return (other == null ? simulation : other).chat(request);
            };
            return new JobModel(role, held, ModelSettings.named("simulation"));
        }

        @Override
        public boolean isSimulation() {
            return true;
        }

        private void await() {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while held up", e);
            }
        }
    }
}
