package io.github.spo4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
public final class Sha256 {

    private Sha256() {}

    /** Writes a text. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes the whole text.
         *
         * @param writer where to
         * @throws IOException if the text cannot be written
         */
        void writeTo(Writer writer) throws IOException;
    }

    /**
     * {@return the digest of a text in UTF-8, in hexadecimal digits} It is never in memory as a whole.
     *
     * @param content the text
     */
    public static String hex(Content content) {
        MessageDigest digest = start();
        try (Writer writer =
                new OutputStreamWriter(new DigestOutputStream(OutputStream.nullOutputStream(), digest), UTF_8)) {
            content.writeTo(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the digest of a text in UTF-8, in hexadecimal digits}
     *
     * @param text the text
     */
    public static String hex(String text) {
        return hex(text.getBytes(UTF_8));
    }

    /**
     * {@return the digest of some bytes, in hexadecimal digits}
     *
     * @param content the bytes
     */
    public static String hex(byte[] content) {
        return HexFormat.of().formatHex(digest(content));
    }

    /**
     * {@return the digest of some bytes, 32 bytes}
     *
     * @param content the bytes
     */
    public static byte[] digest(byte[] content) {
        return start().digest(content);
    }

    private static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
