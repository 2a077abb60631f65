package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.examples.server.job.JobSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a service is set up. Immutable.
 *
 * @param host the address it listens on
 * @param port the port; 0 for any that is free
 * @param names further names by which clients may call it, such as that of a proxy
 * @param tokens what requests must carry, any of these; none for everybody on this machine
 * @param data the folder of the embedded database, which is made if need be
 * @param database the JDBC URL of a PostgreSQL in its place, or null
 * @param jobs what jobs are worked at with
 * @param limits what clients may take
 * @param version which version of the program this is, for people
 */
public record ServerSettings(
        String host,
        int port,
        Set<String> names,
        List<String> tokens,
        Path data,
        @Nullable String database,
        JobSetup jobs,
        HttpLimits limits,
        String version) {

    private static final int SHORTEST_TOKEN = 16;
    private static final String POSTGRES = "jdbc:postgresql:";

    /**
     * Checks that all is there and safe.
     *
     * @throws IllegalArgumentException if others than this machine could reach it without a token, a token is easy to
     *     guess, or the database is no PostgreSQL
     */
    public ServerSettings {
        requireNonNull(host, "host");
        names = Set.copyOf(names);
        tokens = List.copyOf(tokens);
        requireNonNull(data, "data");
        requireNonNull(jobs, "jobs");
        requireNonNull(limits, "limits");
        requireNonNull(version, "version");
        if (tokens.isEmpty() && !HostNames.isLoopback(host)) {
            throw new IllegalArgumentException("others could reach the service at " + host
                    + ", so it needs a token: write one into a file and name it with --token");
        }
        for (String token : tokens) {
            if (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException(
                        "a token must have " + SHORTEST_TOKEN
                                + " characters at least, letters, digits and signs of ASCII; make one with: openssl rand -hex 24");
            }
        }
        if (database != null && !database.startsWith(POSTGRES)) {
            throw new IllegalArgumentException("the database must be a PostgreSQL, " + POSTGRES + "//HOST/NAME");
        }
    }

    /** Tokens and the database's password are nobody's business. */
    @Override
    public String toString() {
        return "ServerSettings[" + host + ":" + port + ", " + tokens.size() + " token(s)]";
    }
}
