package io.github.spo4j.examples.server;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.javalin.http.Context;
import java.io.IOException;

/** Reads JSON from clients, which is not trusted, and writes JSON for them. */
final class Json {

    private static final int DEEPEST = 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(Integer.MAX_VALUE) // the whole request has a limit
                            .maxNameLength(1000)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode read(byte[] content) {
        try {
            JsonNode root = MAPPER.readTree(content);
            if (root instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "the body is not valid JSON" + place(e));
        }
        throw new Refusal(Reason.MALFORMED_REQUEST, "the body must be a JSON object");
    }

    private static String place(IOException e) {
        return e instanceof JsonProcessingException wrong && wrong.getLocation() != null
                ? ", see line " + wrong.getLocation().getLineNr()
                : "";
    }

    static void send(Context ctx, int status, ObjectNode json) {
        send(ctx, status, "application/json", json);
    }

    static void send(Context ctx, int status, String type, ObjectNode json) {
        try {
            ctx.status(status).contentType(type).result(MAPPER.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
