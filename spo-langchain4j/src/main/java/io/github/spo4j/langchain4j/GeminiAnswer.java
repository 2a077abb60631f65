package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException.Kind;
import java.util.Set;

/**
 * Gemini's answer. LangChain4j fails if usage or finish reason is missing or new, and puts blank lines between the parts of
 * one text.
 */
final class GeminiAnswer implements AnswerFormat {

    private static final Set<String> KNOWN = Set.of("STOP", "MAX_TOKENS");

    @Override
    public String content() {
        return "candidates";
    }

    @Override
    public void prepare(ObjectNode answer) throws JsonProcessingException {
        if (answer.path("promptFeedback").hasNonNull("blockReason")) {
            throw new CallFailure(
                    Kind.CONTENT_FILTERED,
                    "the provider's content filter refused the request",
                    "block reason "
                            + answer.path("promptFeedback").path("blockReason").asText());
        }
        JsonNode candidates = answer.path("candidates");
        if (candidates.isEmpty()) {
            if (answer.has("candidates") || answer.has("usageMetadata")) {
                throw new CallFailure(Kind.NO_CHOICES, "the reply has no candidate in it");
            }
            throw AnswerFormat.unexpected("the answer is no generated content");
        }
        if (!(candidates.path(0) instanceof ObjectNode candidate)) {
            throw AnswerFormat.unexpected("the answer is no generated content");
        }
        String reason = candidate.path("finishReason").asText("");
        AnswerFormat.trouble(reason)
                .filter(trouble -> trouble != ProviderErrors.Trouble.CUT)
                .ifPresent(trouble -> {
                    throw trouble == ProviderErrors.Trouble.FILTER
                            ? new CallFailure(
                                    Kind.CONTENT_FILTERED,
                                    "the provider's content filter held the reply back",
                                    "finish reason " + reason)
                            : AnswerFormat.failed(trouble, reason);
                });
        if (!KNOWN.contains(reason)) {
            candidate.put("finishReason", "OTHER");
        }
        JsonNode parts = candidate.path("content").path("parts");
        String thoughts = AnswerFormat.text(parts, part -> part.path("thought").asBoolean(), "text");
        String text = AnswerFormat.text(parts, part -> !part.path("thought").asBoolean(), "text");
        candidate.retain("finishReason");
        ObjectNode content = candidate.putObject("content").put("role", "model");
        content.putArray("parts")
                .add(answer.objectNode().put("text", thoughts).put("thought", true))
                .add(answer.objectNode().put("text", text));
        ObjectNode counts = AnswerFormat.counts(
                answer.path("usageMetadata"),
                "promptTokenCount",
                "candidatesTokenCount",
                "cachedContentTokenCount",
                "thoughtsTokenCount");
        answer.retain("modelVersion");
        AnswerFormat.dropUnlessText(answer, "modelVersion");
        answer.putArray("candidates").add(candidate);
        answer.set("usageMetadata", counts);
    }
}
