package io.github.spo4j.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The text of a template, checked for size and for characters that YAML does not allow, and the name it goes by in
 * messages. Immutable.
 */
final class TemplateText {

    /** The largest file, in bytes, and the longest text, in characters. */
    static final int MAX_SIZE = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String source;
    private final String text;

    private TemplateText(String source, String text) {
        this.source = source;
        this.text = text;
    }

    static TemplateText of(String source, String text) {
        if (text.length() > MAX_SIZE) {
            throw tooLarge(source);
        }
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        TemplateText checked = new TemplateText(source, marked ? text.substring(1) : text);
        checked.requireYamlCharacters();
        return checked;
    }

    static TemplateText read(Path file) {
        String source = file.toString();
        if (Files.isDirectory(file)) {
            throw new TemplateException(source, null, null, "this is a folder; name a template file in it");
        }
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw tooLarge(source);
            }
            try (InputStream in = Files.newInputStream(file)) {
                // Pipes and devices report no size: never read more than the limit.
                return decode(source, in.readNBytes(MAX_SIZE + 1));
            }
        } catch (NoSuchFileException e) {
            throw new TemplateException(source, null, null, "there is no such file; check the path", e);
        } catch (AccessDeniedException e) {
            throw new TemplateException(source, null, null, "this file may not be read; check its permissions", e);
        } catch (IOException e) {
            String problem = "this file cannot be read (" + e.getMessage() + "); check the path and the disk";
            throw new TemplateException(source, null, null, problem, e);
        }
    }

    static TemplateText decode(String source, byte[] bytes) {
        if (bytes.length > MAX_SIZE) {
            throw tooLarge(source);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return of(source, StandardCharsets.UTF_8.newDecoder().decode(in).toString());
        } catch (CharacterCodingException e) {
            // The decoder stops in front of the bytes that it cannot read.
            String before = new String(bytes, 0, in.position(), StandardCharsets.ISO_8859_1);
            String problem = "this is not UTF-8 text; save the file in the encoding UTF-8";
            throw new TemplateException(source, lineAt(before, before.length()), null, problem, e);
        }
    }

    private static TemplateException tooLarge(String source) {
        String problem = "a template may have at most " + MAX_SIZE + " bytes and this is larger; shorten or split it";
        return new TemplateException(source, null, null, problem);
    }

    private void requireYamlCharacters() {
        int index = 0;
        while (index < text.length()) {
            int c = text.codePointAt(index);
            if (!StreamReader.isPrintable(c)) {
                String problem = c == 0
                        ? "there is a NUL character; save the file as text in the encoding UTF-8"
                        : String.format(
                                "YAML does not allow the character U+%04X; remove it or write it as \"\\u%04x\" inside"
                                        + " double quotes",
                                c, c);
                throw refuse(lineAt(text, index), null, problem);
            }
            index += Character.charCount(c);
        }
    }

    private static int lineAt(String text, int end) {
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    TemplateException refuse(@Nullable Integer line, @Nullable String field, String problem) {
        return new TemplateException(source, line, field, problem);
    }

    String source() {
        return source;
    }

    String text() {
        return text;
    }
}
