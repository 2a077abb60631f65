package io.github.spo4j.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * A call as a journal has it: what was asked, and the reply or the failure.
 *
 * @param key by what it is found again
 * @param hash of what was asked
 * @param reply the reply, or null after a failure
 * @param failure the failure, or null with a reply
 */
record CallRecord(
        CallKey key,
        String hash,
        @Nullable ModelReply reply,
        @Nullable ModelException failure) {

    private static final String RECORDED =
            ": it came to nothing, as the journal has it; to ask again, begin anew with --fresh or another name";

    static CallRecord of(ModelRequest request, ModelReply reply) {
        return new CallRecord(CallKey.of(request), RequestHash.of(request), reply, null);
    }

    static CallRecord of(ModelRequest request, ModelException failure) {
        return new CallRecord(CallKey.of(request), RequestHash.of(request), null, failure);
    }

    /** Whether it is settled: a failure for good is asked again, all else is not. */
    boolean isFinal() {
        return failure == null || failure.isNoUsableReply();
    }

    int attempts() {
        return reply == null ? 1 : reply.attempts();
    }

    TokenUsage usage() {
        if (reply != null) {
            return reply.usage();
        }
        return isFinal() ? TokenUsage.UNKNOWN : TokenUsage.NONE;
    }

    ModelReply replyOrThrow() {
        if (reply != null) {
            return reply;
        }
        throw failure == null ? new IllegalStateException("a call has a reply or a failure") : failure;
    }

    String kind() {
        if (reply != null) {
            return Journal.CALL;
        }
        return isFinal() ? Journal.OUTCOME : Journal.FAILED;
    }

    void writeTo(ObjectNode line) {
        line.put("role", key.role().name());
        line.put("round", key.id().round());
        line.put("item", key.id().item());
        line.put("ask", key.id().ask());
        line.put("hash", hash);
        line.put("attempts", attempts());
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
        ObjectNode usage = line.putObject("usage");
        usage.put("input", reply.usage().input());
        usage.put("output", reply.usage().output());
        usage.put("cached_input", reply.usage().cachedInput());
        usage.put("cache_write", reply.usage().cacheWrite());
        usage.put("reasoning", reply.usage().reasoning());
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
        if (line.path("kind").asText().equals(Journal.CALL)) {
            return new CallRecord(key, hash, readReply(line), null);
        }
        ModelException.Kind kind =
                ModelException.Kind.valueOf(line.path("failure").asText());
        Integer status =
                line.path("status").isInt() ? (Integer) line.path("status").intValue() : null;
        return new CallRecord(key, hash, null, new ModelException(kind, key + RECORDED, null, status, null));
    }

    private static ModelReply readReply(ObjectNode line) {
        JsonNode usage = line.path("usage");
        return ModelReply.builder(line.path("text").asText())
                .reasoning(line.path("reasoning").textValue())
                .finishReason(FinishReason.valueOf(line.path("finish").asText()))
                .servedModel(line.path("model").textValue())
                .attempts(line.path("attempts").asInt())
                .usage(new TokenUsage(
                        count(usage, "input"),
                        count(usage, "output"),
                        count(usage, "cached_input"),
                        count(usage, "cache_write"),
                        count(usage, "reasoning")))
                .build();
    }

    private static @Nullable Long count(JsonNode usage, String name) {
        JsonNode count = usage.path(name);
        return count.canConvertToLong() && count.isIntegralNumber() ? (Long) count.longValue() : null;
    }
}
