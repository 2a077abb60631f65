package io.github.spo4j.examples.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobState;
import io.github.spo4j.examples.server.job.RoundJson;
import io.github.spo4j.export.ExportedPrompt;
import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.run.Round;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs over HTTP. */
final class JobRoutes {

    private static final String JOBS = "/api/v1/jobs";
    private static final String JOB = JOBS + "/{id}";
    private static final int USUAL_PAGE = 20;
    private static final int MOST_IN_PAGE = 100;
    private static final int LONGEST_KEY = 100;

    private final JobEngine engine;
    private final RequestBody bodies;
    private final Upload uploads;
    private final EventStream events;

    JobRoutes(JobEngine engine, RequestBody bodies, Upload uploads, EventStream events) {
        this.engine = engine;
        this.bodies = bodies;
        this.uploads = uploads;
        this.events = events;
    }

    List<Route> all() {
        return List.of(
                Route.get(JOBS, this::list),
                Route.post(JOBS, this::create),
                Route.get(JOB, this::read),
                Route.delete(JOB, this::delete),
                Route.post(JOB + "/cancel", this::cancel),
                Route.post(JOB + "/resume", this::resume),
                Route.post(JOB + "/decisions", this::decide),
                Route.delete(JOB + "/decisions", this::withdraw),
                Route.get(JOB + "/events", ctx -> events.send(job(ctx), ctx)),
                Route.get(JOB + "/rounds", this::rounds),
                Route.get(JOB + "/export", this::export),
                Route.get(JOB + "/report", ctx -> ReportDownload.send(job(ctx), engine, ctx)),
                Route.get(JOB + "/archive", ctx -> Archive.send(job(ctx), engine, ctx)));
    }

    private Job job(Context ctx) {
        return engine.find(Gate.owner(ctx), ctx.pathParam("id"));
    }

    private void list(Context ctx) {
        int limit = Math.toIntExact(number(ctx, "limit", 1, MOST_IN_PAGE).orElse((long) USUAL_PAGE));
        long before = number(ctx, "before", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE);
        List<Job> found = engine.page(Gate.owner(ctx), before, limit + 1);
        boolean more = found.size() > limit;
        List<Job> shown = more ? found.subList(0, limit) : found;
        Json.send(ctx, 200, JobJson.page(shown, places(ctx, shown), more));
    }

    /** Places change with each job that starts, so they are asked for only if one waits. */
    private Map<String, Long> places(Context ctx, List<Job> jobs) {
        return jobs.stream().anyMatch(job -> job.state() == JobState.QUEUED)
                ? engine.places(Gate.owner(ctx))
                : Map.of();
    }

    static Optional<Long> number(Context ctx, String name, long least, long most) {
        return number(name, ctx.queryParam(name), least, most);
    }

    static Optional<Long> number(String name, @Nullable String text, long least, long most) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            throw noNumber(name, least, most);
        }
        throw noNumber(name, least, most);
    }

    private static Refusal noNumber(String name, long least, long most) {
        return new Refusal(Reason.MALFORMED_REQUEST, name + " must be a whole number from " + least + " to " + most);
    }

    private void create(Context ctx) {
        String key = ctx.header("Idempotency-Key");
        if (key != null
                && (key.isEmpty() || key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c > ' ' && c < 127))) {
            throw new Refusal(
                    Reason.MALFORMED_REQUEST,
                    "an Idempotency-Key has 1 to " + LONGEST_KEY + " visible ASCII characters");
        }
        ObjectNode request = RequestBody.isForm(ctx) ? uploads.request(ctx) : Json.read(bodies.json(ctx));
        JobEngine.Submitted submitted = engine.submit(Gate.owner(ctx), request, key);
        ctx.header("Location", JOBS + "/" + submitted.job().id());
        send(ctx, submitted.made() ? 201 : 200, submitted.job());
    }

    private void send(Context ctx, int status, Job job) {
        Json.send(ctx, status, JobJson.whole(job, places(ctx, List.of(job)), engine.shownRequest(job)));
    }

    private void read(Context ctx) {
        send(ctx, 200, job(ctx));
    }

    private void delete(Context ctx) {
        engine.delete(Gate.owner(ctx), ctx.pathParam("id"));
        ctx.status(204);
    }

    private void cancel(Context ctx) {
        send(ctx, 202, engine.cancel(Gate.owner(ctx), ctx.pathParam("id")));
    }

    private void resume(Context ctx) {
        send(ctx, 202, engine.resume(Gate.owner(ctx), ctx.pathParam("id"), Json.read(bodies.json(ctx))));
    }

    private void decide(Context ctx) {
        send(ctx, 202, engine.decide(Gate.owner(ctx), ctx.pathParam("id"), Json.read(bodies.json(ctx))));
    }

    private void withdraw(Context ctx) {
        send(ctx, 202, engine.withdraw(Gate.owner(ctx), ctx.pathParam("id")));
    }

    private void rounds(Context ctx) {
        Job job = job(ctx);
        RecordedRun run = engine.measuredRun(job);
        Map<String, String> expected = engine.expectedAnswers(job);
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("rounds");
        run.rounds().forEach(round -> RoundJson.put(round, run, expected, all.addObject()));
        json.put("open_decision", run.openDecision().orElse(null));
        Json.send(ctx, 200, json);
    }

    private void export(Context ctx) {
        PromptFormat format = format(ctx.queryParam("format"));
        Optional<Long> number = number(ctx, "round", 1, Integer.MAX_VALUE);
        Job job = job(ctx);
        RecordedRun run = engine.recordedRun(job);
        Round round = (number.isPresent()
                        ? run.rounds().stream()
                                .filter(any -> any.number() == number.get())
                                .findFirst()
                        : run.bestRound())
                .orElseThrow(() -> number.isPresent()
                        ? new Refusal(Reason.NOT_FOUND, "there is no such round")
                        : new Refusal(Reason.CONFLICT, "no round is finished yet; wait for it"));
        if (round.voidReason() != null) {
            throw new Refusal(Reason.CONFLICT, "the round is void, its prompt was never measured; choose another");
        }
        ExportedPrompt exported = run.export(round).as(format);
        ObjectNode json = Json.object();
        json.put("format", word(format)).put("round", round.number());
        json.put("file_name", "prompt-round-" + round.number() + suffix(format));
        json.put("text", exported.text());
        ArrayNode notes = json.putArray("notes");
        exported.notes().forEach(notes::add);
        ObjectNode slots = json.putObject("slots");
        exported.slots().forEach(slots::put);
        json.put("question_slot", exported.questionSlot());
        Json.send(ctx, 200, json);
    }

    private static String word(PromptFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private static PromptFormat format(@Nullable String word) {
        for (PromptFormat format : PromptFormat.values()) {
            if (word(format).equals(word)) {
                return format;
            }
        }
        throw new Refusal(Reason.MALFORMED_REQUEST, "format must be one of " + String.join(", ", formats()));
    }

    static List<String> formats() {
        return List.of(PromptFormat.values()).stream().map(JobRoutes::word).toList();
    }

    private static String suffix(PromptFormat format) {
        return switch (format) {
            case TEXT, LANGCHAIN4J -> ".txt";
            case CHAT_JSON -> ".json";
            case SPRING_AI -> ".st";
            case QUARKUS -> ".properties";
            case PROMPTY -> ".prompty";
        };
    }
}
