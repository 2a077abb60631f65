package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.model.RunUsage;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a folder of articles is.
 *
 * @param words the language
 * @param usages formats costs
 * @param articles how many there are
 * @param done how many have got a profile
 * @param skipped how many already had one
 * @param failed how many have failed
 * @param usage the usage so far
 * @param start when the work started, of {@link System#nanoTime()}
 */
record ExtractionStatus(
        Words words, UsageText usages, int articles, int done, int skipped, int failed, RunUsage usage, long start)
        implements LiveLine.Status {

    int ended() {
        return done + skipped + failed;
    }

    @Override
    public String line(long now, int columns) {
        LiveText text = new LiveText(articles == 0 ? 1 : (double) ended() / articles)
                .with(9, words.say("live.articles", ended(), articles));
        if (failed > 0) {
            text.with(8, words.say("live.failed", failed));
        }
        usages.addTo(text, usage);
        text.with(4, words.say("live.rate", rate(now)));
        Duration left = left(now);
        if (!left.isZero()) {
            text.with(8, words.say("live.left", LiveText.time(left)));
        }
        return text.in(columns);
    }

    /** A full line, for output that is not redrawn. */
    String plainLine(long now) {
        Duration left = left(now);
        String line = words.say("progress.article.rate", ended(), articles, 100L * ended() / articles, rate(now));
        String time = left.isZero() ? "" : words.say("progress.left", LiveText.time(left));
        return line + time + words.say("progress.article.usage", usages.soFar(usage));
    }

    private String rate(long now) {
        return String.format(Locale.ROOT, "%.1f", perSecond(now));
    }

    /** Skipped articles need no call, so they do not count for the remaining time. */
    private double perSecond(long now) {
        return now == start ? 0 : (done + failed) * 1e9 / (now - start);
    }

    private Duration left(long now) {
        double rate = perSecond(now);
        return rate == 0 ? Duration.ZERO : Duration.ofSeconds(Math.round((articles - ended()) / rate));
    }
}
