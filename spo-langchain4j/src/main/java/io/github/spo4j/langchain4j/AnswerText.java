package io.github.spo4j.langchain4j;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The text of an answer's bytes. JSON is UTF-8 (RFC 8259, 8.1) whatever the header says: servers copy a charset there from
 * their defaults. Gateways also compress what nobody asked them to compress.
 */
final class AnswerText {

    private static final Pattern CHARSET = Pattern.compile("(?i)charset\\s*=\\s*\"?([^\\s;\"]+)");
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private AnswerText() {}

    static String of(byte[] body, HttpHeaders headers) {
        byte[] plain = isGzip(body) ? unpacked(body) : body;
        String text = decoded(plain, headers.firstValue("Content-Type").orElse(""));
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** By its first bytes, which no text has: a header may also remain from a proxy that has unpacked the body. */
    private static boolean isGzip(byte[] body) {
        return body.length > 2 && body[0] == 0x1f && (body[1] & 0xff) == 0x8b;
    }

    private static byte[] unpacked(byte[] body) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return body; // as unreadable as it came
        }
    }

    private static String decoded(byte[] body, String contentType) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(body, named(contentType));
        }
    }

    private static Charset named(String contentType) {
        Matcher charset = CHARSET.matcher(contentType);
        try {
            return charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
