package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobEvent;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends the events of a job as Server-Sent Events. Each stream holds a thread, so they are counted; a client that reads
 * nothing is cut off by the connection's time-out. Thread-safe.
 */
final class EventStream implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(EventStream.class.getName());
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final JobEngine engine;
    private final HttpLimits limits;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Object lock = new Object();
    private final Map<String, Integer> open = new HashMap<>();

    EventStream(JobEngine engine, HttpLimits limits) {
        this.engine = engine;
        this.limits = limits;
    }

    void send(Job job, Context ctx) throws IOException {
        String last = ctx.header("Last-Event-ID");
        long after = JobRoutes.number("Last-Event-ID", last, 0, Long.MAX_VALUE)
                .or(() -> JobRoutes.number(ctx, "after", 0, Long.MAX_VALUE))
                .orElse(0L);
        if (ctx.method().equals(HandlerType.HEAD)) { // it would wait for the end of the job, for nothing
            describe(ctx);
            return;
        }
        if (!waits(ctx)) {
            describe(ctx);
            sendAll(job.id(), after, ctx.res().getOutputStream());
            return;
        }
        String owner = Gate.owner(ctx);
        count(owner);
        try {
            describe(ctx);
            stream(job.id(), after, ctx.res().getOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a client has gone", e); // the usual end of a stream
        } finally {
            uncount(owner);
        }
    }

    private static boolean waits(Context ctx) {
        String wait = ctx.queryParam("wait");
        if (wait == null || wait.equals("true")) {
            return true;
        }
        if (wait.equals("false")) {
            return false;
        }
        throw new Refusal(Reason.MALFORMED_REQUEST, "wait must be true or false");
    }

    private static void describe(Context ctx) {
        ctx.res().setContentType("text/event-stream");
        ctx.res().setCharacterEncoding("UTF-8");
        ctx.header("Cache-Control", "no-store");
    }

    /** Sends the events that there are, and waits for none. */
    private void sendAll(String id, long after, OutputStream out) throws IOException {
        long last = after;
        List<JobEvent> events = engine.events(id, last);
        while (!events.isEmpty()) {
            last = send(events, out);
            events = engine.events(id, last);
        }
    }

    private void stream(String id, long after, OutputStream out) throws IOException, InterruptedException {
        write("retry: 1000\n\n", out);
        long last = after;
        Duration silent = Duration.ZERO;
        while (!closed.get()) {
            List<JobEvent> events = engine.awaitEvents(id, last, LOOK);
            if (events.isEmpty()) {
                if (ended(id, last)) {
                    return;
                }
                silent = silent.plus(LOOK);
                if (silent.compareTo(SILENCE) >= 0) {
                    write(": still here\n\n", out);
                    silent = Duration.ZERO;
                }
                continue;
            }
            silent = Duration.ZERO;
            last = send(events, out);
            if (ended(id, last)) {
                return;
            }
        }
    }

    /** Sends events, at least one, and returns the number of the last. */
    private static long send(List<JobEvent> events, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JobEvent event : events) {
            text.append("id: ").append(event.number());
            text.append("\nevent: ").append(event.type());
            text.append("\ndata: ").append(event.data()).append("\n\n");
        }
        write(text.toString(), out);
        return events.get(events.size() - 1).number();
    }

    /** Whether the job has ended and all its events were sent. */
    private boolean ended(String id, long last) {
        return engine.hasEndedBy(id, last);
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    private void count(String owner) {
        synchronized (lock) {
            int all = count();
            int own = open.getOrDefault(owner, 0);
            if (own >= limits.streamsPerToken()) {
                throw new Refusal(
                        Reason.TOO_MANY_STREAMS,
                        "you have " + own + " streams open; close some, or ask with wait=false from time to time");
            }
            if (all >= limits.streams()) {
                throw new Refusal(
                        Reason.TOO_MANY_STREAMS, "all streams are in use; ask with wait=false from time to time");
            }
            open.put(owner, own + 1);
        }
    }

    private void uncount(String owner) {
        synchronized (lock) {
            open.merge(owner, -1, Integer::sum);
        }
    }

    int count() {
        synchronized (lock) {
            return open.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Ends all streams, so that clients reconnect elsewhere. */
    @Override
    public void close() {
        closed.set(true);
    }
}
