package io.github.spo4j.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;

/** What was asked, as a hash: all that a reply depends on, and so never the deadline. */
final class RequestHash {

    private RequestHash() {}

    static String of(ModelRequest request) {
        ObjectNode asked = JournalLine.JSON.createObjectNode();
        asked.put("role", request.role().name());
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
        try {
            return Sha256.of(JournalLine.JSON.writeValueAsBytes(asked));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
