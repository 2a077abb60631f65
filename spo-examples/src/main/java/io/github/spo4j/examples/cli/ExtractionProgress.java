package io.github.spo4j.examples.cli;

import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;

/** Tells on standard error how a folder of articles goes: every article that fails, else a line now and then. */
final class ExtractionProgress implements ExtractionListener {

    private static final int MOST_LINES = 20;

    private final PrintWriter err;
    private int articles;
    private int done;
    private int skipped;
    private int failed;
    private long start;

    ExtractionProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void started(int articles) {
        this.articles = articles;
        start = System.nanoTime();
        err.println("articles: " + articles);
    }

    @Override
    public void extracted(String article, Path profile) {
        done++;
        tell();
    }

    @Override
    public void skipped(String article, Path profile) {
        skipped++;
        tell();
    }

    @Override
    public void failed(String article, String reason) {
        failed++;
        err.println("failed: " + reason);
        tell();
    }

    /** What needed no call says nothing of how long the others will take. */
    private void tell() {
        int ended = done + skipped + failed;
        int every = (articles + MOST_LINES - 1) / MOST_LINES;
        if (ended % every != 0 && ended != articles) {
            return;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (done + failed) / seconds;
        long left = rate == 0 ? 0 : Math.round((articles - ended) / rate);
        err.printf(
                "%d of %d (%d %%), %.1f a second%s%n",
                ended,
                articles,
                100L * ended / articles,
                rate,
                left == 0 ? "" : ", about " + text(Duration.ofSeconds(left)) + " left");
    }

    private static String text(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d h".formatted(time.toHours(), time.toMinutesPart())
                : "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
    }
}
