package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token that requests may carry. Its jobs belong to the owner that it names, who can change it and have several;
 * those of a token without a name belong to it alone, and nobody finds them once it is changed. Immutable.
 *
 * @param owner the owner's name, or null
 * @param secret what requests carry
 */
public record AccessToken(@Nullable String owner, String secret) {

    private static final int SHORTEST = 16;
    private static final int LONGEST_NAME = 50;
    private static final Pattern NAMED = Pattern.compile("([^:]*):\\s+(.*)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@-]*");

    /**
     * Checks the token.
     *
     * @throws IllegalArgumentException if it is easy to guess, or the name is none; the message does not show it
     */
    public AccessToken {
        requireNonNull(secret, "secret");
        if (secret.length() < SHORTEST || !secret.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a token needs at least " + SHORTEST
                    + " characters of visible ASCII; create one with: openssl rand -hex 24");
        }
        if (owner != null
                && (owner.length() > LONGEST_NAME || !NAME.matcher(owner).matches())) {
            throw new IllegalArgumentException("the name before a token has 1 to " + LONGEST_NAME
                    + " letters, digits, spaces and any of . _ @ -; shorten or change it");
        }
    }

    /**
     * {@return the token of a line, {@code NAME: TOKEN} or just {@code TOKEN}}
     *
     * @param line the line
     * @throws IllegalArgumentException as the constructor
     */
    public static AccessToken of(String line) {
        Matcher named = NAMED.matcher(line.strip());
        return named.matches()
                ? new AccessToken(named.group(1).strip(), named.group(2))
                : new AccessToken(null, line.strip());
    }

    /** Leaves out the token itself. */
    @Override
    public String toString() {
        return "AccessToken[" + (owner == null ? "unnamed" : owner) + "]";
    }
}
