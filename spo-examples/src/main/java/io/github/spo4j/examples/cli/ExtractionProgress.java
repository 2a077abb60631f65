package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Reports on a folder of articles on standard error: each failed article, and how far it is. */
final class ExtractionProgress implements ExtractionListener {

    private static final int MOST_LINES = 20;

    private final Words words;
    private final UsageText usages;
    private final ProgressOptions.Kind kind;
    private final LiveLine live;
    private final PrintWriter err;
    private int articles;
    private int done;
    private int skipped;
    private int failed;
    private RunUsage usage = RunUsage.NONE;
    private long start;

    ExtractionProgress(Words words, String currency, ProgressOptions.Kind kind, LiveLine live, PrintWriter err) {
        this.words = words;
        this.kind = kind;
        this.live = live;
        this.err = err;
        usages = new UsageText(words, currency);
    }

    @Override
    public void started(int count) {
        articles = count;
        start = live.now();
        switch (kind) {
            case LIVE -> live.show(status());
            case PLAIN -> err.println(words.say("progress.articles", articles));
            case NONE -> {}
        }
    }

    @Override
    public void progressed(RunUsage soFar) {
        usage = soFar;
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

    private ExtractionStatus status() {
        return new ExtractionStatus(words, usages, articles, done, skipped, failed, usage, start);
    }

    private void tell() {
        ExtractionStatus status = status();
        int every = (articles + MOST_LINES - 1) / MOST_LINES;
        boolean worthALine = status.ended() % every == 0 || status.ended() == articles;
        switch (kind) {
            case LIVE -> live.show(status);
            case PLAIN -> {
                if (worthALine) {
                    err.println(status.plainLine(live.now()));
                }
            }
            case NONE -> {}
        }
    }
}
