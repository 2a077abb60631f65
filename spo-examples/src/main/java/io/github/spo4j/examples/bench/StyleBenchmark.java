package io.github.spo4j.examples.bench;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.style.ExtractionListener;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.StyleExtractor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how fast a folder of articles is extracted with 32 calls in flight that take 50 ms each, compared with the
 * rate that the latency alone allows, how much CPU time each article takes, and whether the heap stays flat. The ideal
 * is one batch of 32 calls after the other; the last may be smaller but takes as long. The first row is a cold process,
 * the others are warm. All calls get the same reply, so that only the work of the library is measured.
 */
public final class StyleBenchmark {

    private static final int USUAL_ARTICLES = 1_000;
    private static final int IN_FLIGHT = 32;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int RUNS = 4;
    private static final int SENTENCES = 40;

    private final int articles;

    private StyleBenchmark(int articles) {
        this.articles = articles;
    }

    /**
     * Prints the table.
     *
     * @param args how many articles; none for 1,000
     * @throws IOException if the articles cannot be written to a temporary folder
     */
    public static void main(String[] args) throws IOException {
        new StyleBenchmark(args.length == 0 ? USUAL_ARTICLES : Integer.parseInt(args[0])).print();
    }

    private void print() throws IOException {
        Path folder = Files.createTempDirectory("style-benchmark");
        try {
            Path in = Files.createDirectory(folder.resolve("articles"));
            for (int i = 0; i < articles; i++) {
                // On disk by then, so that the first profiles do not wait for the articles to be written.
                Files.writeString(
                        in.resolve("article-" + i + ".md"),
                        article(i),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SYNC);
            }
            int batches = (articles + IN_FLIGHT - 1) / IN_FLIGHT;
            double ideal = articles / (batches * LATENCY.toMillis() / 1e3);
            System.out.printf(
                    Locale.ROOT,
                    "%d articles, %d in flight, %d ms a call: ideal %.0f articles/s%n%n",
                    articles,
                    IN_FLIGHT,
                    LATENCY.toMillis(),
                    ideal);
            System.out.println("| run | articles/s | of the ideal | CPU an article, ms"
                    + " | heap after GC at 1/4, 2/4, 3/4, 4/4, MB |");
            System.out.println("|---|---|---|---|---|");
            for (int run = 1; run <= RUNS; run++) {
                Duration before = processorTime();
                double rate = rate(in, folder.resolve("out" + run), new ExtractionListener() {});
                Duration taken = processorTime().minus(before);
                Quarters quarters = new Quarters(articles);
                rate(in, folder.resolve("heap" + run), quarters);
                System.out.printf(
                        Locale.ROOT,
                        "| %d | %.0f | %.0f %% | %.1f | %s |%n",
                        run,
                        rate,
                        100 * rate / ideal,
                        taken.toNanos() / 1e6 / articles,
                        quarters);
            }
        } finally {
            delete(folder);
        }
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private double rate(Path in, Path out, ExtractionListener listener) {
        ModelReply reply = ModelReply.of(profile());
        ChatModelPort port = request -> {
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
        ExtractionReport report = extractor.extractAll(in, StyleExtractor.outputFolder(out));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (report.extracted().size() != articles) {
            throw new IllegalStateException("not all articles were extracted: " + report);
        }
        return articles / seconds;
    }

    private static String article(int number) {
        return IntStream.range(0, SENTENCES)
                .mapToObj(sentence -> "Sentence " + sentence + " of article " + number + " says what it has to say.")
                .reduce("# Article " + number + "\n", (text, sentence) -> text + "\n" + sentence);
    }

    private static String profile() {
        String facts = IntStream.rangeClosed(1, SENTENCES)
                .mapToObj(fact -> fact + ". Sentence " + fact + " says what it has to say.")
                .collect(Collectors.joining("\\n"));
        return """
                {
                  "style_summary": "A report: short sentences, long paragraphs, headings over the parts, calm.",
                  "style_category": "report",
                  "style_label": ["calm", "impersonal"],
                  "style": {
                    "language": {
                      "sentence_pattern": ["short sentences"],
                      "word_choice": {"formality_level": 5, "preferred_words": [], "avoided_words": ["very", "really"]},
                      "rhetoric": []
                    },
                    "structure": {"paragraph_length": "long", "hierarchy_pattern": "headings over the parts"},
                    "narrative": {"perspective": "seldom or never says I or you"},
                    "emotion": {"intensity": 1, "tone": "calm"},
                    "thinking": {"depth": 2, "logic_pattern": "gives a number in each sentence"},
                    "uniqueness": {"signature_phrases": [], "imagery_system": []}
                  },
                  "CoT": "1. Gather the facts.\\n2. Lay out the parts.\\n3. Write sentence by sentence.",
                  "template_title": "A report on one subject",
                  "template_part": ["a heading", "the facts, one a sentence"],
                  "template_label": ["headings over the parts"],
                  "fact_info": "%s",
                  "image": "",
                  "prompt": "You write reports on any subject.\\n\\nMind in every report:\\n- short sentences\\n- headings"
                }""".formatted(facts);
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

        private final int articles;
        private final List<Long> megabytes = new ArrayList<>();
        private int done;

        Quarters(int articles) {
            this.articles = articles;
        }

        @Override
        public void extracted(String article, Path profile) {
            done++;
            if (done % (articles / 4) == 0) {
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
