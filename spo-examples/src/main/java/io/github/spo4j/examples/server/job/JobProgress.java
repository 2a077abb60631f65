package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The progress of a job. Not thread-safe. */
final class JobProgress {

    private @Nullable Integer round;
    private @Nullable Integer lastRound;
    private @Nullable Phase phase;
    private @Nullable Integer bestRound;
    private @Nullable Integer articles;
    private @Nullable Integer articlesEnded;
    private RunUsage usage = RunUsage.NONE;

    void lastRound(int number) {
        lastRound = number;
    }

    /** What a resumed run has come to before. */
    void resumed(RecordedRun run) {
        round = run.rounds().size();
        ended(run);
    }

    /** The comparison at the end belongs to no round: it names the one that it compares. */
    JobProgress at(int number, Phase now) {
        round = now == Phase.CONFIRM ? round : Integer.valueOf(number);
        phase = now;
        return this;
    }

    JobProgress finished(Round finished) {
        round = finished.number();
        phase = null;
        return this;
    }

    /** The prompt of this round is handed out now. */
    void best(int number) {
        bestRound = number;
    }

    /** What the run has come to, and which prompt it hands out. */
    void ended(RecordedRun run) {
        phase = null;
        bestRound = run.bestRound().map(Round::number).orElse(null);
        usage = run.usage();
    }

    void usage(RunUsage taken) {
        usage = taken;
    }

    void articles(int all) {
        articles = all;
        articlesEnded = 0;
    }

    int articleEnded() {
        articlesEnded = articlesEnded == null ? 1 : articlesEnded + 1;
        return articlesEnded;
    }

    static @Nullable String word(@Nullable Phase phase) {
        return phase == null ? null : phase.name().toLowerCase(Locale.ROOT);
    }

    ObjectNode json() {
        ObjectNode json = StoredJson.object();
        json.put("round", round).put("last_round", lastRound);
        json.put("phase", word(phase)).put("best_round", bestRound);
        json.put("articles", articles).put("articles_ended", articlesEnded);
        UsageJson.put(usage, json.putObject("usage"));
        return json;
    }
}
