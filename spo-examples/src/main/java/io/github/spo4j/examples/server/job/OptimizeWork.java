package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.examples.view.ComparisonJson;
import io.github.spo4j.examples.view.JudgeJson;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.OptimizationListener.Phase;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Optimizes a prompt and reports progress. */
final class OptimizeWork implements JobWork {

    private final OptimizeRequest request;
    private final @Nullable Decision decision;

    OptimizeWork(OptimizeRequest request, @Nullable Decision decision) {
        this.request = request;
        this.decision = decision;
    }

    @Override
    public ObjectNode run(RunningJob job) throws InterruptedException {
        Teller teller = new Teller(job, request);
        PromptOptimizer.Builder optimizer =
                request.optimizer().storage(job.files()).listener(teller);
        if (decision != null) {
            optimizer.maxRounds(decided(optimizer.build(), decision, job));
        }
        OptimizationResult result = optimized(optimizer.build());
        if (result.stopReason() == StopReason.INTERRUPTED) {
            throw new InterruptedException();
        }
        Round best = result.run().bestRound().orElseThrow(() -> new JobFailure(JobError.of(result.stopReason())));
        teller.confirmed(result);
        request.setup().confirmations().accept(result.confirmation());
        ObjectNode json = StoredJson.object();
        json.put("stop_reason", result.stopReason().name().toLowerCase(Locale.ROOT));
        json.put("start_prompt", result.startPrompt());
        json.put("best_prompt", best.prompt()).put("best_round", best.number());
        json.put("search_winner", result.confirmation().searchWinner());
        putConfirmation(result.confirmation(), json.putObject("confirmation"));
        json.put("rounds", result.run().rounds().size())
                .put("seed", result.start().seed());
        ObjectNode reasons = json.putObject("void_rounds");
        result.run().voidReasons().forEach(reasons::put);
        UsageJson.put(result.run().usage(), json.putObject("usage"));
        JudgeJson.put(result.run().judgeConsistency(), json.putObject("judge"));
        return json;
    }

    private static OptimizationResult optimized(PromptOptimizer optimizer) {
        try {
            return optimizer.optimize();
        } catch (IllegalArgumentException e) { // an answer check of the template cannot decide
            throw new JobFailure(JobError.invalid(String.valueOf(e.getMessage())));
        }
    }

    private static void putConfirmation(Confirmation confirmation, ObjectNode json) {
        ComparisonJson.put(confirmation, json);
        confirmation.sentences(Locale.CHINESE).forEach(json.putArray("sentences_zh")::add);
    }

    /** Does what a person decided, unless that was done before the machine died, and returns the last round. */
    private static int decided(PromptOptimizer optimizer, Decision decision, RunningJob job)
            throws InterruptedException {
        job.begin();
        RecordedRun run = RecordedRun.read(job.files());
        String prompt = decision.prompt();
        if (prompt == null) {
            return run.openDecision().isEmpty()
                    ? run.rounds().size()
                    : optimizer.withdraw().number();
        }
        if (Decision.needless(run).equals(Optional.of(prompt))) {
            return run.rounds().size();
        }
        try {
            Round round = decision.guarded() ? optimizer.promote(prompt) : optimizer.promoteUnguarded(prompt);
            return round.number();
        } catch (ModelException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            throw e;
        }
    }

    /** Reports to clients. Called on one thread. */
    private static final class Teller implements OptimizationListener {

        private final RunningJob job;
        private final OptimizeRequest request;
        private final JobProgress progress = new JobProgress();
        private @Nullable ObjectNode waiting;
        private int round;
        private @Nullable Phase phase;

        /** A model's prompt is handed out only if held-out questions prove it. */
        private boolean provenOnly;

        Teller(RunningJob job, OptimizeRequest request) {
            this.job = job;
            this.request = request;
        }

        @Override
        public void started(OptimizationListener.Start start) {
            job.begin();
            progress.lastRound(start.lastRound());
            provenOnly = !start.heldOut().isEmpty() && request.heldOut().rule() == HandOut.ONLY_IF_BETTER;
            if (start.nextRound() > 1) {
                progress.resumed(RecordedRun.read(job.files()));
            }
            ObjectNode data = StoredJson.object();
            data.put("seed", start.seed());
            data.put("next_round", start.nextRound()).put("last_round", start.lastRound());
            data.put("start_prompt", request.startPrompt());
            start.questions().forEach(question -> data.withArray("questions").add(question.question()));
            ArrayNode heldOut = data.putArray("held_out");
            start.heldOut().forEach(question -> heldOut.add(question.question()));
            data.put("hand_out", request.heldOut().word());
            job.tell("started", data, progress);
        }

        @Override
        public void progressed(int number, Phase now, RunUsage usage) {
            progress.at(number, now).usage(usage);
            ObjectNode data = StoredJson.object().put("round", number).put("phase", JobProgress.word(now));
            UsageJson.put(usage, data.putObject("usage"));
            if (number == round && now == phase) {
                job.tellOnceASecond("progress", data, progress);
            } else {
                job.tell("progress", data, progress);
            }
            round = number;
            phase = now;
        }

        @Override
        public void roundFinished(Round finished, RunUsage usage) {
            progress.finished(finished).usage(usage);
            if (finished.accepted() && !(provenOnly && finished.source() == Round.Source.MODEL)) {
                progress.best(finished.number());
            }
            waiting = null;
            ObjectNode data = StoredJson.object();
            data.put("round", finished.number()).put("prompt", finished.prompt());
            data.put("accepted", finished.accepted()).put("proposed_by", RoundJson.proposer(finished));
            RoundJson.putVotes(finished, data.putArray("votes"));
            data.put("void_reason", finished.voidReason()).put("cut_answers", finished.cutAnswers());
            RoundJson.putBroken(finished, data.putArray("broken_checks"));
            UsageJson.put(usage, data.putObject("usage"));
            job.tell("round", data, progress);
        }

        /** The run has ended with this. */
        void confirmed(OptimizationResult result) {
            progress.ended(result.run());
            Confirmation found = result.confirmation();
            ObjectNode data = StoredJson.object()
                    .put("state", found.state().name().toLowerCase(Locale.ROOT))
                    .put("verdict", verdict(found));
            data.put("search_winner", found.searchWinner()).put("handed_out", found.handedOut());
            job.tell("confirmation", data, progress);
        }

        private static @Nullable String verdict(Confirmation found) {
            return found.comparison()
                    .map(comparison -> comparison.verdict().name().toLowerCase(Locale.ROOT))
                    .orElse(null);
        }

        @Override
        public void callRetried(ModelRole role, ModelException failure, int retry, int retries, Duration wait) {
            ObjectNode data =
                    StoredJson.object().put("kind", failure.kind().name().toLowerCase(Locale.ROOT));
            data.put("status", failure.status()).put("retry", retry).put("retries", retries);
            data.put("wait_seconds", Math.max(1, (wait.toMillis() + 500) / 1000));
            data.put("asked", failure.retryAfter() != null);
            if (!data.equals(waiting)) { // calls that were sent together fail together
                job.tell("retry", data, progress);
            }
            waiting = data;
        }

        @Override
        public void callsReduced(ModelRole role, @Nullable String model, int inFlight) {
            ObjectNode data = StoredJson.object()
                    .put("role", role.name().toLowerCase(Locale.ROOT))
                    .put("model", model);
            job.tell("reduced", data.put("calls_at_a_time", inFlight), progress);
        }

        @Override
        public void votesUnclear(int number, @Nullable String model, String quote) {
            ObjectNode data = StoredJson.object().put("round", number);
            job.tell("votes_unclear", data.put("model", model).put("quote", quote), progress);
        }

        @Override
        public void budgetUsed(int percent) {
            job.tell("budget", StoredJson.object().put("percent", percent), progress);
        }
    }
}
