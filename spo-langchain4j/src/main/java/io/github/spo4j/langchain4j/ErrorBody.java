package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error: OpenAI's {@code {"error": {code, type, message}}}, Anthropic's with its type and
 * details, Google's with its status and list of details, the same without the outer object, inside a list, with a plain
 * text as error, or no JSON at all.
 *
 * @param says codes, type, status, message and details in lower case, to search in
 * @param status the HTTP status in the body, or null
 * @param retryDelay how long Google asks to wait, which is here and not in a header; or null
 */
record ErrorBody(
        String says, @Nullable Integer status, @Nullable Duration retryDelay) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Codes and phrases are early in a message; what follows may be the prompt. */
    private static final int ENOUGH = 1000;

    static final List<String> QUOTA = List.of(
            "insufficient_quota",
            "insufficient_balance",
            "insufficient balance",
            "billing_hard_limit_reached",
            "billing_not_active",
            "billing_error",
            "credit balance is too low",
            "enforced_spend_limit_reached",
            "specified api usage limits",
            "perdayperproject");
    static final List<String> TOO_LONG = List.of(
            "context_length_exceeded",
            "string_above_max_length",
            "request_too_large",
            "exceed_context_size",
            "maximum context length",
            "context window",
            "context size",
            "prompt is too long",
            "exceed context limit",
            "input token count");
    static final List<String> FILTERED = List.of(
            "content_filter",
            "content filtering policy",
            "content_policy_violation",
            "responsibleaipolicyviolation",
            "data_inspection_failed");
    static final List<String> BAD_KEY =
            List.of("invalid_api_key", "api_key_invalid", "incorrect api key", "api key not valid");
    static final List<String> NO_MODEL = List.of("model_not_found", "model_not_exist", "deploymentnotfound");

    private static final List<String> REFUSES_A_SETTING = List.of(
            "unsupported_value",
            "unsupported_parameter",
            "unsupported parameter",
            "not supported with this model",
            "deprecated for this model",
            "cannot both be specified");

    /** The HTTP status of Anthropic's types and Google's statuses, for errors that come with a 200. */
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("invalid_request_error", 400),
            Map.entry("authentication_error", 401),
            Map.entry("permission_error", 403),
            Map.entry("not_found_error", 404),
            Map.entry("rate_limit_error", 429),
            Map.entry("overloaded_error", 529),
            Map.entry("INVALID_ARGUMENT", 400),
            Map.entry("UNAUTHENTICATED", 401),
            Map.entry("PERMISSION_DENIED", 403),
            Map.entry("NOT_FOUND", 404),
            Map.entry("RESOURCE_EXHAUSTED", 429),
            Map.entry("UNAVAILABLE", 503));

    static ErrorBody of(@Nullable String body) {
        if (body == null) {
            return new ErrorBody("", null, null);
        }
        try {
            JsonNode root = JSON.readTree(body);
            JsonNode first = root.isArray() ? root.path(0) : root;
            JsonNode error = first.path("error").isObject() ? first.path("error") : first;
            String says = text(error, "code") + " " + text(error, "type") + " " + text(error, "status") + " "
                    + codesOfDetails(error.path("details")) + " " + text(error, "message") + " "
                    + text(error, "error") + " " + text(error, "detail");
            return new ErrorBody(shortened(says), httpStatus(error), retryDelay(error.path("details")));
        } catch (JsonProcessingException e) {
            return new ErrorBody(shortened(body), null, null); // a proxy's page or plain text
        }
    }

    /** Anthropic's details are one object, Google's a list. */
    private static String codesOfDetails(JsonNode details) {
        StringBuilder codes = new StringBuilder(text(details, "error_code"));
        for (JsonNode detail : details) {
            codes.append(' ').append(text(detail, "reason"));
            for (JsonNode violation : detail.path("violations")) {
                codes.append(' ').append(text(violation, "quotaId"));
            }
        }
        return codes.toString();
    }

    /** Seconds followed by "s": a protobuf Duration in JSON. */
    private static @Nullable Duration retryDelay(JsonNode details) {
        for (JsonNode detail : details) {
            String delay = text(detail, "retryDelay");
            if (delay.matches("[0-9]{1,9}(\\.[0-9]{1,9})?s")) {
                BigDecimal seconds = new BigDecimal(delay.substring(0, delay.length() - 1));
                return Duration.ofMillis(seconds.movePointRight(3).longValue());
            }
        }
        return null;
    }

    boolean saysOneOf(List<String> marks) {
        return marks.stream().anyMatch(says::contains);
    }

    /** The setting that the model refuses according to the body. */
    Optional<Setting> refusedSetting() {
        return saysOneOf(REFUSES_A_SETTING)
                ? Arrays.stream(Setting.values())
                        .filter(setting -> Pattern.compile("\\b" + setting.label() + "\\b")
                                .matcher(says)
                                .find())
                        .findFirst()
                : Optional.empty();
    }

    private static String text(JsonNode error, String field) {
        return error.path(field).asText("");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), ENOUGH)).toLowerCase(Locale.ROOT);
    }

    private static @Nullable Integer httpStatus(JsonNode error) {
        int number = error.path("code").asInt(0);
        if (number >= 400 && number <= 599) {
            return number;
        }
        Integer ofType = STATUSES.get(text(error, "type"));
        return ofType == null ? STATUSES.get(text(error, "status")) : ofType;
    }
}
