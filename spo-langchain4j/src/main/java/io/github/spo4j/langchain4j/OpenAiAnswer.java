package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
            if (!(each instanceof ObjectNode choice && choice.path("message") instanceof ObjectNode message)) {
                throw AnswerFormat.unexpected("the answer is no chat completion");
            }
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
}
