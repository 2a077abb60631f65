package io.github.spo4j.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The value of {@code --input}: an existing path is a path, {@code -} is standard input, and what can only be text is
 * text. Everything else counts as a mistake, never as an article. Immutable.
 */
final class ArticleInput {

    private static final List<String> SUFFIXES = List.of(".txt", ".md", ".docx", ".json");

    private final String value;

    ArticleInput(String value) {
        this.value = value;
    }

    /** The path, if the value is one. */
    Path path() {
        if (value.equals("-") || !exists()) {
            throw new UsageException("refused.input.path", shortened());
        }
        return Path.of(value);
    }

    /** Runs the work on the path, or on a file that holds the text until the work ends. */
    <T> T with(InputStream in, Function<Path, T> work) {
        if (!value.equals("-") && exists()) {
            return work.apply(Path.of(value));
        }
        try {
            byte[] text = value.equals("-") ? in.readAllBytes() : text();
            return withFile(text, work);
        } catch (IOException e) {
            throw new UsageException("refused.input.temporary", String.valueOf(e.getMessage()));
        }
    }

    private byte[] text() {
        if (!isText()) {
            throw new UsageException("refused.input.text", shortened());
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** The name is derived from the text, so that the same text is the same article next time. */
    private static <T> T withFile(byte[] text, Function<Path, T> work) throws IOException {
        Path folder = Files.createTempDirectory("spo-text");
        Path file = folder.resolve("text-" + digest(text) + ".txt");
        try {
            Files.write(file, text);
            return work.apply(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static String digest(byte[] text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean exists() {
        try {
            return !value.isEmpty() && Files.exists(Path.of(value));
        } catch (InvalidPathException e) { // a text may have characters that a path cannot have
            return false;
        }
    }

    private boolean isText() {
        if (value.lines().count() > 1) {
            return true;
        }
        boolean spacedOrChinese = value.codePoints()
                .anyMatch(character -> Character.isWhitespace(character)
                        || Character.UnicodeScript.of(character) == Character.UnicodeScript.HAN);
        String end = value.strip().toLowerCase(Locale.ROOT);
        boolean pathLike =
                value.contains("/") || value.contains("\\") || SUFFIXES.stream().anyMatch(end::endsWith);
        return spacedOrChinese && !pathLike;
    }

    private String shortened() {
        return value.length() <= 60 ? value : value.substring(0, 59) + "…";
    }
}
