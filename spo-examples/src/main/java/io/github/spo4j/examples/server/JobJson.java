package io.github.spo4j.examples.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs as JSON for clients. */
final class JobJson {

    private JobJson() {}

    /**
     * A job without request and result.
     *
     * @param places the places of queued jobs by their ids
     */
    private static ObjectNode summary(Job job, Map<String, Long> places) {
        ObjectNode json = Json.object();
        json.put("id", job.id()).put("kind", job.kind().word()).put("name", job.name());
        json.put("state", job.state().word()).put("cancelling", job.cancelling());
        json.put("queue_place", places.get(job.id()));
        json.put("created_at", job.createdAt().toString());
        json.put("started_at", text(job.startedAt())).put("ended_at", text(job.endedAt()));
        json.set("progress", job.progress());
        json.set("error", job.error() == null ? null : job.error().json());
        return json;
    }

    static ObjectNode whole(Job job, Map<String, Long> places, ObjectNode request) {
        ObjectNode json = summary(job, places);
        json.set("request", request);
        json.set("result", job.result());
        return json;
    }

    /** A page; the next one is requested by the number of its last job. */
    static ObjectNode page(List<Job> jobs, Map<String, Long> places, boolean more) {
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("jobs");
        jobs.forEach(job -> all.add(summary(job, places)));
        json.put("next", more ? Long.toString(jobs.get(jobs.size() - 1).number()) : null);
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
