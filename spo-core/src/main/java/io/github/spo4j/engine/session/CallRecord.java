package io.github.spo4j.engine.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.RequestHash;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * A call in a journal: the hash of the request, and the reply or the failure.
 *
 * @param key identifies the call
 * @param hash of the request
 * @param reply the reply, or null after a failure
 * @param failure the failure, or null with a reply
 * @param usage the tokens that all of its attempts took
 */
record CallRecord(
        CallKey key,
        String hash,
        @Nullable ModelReply reply,
        @Nullable ModelException failure,
        RoleUsage usage) {

    private static final String RECORDED =
            ": it gave no usable reply, as the journal has it; to get another reply, start again in another place";

    /** The record of a call that gave a reply, with what its port sets itself. */
    static CallRecord of(ModelRequest request, ModelSettings own, ModelReply reply) {
        RoleUsage usage = with(TokenReservation.spent(request, own, reply), reply.lost());
        return new CallRecord(CallKey.of(request), RequestHash.of(request), reply, null, usage);
    }

    /** The record of a call that failed, with what its port sets itself. */
    static CallRecord of(ModelRequest request, ModelSettings own, ModelException failure) {
        RoleUsage usage = with(TokenReservation.spent(request, own, failure), failure.lost());
        return new CallRecord(CallKey.of(request), RequestHash.of(request), null, failure, usage);
    }

    /**
     * Whether it is the record of a request. Earlier versions asked once more with the same limit of output tokens where now
     * there is twice the room, see {@code RoleModel.roomier}.
     */
    boolean isOf(ModelRequest request) {
        Integer limit = request.settings().maxOutputTokens();
        return hash.equals(RequestHash.of(request))
                || (limit != null
                        && limit > 1
                        && request.callId().ask() > 0
                        && request.role() != ModelRole.OPTIMIZE
                        && request.role() != ModelRole.EXECUTE
                        && hash.equals(RequestHash.of(request.toBuilder()
                                .settings(request.settings().maxOutputTokens(limit / 2))
                                .build())));
    }

    private static RoleUsage with(RoleUsage last, TokenUsage lost) {
        return new RoleUsage(last.calls(), last.reported(), last.atMost().plus(lost));
    }

    /** Whether it is settled, see {@link #isAskedAgain()}. Other failures are repeated when the run resumes. */
    boolean isFinal() {
        return failure == null || failure.isNoUsableReply();
    }

    /** Whether another process asks again: in round 1 a missing reply would stop the run for ever. */
    boolean isAskedAgain() {
        return failure != null && failure.isNoUsableReply() && key.id().round() == 1;
    }

    boolean isBlank() {
        return failure != null
                && (failure.kind() == ModelException.Kind.BLANK_REPLY
                        || failure.kind() == ModelException.Kind.NO_CHOICES);
    }

    ModelReply replyOrThrow() {
        if (reply != null) {
            return reply;
        }
        throw failure == null ? new IllegalStateException("a call has a reply or a failure") : failure;
    }

    String kind() {
        if (reply != null) {
            return JournalLine.CALL;
        }
        return isFinal() ? JournalLine.OUTCOME : JournalLine.FAILED;
    }

    void writeTo(ObjectNode line) {
        line.put("role", key.role().name());
        line.put("round", key.id().round());
        line.put("item", key.id().item());
        line.put("ask", key.id().ask());
        line.put("hash", hash);
        line.put("attempts", usage.calls());
        write(usage.reported(), line.putObject("usage"));
        write(usage.atMost(), line.putObject("booked"));
        if (reply != null) {
            write(reply, line);
        }
        if (failure != null) {
            line.put("failure", failure.kind().name());
            line.put("status", failure.status());
        }
    }

    private static void write(ModelReply reply, ObjectNode line) {
        line.put("text", reply.text());
        line.put("reasoning", reply.reasoning());
        line.put("finish", reply.finishReason().name());
        line.put("model", reply.servedModel());
    }

    private static void write(TokenUsage usage, ObjectNode entry) {
        entry.put("input", usage.input());
        entry.put("output", usage.output());
        entry.put("cached_input", usage.cachedInput());
        entry.put("cache_write", usage.cacheWrite());
        entry.put("reasoning", usage.reasoning());
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if a field has a value that it cannot have
     */
    static CallRecord read(ObjectNode line) {
        ModelRole role = ModelRole.valueOf(line.path("role").asText());
        CallId id = new CallId(
                line.path("round").asInt(),
                line.path("item").asText(),
                line.path("ask").asInt());
        CallKey key = new CallKey(role, id);
        String hash = line.path("hash").asText();
        RoleUsage usage = new RoleUsage(
                line.path("attempts").asInt(), readUsage(line.path("usage")), readUsage(line.path("booked")));
        if (line.path("kind").asText().equals(JournalLine.CALL)) {
            return new CallRecord(key, hash, readReply(line), null, usage);
        }
        ModelException.Kind kind =
                ModelException.Kind.valueOf(line.path("failure").asText());
        Integer status =
                line.path("status").isInt() ? (Integer) line.path("status").intValue() : null;
        ModelException failure = new ModelException(kind, key + RECORDED, null, status, null)
                .withAttempts(line.path("attempts").asInt());
        return new CallRecord(key, hash, null, failure, usage);
    }

    private static ModelReply readReply(ObjectNode line) {
        return ModelReply.builder(line.path("text").asText())
                .reasoning(line.path("reasoning").textValue())
                .finishReason(FinishReason.valueOf(line.path("finish").asText()))
                .servedModel(line.path("model").textValue())
                .attempts(line.path("attempts").asInt())
                .usage(readUsage(line.path("usage")))
                .build();
    }

    private static TokenUsage readUsage(JsonNode usage) {
        return new TokenUsage(
                count(usage, "input"),
                count(usage, "output"),
                count(usage, "cached_input"),
                count(usage, "cache_write"),
                count(usage, "reasoning"));
    }

    private static @Nullable Long count(JsonNode usage, String name) {
        JsonNode count = usage.path(name);
        return count.canConvertToLong() && count.isIntegralNumber() ? (Long) count.longValue() : null;
    }
}
