package io.github.spo4j.examples.bench;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.model.CallPolicy;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.style.ExtractionListener;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.StyleExtractor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How fast a folder of 1,000 articles is extracted with 32 calls in flight that take 50 ms each, against the rate that
 * the latency alone would allow, and whether the heap stays flat. The first row is a cold process, the others are warm.
 * All get the same reply, so that only the work of the library is measured.
 */
public final class StyleBenchmark {

    private static final int ARTICLES = 1_000;
    private static final int IN_FLIGHT = 32;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int RUNS = 4;
    private static final int SENTENCES = 40;

    private StyleBenchmark() {}

    /**
     * Prints the table.
     *
     * @param args none
     * @throws IOException if the articles cannot be written to a temporary folder
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("style-benchmark");
        try {
            Path articles = Files.createDirectory(folder.resolve("articles"));
            for (int i = 0; i < ARTICLES; i++) {
                Files.writeString(articles.resolve("article-" + i + ".md"), article(i));
            }
            double ideal = IN_FLIGHT / (LATENCY.toMillis() / 1e3);
            System.out.printf(
                    Locale.ROOT,
                    "%d articles, %d in flight, %d ms a call: ideal %.0f articles/s%n%n",
                    ARTICLES,
                    IN_FLIGHT,
                    LATENCY.toMillis(),
                    ideal);
            System.out.println("| run | articles/s | of the ideal | heap after GC at 1/4, 2/4, 3/4, 4/4, MB |");
            System.out.println("|---|---|---|---|");
            for (int run = 1; run <= RUNS; run++) {
                double rate = rate(articles, folder.resolve("out" + run), new ExtractionListener() {});
                Quarters quarters = new Quarters();
                rate(articles, folder.resolve("heap" + run), quarters);
                System.out.printf(
                        Locale.ROOT, "| %d | %.0f | %.0f %% | %s |%n", run, rate, 100 * rate / ideal, quarters);
            }
        } finally {
            delete(folder);
        }
    }

    private static double rate(Path articles, Path out, ExtractionListener listener) {
        SimulatedModel simulation = SimulatedModel.builder().build();
        AtomicReference<ModelReply> known = new AtomicReference<>();
        ChatModelPort port = request -> {
            ModelReply reply = known.updateAndGet(before -> before == null ? simulation.chat(request) : before);
            try {
                Thread.sleep(LATENCY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted");
            }
            return reply;
        };
        StyleExtractor extractor = StyleExtractor.builder()
                .model(port)
                .callPolicy(CallPolicy.builder().inFlight(IN_FLIGHT).build())
                .listener(listener)
                .build();
        long start = System.nanoTime();
        ExtractionReport report = extractor.extractAll(articles, out);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (report.extracted().size() != ARTICLES) {
            throw new IllegalStateException("not all articles were extracted: " + report);
        }
        return ARTICLES / seconds;
    }

    private static String article(int number) {
        return IntStream.range(0, SENTENCES)
                .mapToObj(sentence -> "Sentence " + sentence + " of article " + number + " says what it has to say.")
                .reduce("# Article " + number + "\n", (text, sentence) -> text + "\n" + sentence);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Measures the heap whenever another quarter of the articles is done. */
    private static final class Quarters implements ExtractionListener {

        private final List<Long> megabytes = new ArrayList<>();
        private int done;

        @Override
        public void extracted(String article, Path profile) {
            done++;
            if (done % (ARTICLES / 4) == 0) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                megabytes.add((runtime.totalMemory() - runtime.freeMemory()) >> 20);
            }
        }

        @Override
        public String toString() {
            return megabytes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }
}
