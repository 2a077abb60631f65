package io.github.spo4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same seed gives the same files, whatever the number of threads, the schedule of votes and the JDK. When the
 * simulation or our instructions change on purpose, the new files to look at are under {@code target/golden}.
 */
class GoldenRunTest {

    private static final Path GOLDEN = Path.of("src/test/golden");

    @ParameterizedTest(name = "{0}, {1}, {2} thread(s)")
    @CsvSource({
        "Poem.yaml, BALANCED, FEWEST_CALLS, 1",
        "Poem.yaml, BALANCED, FEWEST_WAITS, 16",
        "Poem.yaml, BALANCED, FEWEST_CALLS, 16",
        "Navigate.yaml, PAPER, FEWEST_CALLS, 1",
        "Navigate.yaml, PAPER, FEWEST_CALLS, 16"
    })
    void files_are_those_of_the_repository(
            String template, VotingRule rule, VoteSchedule schedule, int threads, @TempDir Path workspace)
            throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        String name = template.replace(".yaml", "");
        try {
            PromptOptimizer.builder()
                    .model(SimulatedModel.builder()
                            .seed(11)
                            .judgeNoise(0.1)
                            .unreadableRate(0.1)
                            .build())
                    .template(IterationTemplate.read(Path.of("src/main/resources/templates", template)))
                    .workspace(workspace)
                    .name(name)
                    .seed(42)
                    .maxRounds(8)
                    .questions(QuestionDraw.random(3))
                    .votingRule(rule)
                    .voteSchedule(schedule)
                    .threads(pool)
                    .clock(Clock.fixed(Instant.parse("2026-11-24T08:30:00.000250Z"), ZoneOffset.UTC))
                    .build()
                    .optimize();
        } finally {
            pool.shutdownNow();
        }
        Map<String, String> actual = files(workspace.resolve(name).resolve("prompts"));
        keep(actual, Path.of("target/golden", name, "prompts"));

        Map<String, String> golden = files(GOLDEN.resolve(name).resolve("prompts"));
        assertThat(actual).hasSizeGreaterThan(10);
        if (schedule == VoteSchedule.FEWEST_WAITS) { // asks for votes that decide nothing, too
            actual.computeIfPresent("results.json", (file, text) -> withoutVotes(text));
            golden.computeIfPresent("results.json", (file, text) -> withoutVotes(text));
        }
        assertThat(actual).isEqualTo(golden);
    }

    private static String withoutVotes(String results) {
        return results.replaceAll("\"evaluate\": \\{[^}]*}", "\"evaluate\": {}");
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return files;
    }

    private static void keep(Map<String, String> files, Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }
}
