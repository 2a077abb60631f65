package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModel;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.JobSetup;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.CallPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Services for tests: on a free port of the loopback address, with an H2 of their own. */
final class Services {

    static final String TEMPLATE =
            "prompt: Solve the problem.\\nrequirements: Short, and correct.\\nqa:\\n  - question: What is 6 times 7?\\n    answer: \\\"42\\\"\\n";

    private Services() {}

    static SpoServer start(Path data, ChatModelPort port, String... tokens) {
        return start(settings(data, port, JobLimits.standard(), HttpLimits.standard(), tokens));
    }

    static SpoServer start(ServerSettings settings) {
        return SpoServer.start(settings);
    }

    static ServerSettings settings(Path data, ChatModelPort port, JobLimits limits, HttpLimits http, String... tokens) {
        JobSetup jobs = new JobSetup(
                new OnePort(port),
                CallPolicy.builder().attempts(1).build(),
                text -> text.replace('愛', '爱'),
                limits,
                16,
                Duration.ofSeconds(4));
        return new ServerSettings("127.0.0.1", 0, Set.of(), accessTokens(tokens), data, null, jobs, http, "test");
    }

    static List<AccessToken> accessTokens(String... lines) {
        return Stream.of(lines).map(AccessToken::of).toList();
    }

    /** An optimization as a client asks for it. */
    static String optimization(String more) {
        return "{\"kind\": \"optimize\", \"seed\": 1, \"max_rounds\": 3, \"template\": \"" + TEMPLATE + "\"" + more
                + "}";
    }

    /** One model for all roles, which goes by the name "m". */
    record OnePort(ChatModelPort port) implements JobModels {

        OnePort {
            requireNonNull(port, "port");
        }

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
            if (name != null && !name.equals("m")) {
                throw new IllegalArgumentException("names a model that there is not; name one of m");
            }
            ModelSettings settings = ModelSettings.named("m");
            return new JobModel(role, port, temperature == null ? settings : settings.temperature(temperature));
        }

        @Override
        public boolean isSimulation() {
            return false;
        }
    }
}
