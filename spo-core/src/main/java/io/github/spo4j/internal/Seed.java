package io.github.spo4j.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The source of every random choice of a run. A choice depends on the seed and its purpose, never on earlier choices, so
 * that neither threads nor interruptions change it. Immutable.
 *
 * @param value the seed itself
 */
public record Seed(long value) {

    /**
     * Tosses a coin for one purpose.
     *
     * @param purpose what it decides
     * @param round in which round, 0 for the whole run
     * @param index which of several in that round
     * @return the same at every call
     */
    public boolean coin(String purpose, int round, int index) {
        return digest(purpose, round, index) < 0;
    }

    /**
     * A source of numbers for one purpose.
     *
     * @param purpose what they decide
     * @param round in which round, 0 for the whole run
     * @param index which of several in that round
     * @return a new generator, the same at every call
     */
    public Random random(String purpose, int round, int index) {
        return new Random(digest(purpose, round, index));
    }

    private long digest(String purpose, int round, int index) {
        byte[] text = (value + "/" + purpose + "/" + round + "/" + index).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.digest(text)).getLong();
    }
}
