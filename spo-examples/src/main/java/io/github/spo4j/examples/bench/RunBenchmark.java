package io.github.spo4j.examples.bench;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures a run of 10 rounds with 3 questions against a server on loopback that keeps connections alive: how long it
 * takes, how many calls it makes, and in how many waves. One row per latency and rule.
 */
public final class RunBenchmark {

    private static final int ROUNDS = 10;

    private RunBenchmark() {}

    /**
     * Prints the table.
     *
     * @param args none
     * @throws IOException if the config file cannot be written to a temporary folder
     */
    public static void main(String[] args) throws IOException {
        run(VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, Duration.ZERO); // warms up
        System.out.println("| latency | rule | calls | requests at the server | waves | span s |");
        System.out.println("|---|---|---|---|---|---|");
        for (int millis : new int[] {0, 50, 200}) {
            Duration latency = Duration.ofMillis(millis);
            System.out.println(run(VotingRule.PAPER, VoteSchedule.FEWEST_CALLS, latency));
            System.out.println(run(VotingRule.BALANCED, VoteSchedule.FEWEST_CALLS, latency));
            System.out.println(run(VotingRule.BALANCED, VoteSchedule.FEWEST_WAITS, latency));
        }
    }

    private static String run(VotingRule rule, VoteSchedule schedule, Duration latency) throws IOException {
        SimulatedModel simulation = SimulatedModel.builder().seed(3).build();
        try (SimulatedServer server = SimulatedServer.start(simulation, latency)) {
            WaveCounter port = new WaveCounter(port(server));
            long start = System.nanoTime();
            OptimizationResult result = PromptOptimizer.builder()
                    .model(port)
                    .template(IterationTemplate.of(
                            "Answer the question.",
                            "Clear, short and complete.",
                            List.of(
                                    QuestionAnswer.of("Why is the sky blue?"),
                                    QuestionAnswer.of("How does a lock gate work?"),
                                    QuestionAnswer.of("What is a leap year?"))))
                    .votingRule(rule)
                    .voteSchedule(schedule)
                    .maxRounds(ROUNDS)
                    .seed(1)
                    .build()
                    .optimize();
            double seconds = (System.nanoTime() - start) / 1e9;
            // Without latency a wave's first reply may be back before its last request is sent.
            String waves = latency.isZero() ? "-" : Integer.toString(port.waves());
            return String.format(
                    "| %d ms | %s, %s | %d | %d | %s | %.2f |",
                    latency.toMillis(),
                    rule,
                    schedule,
                    result.run().usage().total().calls(),
                    server.requests(),
                    waves,
                    seconds);
        }
    }

    private static ChatModelPort port(SimulatedServer server) throws IOException {
        Path config = Files.createTempFile("config2", ".yaml");
        try {
            Files.writeString(
                    config, "models:\n  simulation:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
            return ModelsConfig.read(config).port("simulation");
        } finally {
            Files.delete(config);
        }
    }

    /** Counts how often a call starts when none is in flight. */
    private static final class WaveCounter implements ChatModelPort {

        private final ChatModelPort port;
        private final Object lock = new Object();
        private int underWay;
        private int waves;

        WaveCounter(ChatModelPort port) {
            this.port = port;
        }

        @Override
        public ModelReply chat(ModelRequest request) {
            synchronized (lock) {
                waves += underWay == 0 ? 1 : 0;
                underWay++;
            }
            try {
                return port.chat(request);
            } finally {
                synchronized (lock) {
                    underWay--;
                }
            }
        }

        int waves() {
            synchronized (lock) {
                return waves;
            }
        }
    }
}
