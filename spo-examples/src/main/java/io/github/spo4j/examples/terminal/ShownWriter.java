package io.github.spo4j.examples.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * Writes text for people without terminal commands: a model may put anything into a prompt. Complete colour sequences
 * pass.
 */
public final class ShownWriter extends FilterWriter {

    private static final Pattern COMMAND = Pattern.compile("(\\e\\[[0-9;]*m)|\\r(?!\\n)|[\\p{Cc}&&[^\\r\\n\\t]]");

    /**
     * Wraps another writer.
     *
     * @param writer gets the text
     */
    public ShownWriter(Writer writer) {
        super(writer);
    }

    @Override
    public void write(int character) throws IOException {
        write(Character.toString(character), 0, 1);
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(shown(text.substring(offset, offset + length)));
    }

    private static String shown(String text) {
        return text.chars().anyMatch(Character::isISOControl)
                ? COMMAND.matcher(text).replaceAll("$1")
                : text;
    }
}
