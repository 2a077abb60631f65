package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job's request, checked. Immutable. */
interface JobRequest {

    String KIND = "kind";
    int LONGEST_NAME = 100;

    /**
     * Reads a client's request.
     *
     * @throws JobException if it is invalid; it lists all errors
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

    /**
     * Reads a stored request, also of an earlier version of the service.
     *
     * @throws JobException if it is invalid now; it lists all errors
     */
    static JobRequest stored(ObjectNode json, JobSetup setup) {
        if (json.path(KIND).asText().equals(JobKind.OPTIMIZE.word())) {
            HeldOut.fill(json);
        }
        return read(json, setup);
    }

    JobKind kind();

    String name();

    /**
     * The work to do.
     *
     * @param decision the prompt that a person has promoted, or null
     */
    JobWork work(@Nullable Decision decision);

    /** The request to store, with defaults filled in. */
    ObjectNode json();
}
