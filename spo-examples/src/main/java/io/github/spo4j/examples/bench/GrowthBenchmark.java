package io.github.spo4j.examples.bench;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures how a run on disk grows with its rounds and its questions: the time and the bytes that a round takes, and how long the
 * finished run takes to be opened once more, to be read as {@code spo show} does, and to be replayed. The model answers at once.
 * The search asks up to 16 of the questions, which is the most that it can; the others are held out.
 */
public final class GrowthBenchmark {

    /** Rounds and questions. */
    private static final int[][] SIZES = {
        {10, 3}, {10, 3}, {50, 3}, {200, 3}, {800, 3}, {10, 30}, {10, 100}, {10, 300}, {50, 30}
    };

    private static final int MOST_SEARCHED = 16;

    private static final String NAME = "growth";

    private GrowthBenchmark() {}

    /**
     * Prints the table; its first row warms up.
     *
     * @param args none
     * @throws IOException if the temporary folder fails
     */
    public static void main(String[] args) throws IOException {
        System.out.println(
                "| rounds | questions | calls | ms a round | KB a round | opening ms | show ms | replay ms |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int[] size : SIZES) {
            Path workspace = Files.createTempDirectory("growth");
            try {
                System.out.println(row(workspace, size[0], size[1]));
            } finally {
                delete(workspace);
            }
        }
    }

    private static String row(Path workspace, int rounds, int questions) throws IOException {
        TextModel model = new TextModel(Duration.ZERO);
        IterationTemplate template = TextModel.template(questions, 1);
        double run = millis(() -> optimize(model, template, workspace, rounds));
        long calls = model.calls();
        double opening = millis(() -> optimize(model, template, workspace, rounds));
        RunStorage storage = RunStorage.directory(workspace, NAME);
        double show = millis(() -> RecordedRun.read(storage));
        double replay = millis(() -> replay(storage));
        return String.format(
                "| %d | %d | %,d | %.1f | %,d | %.0f | %.0f | %,.0f |",
                rounds,
                questions,
                calls,
                run / rounds,
                bytes(workspace.resolve(NAME)) / 1024 / rounds,
                opening,
                show,
                replay);
    }

    private static void optimize(ChatModelPort model, IterationTemplate template, Path workspace, int rounds) {
        int questions = template.questions().size();
        int searched = Math.min(questions, MOST_SEARCHED);
        PromptOptimizer.builder()
                .model(model)
                .template(template)
                .questions(QuestionDraw.first(searched))
                .heldOut(questions - searched)
                .workspace(workspace)
                .name(NAME)
                .maxRounds(rounds)
                .seed(1)
                .build()
                .optimize();
    }

    private static void replay(RunStorage storage) {
        ChatModelPort journal = RecordedRun.replay(storage);
        PromptOptimizer.builder(RecordedRun.read(storage), role -> journal)
                .storage(RunStorage.memory())
                .build()
                .optimize();
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
    }

    /** What a folder holds before the folder. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
