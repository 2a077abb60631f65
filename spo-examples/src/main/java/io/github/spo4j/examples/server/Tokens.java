package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens, and the owner that each stands for. Immutable. */
final class Tokens {

    private static final String SCHEME = "bearer ";
    private static final String EVERYBODY = "everybody";

    private final List<byte[]> hashes;

    Tokens(List<String> tokens) {
        hashes = tokens.stream().map(Tokens::sha256).toList();
    }

    boolean areNeeded() {
        return !hashes.isEmpty();
    }

    /**
     * The owner of a request, by its Authorization header. Wrong tokens take as long as right ones.
     *
     * @return empty if a token is needed and the request has no valid one
     */
    Optional<String> owner(@Nullable String authorization) {
        if (hashes.isEmpty()) {
            return Optional.of(EVERYBODY);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        byte[] given = sha256(authorization.substring(SCHEME.length()).strip());
        boolean found = false;
        for (byte[] hash : hashes) {
            found |= MessageDigest.isEqual(hash, given);
        }
        return found ? Optional.of(HexFormat.of().formatHex(given)) : Optional.empty();
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
