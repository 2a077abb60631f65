package io.github.spo4j.langchain4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a request may set, under the names of OpenAI's protocol and of {@code refuses} in a config file. */
enum Setting {
    TEMPERATURE,
    TOP_P,
    SEED,
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS,
    RESPONSE_FORMAT;

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
