package io.github.spo4j.style;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/**
 * Reads one JSON object out of a longer text, in the forms that models write. What can only be meant in one way is
 * corrected: any kind of quotation marks around a text, full-width commas and colons, line ends and unknown escapes inside
 * a text, comments, a comma that is missing at the end of a line or too many before a bracket, underlines escaped in a key,
 * brackets missing at the end. All else is refused: where a text with quotation marks in it ends is a guess, and so is what
 * was cut off.
 */
final class LenientJson {

    private static final JsonMapper JSON = Json.THEIRS
            .rebuild()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private static final HexFormat HEX = HexFormat.of();
    private static final String FENCE = "```";

    /** What a text may begin with. */
    static final String OPENING = "\"'“”‘’「＂";

    private static final int MAX_DEPTH = 100;

    private final String text;
    private final StringBuilder json = new StringBuilder();
    private final Deque<Character> brackets = new ArrayDeque<>();
    private int at;
    private int textStart;
    private boolean afterValue;
    private boolean newLine;
    private char last;
    private String closing = "";

    /**
     * An object that was found.
     *
     * @param fields the object
     * @param end where the text continues after it
     * @param closedForIt whether brackets were missing at the end
     */
    record Found(ObjectNode fields, int end, boolean closedForIt) {}

    private LenientJson(String text, int start) {
        this.text = text;
        at = start;
    }

    /** The object that starts at this bracket. */
    static Found objectAt(String text, int start) throws UnreadableReplyException {
        LenientJson loose = new LenientJson(text, start);
        boolean closedForIt = !loose.scan();
        try {
            return new Found((ObjectNode) JSON.readTree(loose.json.toString()), loose.at, closedForIt);
        } catch (JsonProcessingException e) {
            throw new UnreadableReplyException("its JSON is damaged: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
    }

    /** Copies the object in a form that the parser reads; false if its brackets were not all closed. */
    private boolean scan() throws UnreadableReplyException {
        while (at < text.length() && !text.startsWith(FENCE, at)) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF' || c == '\u200B') {
                newLine |= c == '\n' || c == '\r';
                at++;
            } else if (!skipComment()) {
                take(c);
                if (brackets.isEmpty()) {
                    return true;
                }
            }
        }
        if (last == ',' || last == ':') {
            throw cut();
        }
        brackets.forEach(json::append);
        return false;
    }

    private static UnreadableReplyException cut() {
        return new UnreadableReplyException("it ends in the middle of its JSON");
    }

    /** A comment with a quotation mark in it may be the rest of a text that seemed to end before. */
    private boolean skipComment() throws UnreadableReplyException {
        int end;
        if (text.startsWith("//", at) || text.charAt(at) == '#') {
            end = text.indexOf('\n', at);
        } else if (text.startsWith("/*", at)) {
            int closing = text.indexOf("*/", at + 2);
            end = closing < 0 ? closing : closing + 2;
        } else {
            return false;
        }
        int from = at;
        at = end < 0 ? text.length() : end;
        if (text.substring(from, at).chars().anyMatch(c -> closing.indexOf(c) >= 0)) {
            throw new UnreadableReplyException(
                    "its JSON is damaged: there is a quotation mark behind the end of a text");
        }
        return true;
    }

    private void take(char c) throws UnreadableReplyException {
        if (OPENING.indexOf(c) >= 0) {
            // A text on a new line after a value can only be the next field.
            if (afterValue && newLine && brackets.getFirst() == '}') {
                json.append(',');
            }
            takeText(c);
            afterValue = true;
            last = '"';
        } else {
            takeMark(c);
        }
        newLine = false;
    }

    private void takeMark(char c) throws UnreadableReplyException {
        char mark =
                switch (c) {
                    case '，' -> ',';
                    case '：' -> ':';
                    default -> c;
                };
        if (mark == ':' && last == '"') {
            plainKey();
        }
        json.append(mark);
        at++;
        last = mark;
        switch (mark) {
            case '{' -> open('}');
            case '[' -> open(']');
            case '}', ']' -> close(mark);
            default -> afterValue = false;
        }
    }

    /** Markdown escapes the underlines of a key; none of ours has a backslash. */
    private void plainKey() {
        String key = json.substring(textStart);
        json.setLength(textStart);
        json.append(key.replace("\\\\_", "_"));
    }

    private void open(char closing) throws UnreadableReplyException {
        brackets.push(closing);
        afterValue = false;
        if (brackets.size() > MAX_DEPTH) {
            throw new UnreadableReplyException("its JSON is nested too deep");
        }
    }

    private void close(char closing) throws UnreadableReplyException {
        if (brackets.pop() != closing) {
            throw new UnreadableReplyException("its JSON is damaged: brackets do not pair");
        }
        afterValue = true;
    }

    private void takeText(char opening) throws UnreadableReplyException {
        closing = switch (opening) {
            case '“', '”' -> "“”";
            case '‘', '’' -> "‘’";
            case '「' -> "」";
            default -> String.valueOf(opening);
        };
        textStart = json.length();
        json.append('"');
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (closing.indexOf(c) >= 0) {
                at++;
                json.append('"');
                return;
            }
            if (c == '\\') {
                takeEscape();
            } else if (c == '"') {
                json.append("\\\"");
            } else if (c < ' ') {
                json.append("\\u00").append(HEX.toHexDigits((byte) c));
            } else {
                json.append(c);
            }
        }
        throw cut();
    }

    /** JSON's own escapes and those of quotation marks; any other backslash is one that the model wrote as such. */
    private void takeEscape() {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : '\\';
        boolean known = "\"\\/bfnrt".indexOf(next) >= 0 || (next == 'u' && isHex(at + 2));
        if (known) {
            json.append('\\').append(next);
            at++;
        } else if (OPENING.indexOf(next) >= 0) {
            json.append(next);
            at++;
        } else {
            json.append("\\\\");
        }
    }

    private boolean isHex(int start) {
        return start + 4 <= text.length()
                && text.substring(start, start + 4).chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }
}
