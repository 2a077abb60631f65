package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException.Kind;

/**
 * A chat completion. A choice without a message is a NullPointerException in LangChain4j, which says nothing at all, and
 * content in parts, as Mistral's reasoning models give it, is none that it can read.
 */
final class OpenAiAnswer implements AnswerFormat {

    @Override
    public String content() {
        return "choices";
    }

    @Override
    public void prepare(ObjectNode answer) throws JsonProcessingException {
        requireChatCompletion(answer);
        JsonNode usage = answer.path("usage");
        ObjectNode counts = AnswerFormat.counts(usage, "prompt_tokens", "completion_tokens");
        counts.set("prompt_tokens_details", AnswerFormat.counts(usage.path("prompt_tokens_details"), "cached_tokens"));
        counts.set(
                "completion_tokens_details",
                AnswerFormat.counts(usage.path("completion_tokens_details"), "reasoning_tokens"));
        answer.retain("model", "choices");
        AnswerFormat.dropUnlessText(answer, "model");
        answer.set("usage", counts);
        for (JsonNode each : answer.path("choices")) {
            if (each.path("text").isTextual() && !each.has("message")) {
                throw otherFormat(Kind.MALFORMED_REPLY, "a completion and not a chat completion", "base_url");
            }
            if (!(each instanceof ObjectNode choice && choice.path("message") instanceof ObjectNode message)) {
                throw AnswerFormat.unexpected("the answer is no chat completion");
            }
            requireWhole(choice);
            choice.retain("message", "finish_reason");
            AnswerFormat.dropUnlessText(choice, "finish_reason");
            message.retain("content", "reasoning_content", "reasoning", "refusal");
            AnswerFormat.dropUnlessText(message, "reasoning_content", "reasoning", "refusal");
            JsonNode parts = message.path("content");
            if (parts.isArray()) {
                StringBuilder thoughts = new StringBuilder();
                for (JsonNode part : parts) {
                    thoughts.append(AnswerFormat.text(part.path("thinking"), any -> true, "text"));
                }
                message.put("content", AnswerFormat.text(parts, any -> true, "text"));
                message.put("reasoning_content", thoughts.toString());
            }
        }
    }

    /** Other protocols are known by their fields. */
    private static void requireChatCompletion(ObjectNode answer) {
        if (answer.has("choices")) {
            return;
        }
        if (answer.path("message").isObject() || answer.has("done")) {
            throw otherFormat(Kind.NOT_FOUND, "in Ollama's own protocol", "that base_url ends in /v1");
        }
        if (answer.path("content").isArray() && answer.path("type").asText().equals("message")) {
            throw otherFormat(Kind.MALFORMED_REPLY, "in Anthropic's protocol", "api_type and base_url");
        }
        if (answer.path("candidates").isArray()) {
            throw otherFormat(Kind.MALFORMED_REPLY, "in Gemini's protocol", "api_type and base_url");
        }
        if (answer.path("output").isArray()) {
            throw otherFormat(Kind.MALFORMED_REPLY, "in the protocol of OpenAI's Responses", "base_url");
        }
    }

    private static CallFailure otherFormat(Kind kind, String what, String check) {
        return new CallFailure(kind, "the server answers " + what + ": check " + check);
    }

    /** A choice may hold text and say beside it that the model, or a server in between, failed. */
    private static void requireWhole(ObjectNode choice) {
        if (choice.hasNonNull("error")) {
            throw new HttpFailure(200, choice.retain("error").toString(), null);
        }
        AnswerFormat.trouble(choice.path("finish_reason").asText("")).ifPresent(trouble -> {
            switch (trouble) {
                case FILTER -> choice.put("finish_reason", "content_filter");
                case CUT -> choice.put("finish_reason", "length");
                default ->
                    throw AnswerFormat.failed(
                            trouble, choice.path("finish_reason").asText(""));
            }
        });
    }
}
