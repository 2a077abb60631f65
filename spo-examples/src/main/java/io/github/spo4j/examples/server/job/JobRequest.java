package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job is made with, checked. Immutable. */
interface JobRequest {

    String KIND = "kind";
    int LONGEST_NAME = 100;

    /**
     * Reads what a client sent, or what was kept of it.
     *
     * @throws JobException if it makes no sense, which says all that is wrong
     */
    static JobRequest read(ObjectNode json, JobSetup setup) {
        return switch (json.path(KIND).asText()) {
            case "optimize" -> OptimizeRequest.read(json, setup);
            case "extract" -> StyleRequest.read(json, JobKind.EXTRACT, setup);
            case "style" -> StyleRequest.read(json, JobKind.STYLE, setup);
            default ->
                throw new JobException(
                        Kind.INVALID_REQUEST,
                        List.of(new Wrong(KIND, null, "kind must be one of optimize, extract, style")));
        };
    }

    JobKind kind();

    String name();

    /**
     * What there is to do.
     *
     * @param decision the prompt that a person takes for the best, or null
     */
    JobWork work(@Nullable String decision);

    /** The request to be kept, with what was not given filled in. */
    ObjectNode json();
}
