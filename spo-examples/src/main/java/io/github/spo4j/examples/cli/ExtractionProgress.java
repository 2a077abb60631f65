package io.github.spo4j.examples.cli;

import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Tells on standard error how a folder of articles goes: every article that fails, else a line now and then. */
final class ExtractionProgress implements ExtractionListener {

    private static final int MOST_LINES = 20;

    private final Words words;
    private final PrintWriter err;
    private int articles;
    private int done;
    private int skipped;
    private int failed;
    private long start;

    ExtractionProgress(Words words, PrintWriter err) {
        this.words = words;
        this.err = err;
    }

    @Override
    public void started(int articles) {
        this.articles = articles;
        start = System.nanoTime();
        err.println(words.say("progress.articles", articles));
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
        err.println(words.say("progress.article.failed", reason));
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
        String line = words.say(
                "progress.article.rate",
                ended,
                articles,
                100L * ended / articles,
                String.format(Locale.ROOT, "%.1f", rate));
        err.println(left == 0 ? line : line + words.say("progress.left", text(Duration.ofSeconds(left))));
    }

    private static Phrase text(Duration time) {
        return time.toHours() > 0
                ? Phrase.of("progress.hours", time.toHours(), time.toMinutesPart())
                : Phrase.of("progress.minutes", time.toMinutes(), time.toSecondsPart());
    }
}
