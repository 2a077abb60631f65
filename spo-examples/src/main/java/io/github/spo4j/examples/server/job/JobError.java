package io.github.spo4j.examples.server.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunException;
import java.util.Locale;

/**
 * Why a job failed, in the service's own words and, of a model's failure, its server's; what the machine reported is for the
 * log. Immutable.
 *
 * @param code for programs
 * @param message what happened and what to do, for people
 */
public record JobError(String code, String message) {

    private static final String RESUME = "; what was paid for is kept, resume the job ";

    public JobError {
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }

    /** With the role, the model and what its server said, which the job's owner needs to set it right. */
    static JobError of(ModelException e) {
        return switch (e.kind()) {
            case NETWORK, TIMEOUT, RATE_LIMITED, SERVER_ERROR, MALFORMED_REPLY ->
                new JobError("model_unreachable", "a model could not be reached in time" + why(e) + RESUME + "later");
            case QUOTA_EXHAUSTED, UNAUTHORIZED, NOT_FOUND, INVALID_REQUEST, UNEXPECTED ->
                new JobError(
                        "model_refused",
                        "a model refused the request" + why(e)
                                + "; see the service's configuration, then resume the job");
            case BLANK_REPLY, NO_CHOICES, REFUSED, CONTENT_FILTERED, REQUEST_TOO_LONG ->
                new JobError(
                        "no_usable_reply",
                        "a model gave no usable reply twice" + why(e) + "; resume the job, which asks only what is"
                                + " open, or change the request or the model");
            case BUDGET_SPENT -> outOfBudget();
            case DEADLINE, INTERRUPTED -> outOfTime();
        };
    }

    /** Not the message: a port may say in it what is for the log alone. */
    private static String why(ModelException e) {
        String kind = e.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String role = e.role() == null ? "" : e.role().name().toLowerCase(Locale.ROOT) + ": ";
        return " (" + role + kind + (e.status() == null ? "" : ", status " + e.status())
                + (e.details() == null ? "" : "; " + e.details()) + ")";
    }

    /** For a run that stopped before a round was finished. */
    static JobError of(StopReason reason) {
        return reason == StopReason.BUDGET ? outOfBudget() : outOfTime();
    }

    private static JobError outOfBudget() {
        return new JobError(
                "out_of_budget", "the budget was spent before there was a result" + RESUME + "with a higher budget");
    }

    private static JobError outOfTime() {
        return new JobError("out_of_time", "the time was over before there was a result" + RESUME + "with more time");
    }

    static JobError of(RunException e) {
        return e.kind() == RunException.Kind.DISK
                ? new JobError("internal_error", "the database failed" + RESUME + "later")
                : new JobError("run_damaged", "the files of the run cannot be used any more; create a new job");
    }

    static JobError invalid(String what) {
        return new JobError("invalid_request", what);
    }

    static JobError crashed(int times) {
        return new JobError(
                "crashed",
                "the service died " + times + " times while the job ran; what was paid for is kept, resume the job to"
                        + " try again, or make it smaller");
    }

    static JobError internal() {
        return new JobError("internal_error", "something went wrong in the service, see its log" + RESUME + "later");
    }

    static JobError read(ObjectNode json) {
        return new JobError(json.path("code").asText(), json.path("message").asText());
    }

    /** {@return the error for programs, with {@code code} and {@code message}} */
    public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode().put("code", code).put("message", message);
    }
}
