package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error, in whatever shape: OpenAI's {@code {"error": {code, type, message}}}, Anthropic's, Google's, MiniMax's
 * {@code base_resp}, Qianfan's {@code error_code}, FastAPI's {@code detail}, AWS's, a gateway's around any of these, a list of
 * errors, plain text or an HTML page. Fields are found by their names, so that a shape nobody has seen is read, too. What
 * repeats the request is not read: words in a prompt say nothing about the server.
 */
final class ErrorBody {

    private static final JsonMapper JSON = new JsonMapper();

    /** Codes and phrases are early in a message; what follows may be the prompt. */
    private static final int ENOUGH = 1000;

    private static final int DEEPEST = 8;

    private static final Set<String> CODES = Set.of(
            "code",
            "type",
            "__type",
            "status",
            "statuscode",
            "status_code",
            "error_code",
            "errcode",
            "err_code",
            "error_type",
            "reason",
            "quotaid",
            "param");
    private static final Set<String> MESSAGES = Set.of(
            "message",
            "msg",
            "error",
            "errors",
            "error_msg",
            "errmsg",
            "err_msg",
            "error_message",
            "errormessage",
            "status_msg",
            "status_message",
            "detail",
            "details",
            "description",
            "error_description",
            "title",
            "reasons",
            "raw");

    /** What may hold the request, or a reply that was dropped. */
    private static final Set<String> ECHOES = Set.of(
            "input",
            "flagged_input",
            "failed_generation",
            "prompt",
            "messages",
            "request",
            "ctx",
            "headers",
            "choices",
            "content",
            "candidates",
            "url",
            "help");

    private static final Pattern PAGE =
            Pattern.compile("(?is)\\A\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)?<(?:!doctype\\s+)?html\\b.*");
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>(.*?)</title>");

    /** The HTTP status of Anthropic's types and Google's statuses, for errors that come with a 200. */
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("type=invalid_request_error", 400),
            Map.entry("type=authentication_error", 401),
            Map.entry("type=permission_error", 403),
            Map.entry("type=not_found_error", 404),
            Map.entry("type=rate_limit_error", 429),
            Map.entry("type=overloaded_error", 529),
            Map.entry("status=invalid_argument", 400),
            Map.entry("status=unauthenticated", 401),
            Map.entry("status=permission_denied", 403),
            Map.entry("status=not_found", 404),
            Map.entry("status=resource_exhausted", 429),
            Map.entry("status=unavailable", 503));

    private final Set<String> codes = new LinkedHashSet<>();
    private final Set<String> messages = new LinkedHashSet<>();
    private final boolean page;
    private final String says;
    private @Nullable Integer status;
    private @Nullable Duration retryDelay;

    private ErrorBody(@Nullable String body) {
        String text = body == null ? "" : body;
        page = isPage(text);
        if (page) {
            Matcher title = TITLE.matcher(text);
            if (title.find() && !title.group(1).isBlank()) {
                messages.add("an HTML page titled \"" + title.group(1).strip() + "\"");
            } else {
                messages.add("an HTML page");
            }
        } else {
            collect(text);
        }
        String all = String.join(" ", codes) + " " + String.join(" ", messages);
        says = all.substring(0, Math.min(all.length(), ENOUGH)).toLowerCase(Locale.ROOT);
        codes.stream()
                .map(STATUSES::get)
                .filter(known -> known != null && status == null)
                .findFirst()
                .ifPresent(known -> status = known);
    }

    static ErrorBody of(@Nullable String body) {
        return new ErrorBody(body);
    }

    /** Whether a text is a page for people, such as a proxy's or a login's. */
    static boolean isPage(String text) {
        return PAGE.matcher(text).matches();
    }

    /** Whether an answer without the model's text reports an error, in one of the shapes that come with a 200. */
    static boolean isIn(JsonNode root) {
        JsonNode base = root.path("base_resp").path("status_code");
        JsonNode header = root.path("header").path("code");
        return root.hasNonNull("error")
                || root.hasNonNull("errors")
                || base.asLong(0) != 0
                || header.asLong(0) != 0
                || root.path("Response").hasNonNull("Error")
                || isCode(root.path("error_code"))
                || isCode(root.path("errcode"))
                || root.hasNonNull("error_msg")
                || root.hasNonNull("errmsg")
                || root.path("object").asText().equals("error")
                || (root.path("success").isBoolean() && !root.path("success").asBoolean())
                || root.path("status").asText().equals("error")
                || root.hasNonNull("detail")
                || root.path("message").isTextual()
                || root.path("msg").isTextual();
    }

    private static boolean isCode(JsonNode code) {
        return code.isValueNode()
                && !code.isNull()
                && !code.asText().equals("0")
                && !code.asText().isBlank();
    }

    private void collect(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root != null && root.isContainerNode()) {
                collect(root, "", 0);
                return;
            }
        } catch (JsonProcessingException e) {
            // plain text
        }
        if (!text.isBlank()) {
            messages.add(text.strip());
        }
    }

    private void collect(JsonNode node, String name, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        if (node.isObject()) {
            if (node.path("loc").isArray() && node.path("msg").isTextual()) { // FastAPI: where and what
                messages.add(place(node.path("loc")) + node.path("msg").asText());
            }
            node.properties().forEach(field -> {
                String key = field.getKey().toLowerCase(Locale.ROOT);
                if (!ECHOES.contains(key)
                        && !(key.equals("msg") && node.path("loc").isArray())) {
                    collect(field.getValue(), key, depth + 1);
                }
            });
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, name, depth + 1));
        } else if (!node.isNull()) {
            value(node, name, depth);
        }
    }

    private void value(JsonNode value, String name, int depth) {
        String text = value.asText();
        if (CODES.contains(name) && !text.isBlank()) {
            codes.add(name.replace("__", "") + "=" + text.toLowerCase(Locale.ROOT));
            if ((name.contains("code") || name.equals("status")) && status == null && text.matches("[45][0-9][0-9]")) {
                status = Integer.valueOf(text);
            }
        }
        if (name.equals("retrydelay") && text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?s")) { // a protobuf Duration
            BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
            retryDelay = Duration.ofMillis(seconds.movePointRight(3).longValue());
        }
        if (MESSAGES.contains(name) && value.isTextual() && !text.isBlank()) {
            if (text.strip().startsWith("{") && depth < DEEPEST) { // a gateway quotes the provider's body
                collect(text.strip());
            } else if (isPage(text)) {
                messages.add("an HTML page");
            } else {
                messages.add(text.strip());
            }
        }
    }

    private static String place(JsonNode loc) {
        String last = loc.path(loc.size() - 1).asText();
        return last.isEmpty() || last.equals("body") ? "" : last + ": ";
    }

    /** The HTTP status that the body names, or null. */
    @Nullable
    Integer status() {
        return status;
    }

    /** How long the server asks to wait, in Google's field or in its words; or null. A header says it better. */
    @Nullable
    Duration retryDelay() {
        return retryDelay == null ? AskedWait.in(says).orElse(null) : retryDelay;
    }

    /** Whether it is a page for people. */
    boolean isPage() {
        return page;
    }

    /** Whether all words are in it: a phrase anywhere, {@code name=value} as a field. */
    boolean saysAll(List<String> words) {
        return words.stream()
                .allMatch(word -> word.matches("[a-z_]+=\\S+") ? codes.contains(word) : says.contains(word));
    }

    /** The setting that it is about, the one of {@code param} first. */
    Optional<Setting> setting() {
        return Arrays.stream(Setting.values())
                .filter(setting -> codes.contains("param=" + setting.label()))
                .findFirst()
                .or(() -> Arrays.stream(Setting.values())
                        .filter(setting -> setting.isNamedIn(says))
                        .findFirst());
    }

    /** The server's own words; null if there are none. */
    @Nullable
    String words() {
        if (!messages.isEmpty()) {
            return String.join(": ", messages);
        }
        return codes.isEmpty() ? null : String.join(", ", codes);
    }
}
