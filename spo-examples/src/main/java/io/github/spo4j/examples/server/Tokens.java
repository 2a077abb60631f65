package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The tokens, and the owner that each stands for. Immutable. */
final class Tokens {

    private static final String SCHEME = "bearer ";
    private static final String EVERYBODY = "everybody";

    /** Before an owner's name, so that no name is the hash of a token. */
    private static final String NAMED = "name:";

    private final List<Known> known;

    /** A token by its hash. */
    private record Known(String hash, @Nullable String name) {

        /** Without a name the hash, which owned all jobs before there were names. */
        String owner() {
            return name == null ? hash : NAMED + name;
        }

        boolean is(String given) {
            return MessageDigest.isEqual(hash.getBytes(UTF_8), given.getBytes(UTF_8));
        }
    }

    Tokens(List<AccessToken> tokens) {
        known = tokens.stream()
                .map(token -> new Known(sha256(token.secret()), token.owner()))
                .toList();
    }

    /**
     * The owner of a request, by its Authorization header. Wrong tokens take as long as right ones.
     *
     * @return empty if a token is needed and the request has no valid one
     */
    Optional<String> owner(@Nullable String authorization) {
        if (known.isEmpty()) {
            return Optional.of(EVERYBODY);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String given = sha256(authorization.substring(SCHEME.length()).strip());
        Known found = null;
        for (Known one : known) {
            found = one.is(given) ? one : found;
        }
        return Optional.ofNullable(found).map(Known::owner);
    }

    /**
     * Calls for each token that has got a name.
     *
     * @param takeOver the owner of its jobs while it had none, and its owner now
     */
    void eachNamed(BiConsumer<String, String> takeOver) {
        known.stream().filter(one -> one.name != null).forEach(one -> takeOver.accept(one.hash, one.owner()));
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
