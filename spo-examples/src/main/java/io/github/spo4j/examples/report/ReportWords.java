package io.github.spo4j.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.PropertyResourceBundle;

/** The words of a report in one language, as formats of {@link java.util.Formatter} with plain digits. Immutable. */
final class ReportWords {

    private final PropertyResourceBundle bundle;
    private final Locale locale;

    private ReportWords(String file, Locale locale) {
        this.locale = locale;
        try (InputStream in = Objects.requireNonNull(ReportWords.class.getResourceAsStream(file), file)) {
            bundle = new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Chinese for a Chinese locale of any country or script, else English. */
    static ReportWords of(Locale language) {
        return language.getLanguage().equals("zh")
                ? new ReportWords("report_zh.properties", Locale.SIMPLIFIED_CHINESE)
                : new ReportWords("report.properties", Locale.ENGLISH);
    }

    Locale locale() {
        return locale;
    }

    String say(String key, Object... values) {
        return String.format(Locale.ROOT, bundle.getString(key), values);
    }
}
