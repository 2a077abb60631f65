package io.github.spo4j.examples.cli;

import io.github.spo4j.style.ExtractionListener;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Tells on standard error how a folder of articles goes: every article that fails, and how far it is. */
final class ExtractionProgress implements ExtractionListener {

    private static final int MOST_LINES = 20;

    private final ProgressOptions.Kind kind;
    private final LiveLine live;
    private final PrintWriter err;
    private ExtractionStatus status;

    ExtractionProgress(Words words, ProgressOptions.Kind kind, LiveLine live, PrintWriter err) {
        this.kind = kind;
        this.live = live;
        this.err = err;
        status = new ExtractionStatus(words, 0, 0, 0, 0, live.now());
    }

    @Override
    public void started(int articles) {
        status = new ExtractionStatus(status.words(), articles, 0, 0, 0, live.now());
        switch (kind) {
            case LIVE -> live.show(status);
            case PLAIN -> err.println(status.words().say("progress.articles", articles));
            case NONE -> {}
        }
    }

    @Override
    public void extracted(String article, Path profile) {
        ended(1, 0, 0);
    }

    @Override
    public void skipped(String article, Path profile) {
        ended(0, 1, 0);
    }

    @Override
    public void failed(String article, String reason) {
        err.println(status.words().say("progress.article.failed", reason));
        ended(0, 0, 1);
    }

    private void ended(int done, int skipped, int failed) {
        status = new ExtractionStatus(
                status.words(),
                status.articles(),
                status.done() + done,
                status.skipped() + skipped,
                status.failed() + failed,
                status.start());
        int every = (status.articles() + MOST_LINES - 1) / MOST_LINES;
        boolean worthALine = status.ended() % every == 0 || status.ended() == status.articles();
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
