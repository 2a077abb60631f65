package io.github.spo4j.examples.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Random draws derived from a seed and some content. Each draw has a name and is independent of the others and of their
 * order; repeated, it gives the same result. Immutable.
 */
final class Dice {

    private final byte[] key;

    private Dice(byte[] key) {
        this.key = key;
    }

    /** Dice for one purpose. */
    static Dice of(long seed, List<String> content) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
        for (String part : content) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // the length distinguishes "ab", "c" from "a", "bc"
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return new Dice(digest.digest());
    }

    /** True with the given probability. */
    boolean chance(double probability, String draw) {
        return fraction(draw) < probability;
    }

    /** One of the choices, with equal probability. */
    <T> T pick(List<T> choices, String draw) {
        return choices.get((int) (fraction(draw) * choices.size()));
    }

    /** At least 0 and below 1, in steps of 2<sup>-53</sup>. */
    private double fraction(String draw) {
        MessageDigest digest = sha256();
        digest.update(key);
        byte[] hash = digest.digest(draw.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
