package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.examples.server.job.JobException;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refused request. Its texts are for the client and contain nothing from libraries, models or the machine. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The HTTP status and its texts. */
    private final Reason reason;

    /** What is wrong, and where. */
    private final transient List<JobException.Wrong> wrongs;

    /** Why a request is refused; the name is the code for programs. */
    enum Reason {
        MALFORMED_REQUEST(400, "The request cannot be read"),
        UNAUTHORIZED(401, "A token is needed"),
        FOREIGN_ORIGIN(403, "The request comes from another site"),
        NOT_FOUND(404, "There is nothing here"),
        METHOD_NOT_ALLOWED(405, "This cannot be done here"),
        REQUEST_TIMEOUT(408, "The request took too long to arrive"),
        CONFLICT(409, "Not now"),
        REQUEST_TOO_LARGE(413, "The request is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The request is in another format"),
        FOREIGN_HOST(421, "The request is for another host"),
        INVALID_REQUEST(422, "The request is invalid"),
        INVALID_TEMPLATE(422, "The template is invalid"),
        INVALID_ARTICLE(422, "An article cannot be read"),
        IDEMPOTENCY_KEY_REUSED(422, "The key was used for another request"),
        TOO_MANY_REQUESTS(429, "Too many requests"),
        TOO_MANY_JOBS(429, "Too many unfinished jobs"),
        TOO_MANY_STREAMS(429, "Too many streams"),
        INTERNAL_ERROR(500, "Something went wrong"),
        NOT_READY(503, "The service cannot do this now");

        private final int status;
        private final String title;

        Reason(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        String title() {
            return title;
        }
    }

    Refusal(Reason reason, String detail) {
        this(reason, detail, List.of(), null);
    }

    private Refusal(Reason reason, String detail, List<JobException.Wrong> wrongs, @Nullable Throwable cause) {
        super(requireNonNull(detail, "detail"), cause);
        this.reason = requireNonNull(reason, "reason");
        this.wrongs = List.copyOf(wrongs);
    }

    static Refusal of(JobException e) {
        Reason reason =
                switch (e.kind()) {
                    case NOT_FOUND -> Reason.NOT_FOUND;
                    case CONFLICT -> Reason.CONFLICT;
                    case INVALID_REQUEST -> Reason.INVALID_REQUEST;
                    case INVALID_TEMPLATE -> Reason.INVALID_TEMPLATE;
                    case INVALID_ARTICLE -> Reason.INVALID_ARTICLE;
                    case KEY_REUSED -> Reason.IDEMPOTENCY_KEY_REUSED;
                    case TOO_MANY_JOBS -> Reason.TOO_MANY_JOBS;
                    case NOT_READY, DATABASE -> Reason.NOT_READY;
                };
        return new Refusal(reason, String.valueOf(e.getMessage()), e.wrongs(), e);
    }

    Reason reason() {
        return reason;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<JobException.Wrong> wrongs() {
        return wrongs;
    }
}
