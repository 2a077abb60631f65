package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose job runs next where there is room for one at a time. Both databases pass it. */
@Timeout(120)
abstract class TurnsContract {

    private static final Pattern MARKER = Pattern.compile("job-[a-z]-\\d+");

    private final ChatModelPort simulation = SimulatedModel.builder().seed(1).build();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch allAreQueued = new CountDownLatch(1);
    private final Map<String, String> ids = new LinkedHashMap<>();

    /** A database with nothing in it. */
    abstract DataSource emptyDatabase() throws SQLException;

    private ModelReply chat(ModelRequest request) {
        String text = request.messages().toString();
        Matcher marker = MARKER.matcher(text);
        if (marker.find() && !started.contains(marker.group())) {
            started.add(marker.group());
        }
        first.countDown();
        try {
            allAreQueued.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return simulation.chat(request);
    }

    private void submit(JobEngine engine, String owner, int number) {
        String name = "job-" + owner + "-" + number;
        ObjectNode request = StoredJson.object().put("kind", "optimize").put("max_rounds", 1);
        request.put(
                "template",
                "prompt: Solve " + name + ".\nrequirements: Short.\nqa:\n  - question: What is 6 times 7?\n");
        ids.put(name, engine.submit(owner, request, null).job().id());
    }

    private List<Long> places(JobEngine engine, String owner) {
        Map<String, Long> places = engine.places(owner);
        List<Long> inOrder = new ArrayList<>();
        ids.forEach((name, id) -> {
            if (places.containsKey(id)) {
                inOrder.add(places.get(id));
            }
        });
        assertThat(inOrder).hasSameSizeAs(places.keySet());
        return inOrder;
    }

    @Test
    void goes_round_among_owners_however_many_jobs_one_of_them_has() throws Exception {
        JobSetup setup = new JobSetup(
                new OneModel(this::chat),
                CallPolicy.builder().attempts(1).build(),
                text -> text,
                JobLimits.standard(),
                1,
                Duration.ofSeconds(4));
        try (JobEngine engine = JobEngine.start(emptyDatabase(), setup)) {
            submit(engine, "a", 1);
            first.await();
            for (int number = 2; number <= 20; number++) {
                submit(engine, "a", number);
            }
            submit(engine, "b", 1);
            submit(engine, "c", 1);
            submit(engine, "c", 2);

            assertThat(places(engine, "b")).containsExactly(1L);
            assertThat(places(engine, "c")).containsExactly(2L, 3L);
            assertThat(places(engine, "a")).hasSize(19).startsWith(4L, 5L).isSorted();
            assertThat(places(engine, "d")).isEmpty();

            allAreQueued.countDown();
            for (Map.Entry<String, String> id : ids.entrySet()) {
                String owner = id.getKey().substring(4, 5);
                assertThat(engine.awaitEnd(owner, id.getValue(), Duration.ofMinutes(1))
                                .state())
                        .isEqualTo(JobState.DONE);
            }
            assertThat(places(engine, "a")).isEmpty();
        }

        assertThat(started).hasSize(23);
        assertThat(started.indexOf("job-b-1")).isLessThan(4); // one may have been found before it was queued
        assertThat(started.indexOf("job-c-1")).isLessThan(5);
        assertThat(started.indexOf("job-c-2")).isLessThan(8);
        assertThat(started)
                .filteredOn(name -> name.startsWith("job-a"))
                .containsExactlyElementsOf(ids.keySet().stream()
                        .filter(name -> name.startsWith("job-a"))
                        .toList());
    }

    /** One model for all roles. */
    private record OneModel(ChatModelPort port) implements JobModels {

        @Override
        public List<String> names() {
            return List.of("m");
        }

        @Override
        public Optional<String> usual(ModelRole role) {
            return Optional.of("m");
        }

        @Override
        public JobModel model(ModelRole role, @Nullable String name, @Nullable Double temperature, long seed) {
            return new JobModel(role, port, ModelSettings.named("m"));
        }

        @Override
        public boolean isSimulation() {
            return true;
        }
    }
}
