package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the body of an error says: OpenAI's {@code {"error": {code, type, message}}}, the same without the outer object,
 * inside a list, with a plain text as error, or no JSON at all.
 *
 * @param says code, type and message in lower case, for looking things up
 * @param status the HTTP status that the body names, or null
 */
record ErrorBody(String says, @Nullable Integer status) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Codes and phrases come early in a message; what follows may be the prompt. */
    private static final int ENOUGH = 1000;

    private static final List<String> QUOTA = List.of(
            "insufficient_quota",
            "insufficient_balance",
            "insufficient balance",
            "billing_hard_limit_reached",
            "billing_not_active",
            "credit balance is too low");
    private static final List<String> TOO_LONG = List.of(
            "context_length_exceeded",
            "string_above_max_length",
            "request_too_large",
            "exceed_context_size",
            "maximum context length",
            "context window",
            "context size",
            "prompt is too long",
            "input token count");
    private static final List<String> FILTERED = List.of(
            "content_filter", "content_policy_violation", "responsibleaipolicyviolation", "data_inspection_failed");
    private static final List<String> BAD_KEY = List.of("invalid_api_key", "api_key_invalid", "incorrect api key");
    private static final List<String> NO_MODEL = List.of("model_not_found", "model_not_exist");

    static ErrorBody of(@Nullable String body) {
        if (body == null) {
            return new ErrorBody("", null);
        }
        try {
            JsonNode root = JSON.readTree(body);
            JsonNode first = root.isArray() ? root.path(0) : root;
            JsonNode error = first.path("error").isObject() ? first.path("error") : first;
            String says = text(error, "code") + " " + text(error, "type") + " " + text(error, "status") + " "
                    + text(error, "message") + " " + text(error, "error") + " " + text(error, "detail");
            return new ErrorBody(shortened(says), httpStatus(error.path("code")));
        } catch (JsonProcessingException e) {
            return new ErrorBody(shortened(body), null); // a proxy's page or plain text
        }
    }

    boolean saysQuota() {
        return saysOneOf(QUOTA);
    }

    boolean saysTooLong() {
        return saysOneOf(TOO_LONG);
    }

    boolean saysFiltered() {
        return saysOneOf(FILTERED);
    }

    boolean saysBadKey() {
        return saysOneOf(BAD_KEY);
    }

    boolean saysNoModel() {
        return saysOneOf(NO_MODEL);
    }

    private boolean saysOneOf(List<String> marks) {
        return marks.stream().anyMatch(says::contains);
    }

    private static String text(JsonNode error, String field) {
        return error.path(field).asText("");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), ENOUGH)).toLowerCase(Locale.ROOT);
    }

    private static @Nullable Integer httpStatus(JsonNode code) {
        int number = code.asInt(0);
        return number >= 400 && number <= 599 ? Integer.valueOf(number) : null;
    }
}
