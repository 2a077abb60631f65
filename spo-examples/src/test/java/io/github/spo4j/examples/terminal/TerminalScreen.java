package io.github.spo4j.examples.terminal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a person sees of what is written to a terminal. Knows no more than is needed; refuses what would wrap. */
public final class TerminalScreen extends OutputStream {

    private final List<String> above = new ArrayList<>();
    private final StringBuilder everything = new StringBuilder();
    private String line = "";
    private boolean overwriting;
    private int columns;

    public TerminalScreen(int columns) {
        this.columns = columns;
    }

    void resize(int now) {
        columns = now;
    }

    @Override
    public void write(int b) {
        throw new UnsupportedOperationException("one byte may be no character");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        everything.append(text);
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (text.startsWith("\r\033[K", i)) {
                line = "";
                i += 4;
            } else if (text.startsWith("\033[K", i)) { // what was drawn before is gone already
                i += 3;
            } else if (character == '\r') {
                overwriting = true;
                i++;
            } else if (character == '\n') {
                above.add(line);
                line = "";
                i++;
            } else {
                line = overwriting ? Character.toString(character) : line + Character.toString(character);
                overwriting = false;
                i += Character.charCount(character);
            }
        }
    }

    /** The finished lines. */
    public List<String> above() {
        return above;
    }

    /** The line that the cursor is in. */
    public String line() {
        if (Columns.width(line) >= columns) {
            throw new AssertionError("it reaches the last of " + columns + " columns: " + line);
        }
        return line;
    }

    public String everything() {
        return everything.toString();
    }
}
