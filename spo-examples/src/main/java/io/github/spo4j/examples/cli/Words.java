package io.github.spo4j.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * The texts of the command line in one language: help, progress, reports, notes and refusals. The library's texts stay
 * English in every language (messages of exceptions, notices, reasons of void rounds), as do names and values of
 * options, and JSON. Immutable.
 *
 * <p>Messages are formats of {@link java.util.Formatter}, as picocli's are, with plain digits. {@link
 * ResourceBundle#getBundle(String)} is not used: without a file for English it would choose that of the machine's
 * locale.
 */
final class Words {

    private final ResourceBundle bundle;
    private final Locale locale;

    private Words(String file, Locale locale) {
        this.locale = locale;
        try (InputStream in = Objects.requireNonNull(Words.class.getResourceAsStream(file), file)) {
            bundle = new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Words english() {
        return new Words("messages.properties", Locale.ENGLISH);
    }

    static Words chinese() {
        return new Words("messages_zh.properties", Locale.CHINESE);
    }

    /** Chinese for a Chinese locale of any country or script, else English. */
    static Words of(Locale locale) {
        return locale.getLanguage().equals("zh") ? chinese() : english();
    }

    /** All messages, where picocli finds those for its help. */
    ResourceBundle bundle() {
        return bundle;
    }

    /** The language. */
    Locale locale() {
        return locale;
    }

    String say(Phrase phrase) {
        return say(phrase.key(), phrase.values().toArray());
    }

    String say(String key, Object... values) {
        Object[] shown = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            shown[i] = shown(values[i]);
        }
        return String.format(Locale.ROOT, bundle.getString(key), shown);
    }

    private Object shown(Object value) {
        if (value instanceof Phrase phrase) {
            return say(phrase);
        }
        return value instanceof Collection<?> several
                ? several.stream()
                        .map(this::shown)
                        .map(String::valueOf)
                        .collect(Collectors.joining(say("list.separator")))
                : value;
    }
}
