package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Anthropic's message. LangChain4j does not know some reasons for stopping, and puts a line break between the blocks of
 * one text.
 */
final class AnthropicAnswer implements AnswerFormat {

    @Override
    public String content() {
        return "content";
    }

    @Override
    public void prepare(ObjectNode answer) throws JsonProcessingException {
        JsonNode blocks = answer.path("content");
        if (!blocks.isArray()) {
            throw AnswerFormat.unexpected("the answer is no message");
        }
        String reason = answer.path("stop_reason").asText("");
        AnswerFormat.trouble(reason).ifPresent(trouble -> {
            switch (trouble) {
                case CUT -> answer.put("stop_reason", "max_tokens");
                default -> throw AnswerFormat.failed(trouble, reason);
            }
        });
        ObjectNode counts = AnswerFormat.counts(
                answer.path("usage"),
                "input_tokens",
                "output_tokens",
                "cache_creation_input_tokens",
                "cache_read_input_tokens");
        answer.retain("model", "stop_reason");
        AnswerFormat.dropUnlessText(answer, "model", "stop_reason");
        answer.set("usage", counts);
        String thoughts = AnswerFormat.text(blocks, block -> isOf(block, "thinking"), "thinking");
        String text = AnswerFormat.text(blocks, block -> isOf(block, "text"), "text");
        answer.putArray("content")
                .add(block(answer, "thinking", thoughts).put("signature", ""))
                .add(block(answer, "text", text));
    }

    private static boolean isOf(JsonNode block, String type) {
        return block.path("type").asText().equals(type);
    }

    private static ObjectNode block(ObjectNode answer, String type, String text) {
        return answer.objectNode().put("type", type).put(type, text);
    }
}
