package io.github.spo4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
public final class Sha256 {

    private Sha256() {}

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
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
