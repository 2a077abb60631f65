package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The service's OpenAPI document, and what is against it in an answer. As much of JSON Schema as the document uses. */
final class OpenApi {

    private final JsonNode root;

    private OpenApi(JsonNode root) {
        this.root = root;
    }

    static OpenApi read() {
        try (InputStream in = requireNonNull(OpenApi.class.getResourceAsStream("/server/openapi.yaml"))) {
            return new OpenApi(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is answered where: a method and a path each. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    private JsonNode operation(String method, String path) {
        for (var candidate : root.path("paths").properties()) {
            String pattern = candidate.getKey().replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+");
            JsonNode operation = candidate.getValue().path(method.toLowerCase(Locale.ROOT));
            if (path.matches(pattern) && !operation.isMissingNode()) {
                return operation;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /** What is against the document in an answer; nothing for a place that is not in it. */
    List<String> against(
            String method,
            String path,
            int status,
            Function<String, Optional<String>> header,
            Optional<JsonNode> body) {
        List<String> wrongs = new ArrayList<>();
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            return wrongs;
        }
        JsonNode response = resolved(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            wrongs.add(status + " is not among the answers to " + method + " " + path);
            return wrongs;
        }
        response.path("headers").properties().forEach(promised -> {
            if (promised.getValue().path("required").asBoolean()
                    && header.apply(promised.getKey()).isEmpty()) {
                wrongs.add(promised.getKey() + " is not among the headers of " + status + " to " + method + " " + path);
            }
        });
        JsonNode contents = response.path("content");
        if (contents.isMissingNode()) {
            return wrongs;
        }
        String bare = header.apply("Content-Type")
                .map(any -> any.split(";", 2)[0].strip())
                .orElse("none");
        JsonNode content = contents.path(bare);
        if (content.isMissingNode()) {
            wrongs.add(bare + " is not the type of " + status + " to " + method + " " + path);
        } else if (bare.endsWith("json")) {
            check(content.path("schema"), body.orElseThrow(), "", wrongs);
        }
        return wrongs;
    }

    /** What is against a named schema in a value. */
    List<String> against(String schema, JsonNode value) {
        List<String> wrongs = new ArrayList<>();
        check(root.path("components").path("schemas").path(schema), value, "", wrongs);
        return wrongs;
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : resolved(root.at(reference.asText().substring(1)));
    }

    private void check(JsonNode given, JsonNode value, String place, List<String> wrongs) {
        JsonNode schema = resolved(given);
        if (schema.isMissingNode()) {
            wrongs.add(place + " has no schema");
            return;
        }
        schema.path("allOf").forEach(part -> check(part, value, place, wrongs));
        if (schema.has("oneOf")) {
            long fitting = 0;
            for (JsonNode choice : schema.path("oneOf")) {
                List<String> against = new ArrayList<>();
                check(choice, value, place, against);
                fitting += against.isEmpty() ? 1 : 0;
            }
            if (fitting != 1) {
                wrongs.add(place + " fits " + fitting + " of the choices: " + value);
            }
        }
        if (schema.has("type") && !isOfType(schema.path("type"), value)) {
            wrongs.add(place + " is no " + schema.path("type") + ": " + value);
            return;
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            wrongs.add(place + " is not " + schema.path("const") + ": " + value);
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            wrongs.add(place + " is none of " + schema.path("enum") + ": " + value);
        }
        if (value.isObject()) {
            schema.path("required").forEach(name -> {
                if (!value.has(name.asText())) {
                    wrongs.add(place + " has no " + name.asText());
                }
            });
            value.properties().forEach(field -> {
                JsonNode property = schema.path("properties").path(field.getKey());
                JsonNode others = schema.path("additionalProperties");
                if (!property.isMissingNode()) {
                    check(property, field.getValue(), place + "." + field.getKey(), wrongs);
                } else if (others.isObject()) {
                    check(others, field.getValue(), place + "." + field.getKey(), wrongs);
                } else if (others.isBoolean() && !others.booleanValue()) {
                    wrongs.add(place + " has a " + field.getKey());
                }
            });
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), place + "[" + i + "]", wrongs);
            }
        }
    }

    private static boolean contains(JsonNode all, JsonNode value) {
        for (JsonNode one : all) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(JsonNode type, JsonNode value) {
        if (type instanceof ArrayNode choices) {
            for (JsonNode choice : choices) {
                if (isOfType(choice, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("no type: " + type);
        };
    }
}
