package io.github.spo4j.langchain4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request may set, under the names of OpenAI's protocol and of {@code refuses} in a config file. */
enum Setting {
    TEMPERATURE(""),
    TOP_P("topp"),
    SEED(""),
    MAX_TOKENS("max_new_tokens|max_output_tokens|maxoutputtokens|max tokens"),
    MAX_COMPLETION_TOKENS(""),
    RESPONSE_FORMAT("response format|response_mime_type|responsemimetype|json mode|json_object|json_schema");

    private final Pattern name;

    /** With what servers also call it, in lower case. */
    Setting(String others) {
        String all = label() + (others.isEmpty() ? "" : "|" + others);
        name = Pattern.compile("(?<![a-z0-9_])(?:" + all + ")(?![a-z0-9_])");
    }

    /** Whether a text in lower case names it. */
    boolean isNamedIn(String text) {
        return name.matcher(text).find();
    }

    static Optional<Setting> named(String text) {
        return Arrays.stream(values())
                .filter(setting -> setting.label().equals(text))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Setting::label).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
