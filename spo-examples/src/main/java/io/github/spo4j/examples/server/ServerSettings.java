package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.examples.server.job.JobSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a service. Immutable.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param names further host names that clients may use, such as that of a proxy
 * @param tokens requests must carry one of these; empty if everybody on this machine may send requests
 * @param data the folder of the embedded database, created if missing
 * @param database the JDBC URL of a PostgreSQL instead, or null
 * @param jobs how jobs are run
 * @param limits limits for clients
 * @param version the program's version, for people
 */
public record ServerSettings(
        String host,
        int port,
        Set<String> names,
        List<AccessToken> tokens,
        Path data,
        @Nullable String database,
        JobSetup jobs,
        HttpLimits limits,
        String version) {

    private static final String POSTGRES = "jdbc:postgresql:";

    /**
     * Checks that the settings are complete and safe.
     *
     * @throws IllegalArgumentException if other machines could reach it without a token, two owners have the
     *     same token, or the database is no PostgreSQL
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
        if (tokens.stream().map(AccessToken::secret).distinct().count()
                < tokens.stream().distinct().count()) {
            throw new IllegalArgumentException("two owners have the same token; give one of them another");
        }
        if (database != null && !database.startsWith(POSTGRES)) {
            throw new IllegalArgumentException("the database must be a PostgreSQL, " + POSTGRES + "//HOST/NAME");
        }
    }

    /** Leaves out tokens and the database's password. */
    @Override
    public String toString() {
        return "ServerSettings[" + host + ":" + port + ", " + tokens.size() + " token(s)]";
    }
}
