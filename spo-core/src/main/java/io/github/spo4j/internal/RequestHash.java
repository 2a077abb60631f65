package io.github.spo4j.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;

/** A hash over all of a request that its reply depends on, so without the deadline. */
public final class RequestHash {

    private RequestHash() {}

    /**
     * {@return the hash by which a journal recognizes a request} It stands in files: neither the order of its fields nor those
     * that are null may change.
     *
     * @param request the request
     */
    public static String of(ModelRequest request) {
        ObjectNode asked = Json.OURS.createObjectNode();
        asked.put("role", request.role().name());
        return hash(asked, request);
    }

    /**
     * {@return the hash of what is sent} That is without the role; the sample number that follows from it tells repeats apart.
     *
     * @param request the request
     */
    public static String withoutRole(ModelRequest request) {
        return hash(Json.OURS.createObjectNode(), request);
    }

    private static String hash(ObjectNode asked, ModelRequest request) {
        ArrayNode messages = asked.putArray("messages");
        for (Message message : request.messages()) {
            messages.addArray().add(message.speaker().name()).add(message.text());
        }
        ModelSettings settings = request.settings();
        asked.put("name", settings.name());
        asked.put("temperature", settings.temperature());
        asked.put("top_p", settings.topP());
        asked.put("max_output_tokens", settings.maxOutputTokens());
        asked.put("seed", settings.seed());
        asked.put("json", request.json());
        asked.put("sample", request.sample());
        return Sha256.hex(writer -> Json.OURS.writeValue(writer, asked));
    }
}
