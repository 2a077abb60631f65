package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who can serve the model of a new config file. */
enum StarterModel {
    OPENAI,
    ANTHROPIC,
    GEMINI,
    AZURE,
    OLLAMA,
    OPENAI_COMPATIBLE;

    private static final Pattern AT_ADDRESS = Pattern.compile("(?<name>.+?)@(?<address>https?://.*)");

    static List<String> labels() {
        return Arrays.stream(values()).map(StarterModel::toString).toList();
    }

    /** The environment's variables that a call needs. */
    List<String> variables() {
        return switch (this) {
            case OPENAI -> List.of("OPENAI_API_KEY");
            case ANTHROPIC -> List.of("ANTHROPIC_API_KEY");
            case GEMINI -> List.of("GEMINI_API_KEY");
            case AZURE -> List.of("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT");
            case OLLAMA, OPENAI_COMPATIBLE -> List.of();
        };
    }

    /** How a model is named. */
    String nameForm() {
        return this == OPENAI_COMPATIBLE ? "NAME@http://HOST:PORT/v1" : "NAME";
    }

    /** A config file with this one model. */
    String config(String model) {
        Matcher parts = AT_ADDRESS.matcher(model);
        boolean elsewhere = parts.matches();
        StringBuilder entry = new StringBuilder();
        add(entry, "api_type", this == OPENAI_COMPATIBLE ? "openai" : toString());
        if (elsewhere) {
            add(entry, "base_url", quoted(parts.group("address")));
        } else if (this == AZURE) {
            add(entry, "base_url", "${AZURE_OPENAI_ENDPOINT}/openai/v1    # without a slash at the variable's end");
        }
        if (variables().isEmpty()) {
            entry.append("    # api_key: ${API_KEY}                # if the server wants one\n");
        } else {
            add(entry, "api_key", "${" + variables().get(0) + "}");
        }
        add(entry, "model", quoted(elsewhere ? parts.group("name") : model));
        return """
                # The models that SPO may call. ${NAME} is replaced by the environment variable NAME, so that no key has
                # to stand here.

                models:

                  # This name is what --model, --opt-model, --eval-model and --exec-model take.
                  main:
                %s    # temperature: 0.7                   # left out: 0.7 to rewrite prompts, 0.3 to judge, 0 to answer
                    # max_tokens: 4096                   # the limit on a reply's length

                # The only model does everything. With more models, say here who does what.
                # roles:
                #   optimize: main                       # rewrites the prompt
                #   evaluate: main                       # compares answers
                #   execute: main                        # the model that the prompt is for
                """.formatted(entry);
    }

    private static void add(StringBuilder entry, String key, String value) {
        entry.append("    ").append(key).append(": ").append(value).append('\n');
    }

    /** In JSON's quotes, which are YAML's too. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
