package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.examples.server.Refusal.Reason;
import io.javalin.http.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks every request before anything else: host, origin, token, rate. Thread-safe. */
final class Gate {

    private static final String OWNER = "spo.owner";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final HostNames hosts;
    private final Tokens tokens;
    private final RateLimit rate;

    Gate(HostNames hosts, Tokens tokens, RateLimit rate) {
        this.hosts = hosts;
        this.tokens = tokens;
        this.rate = rate;
    }

    /** For all requests. */
    void requireOwnHostAndOrigin(Context ctx) {
        String host = ctx.header("Host");
        if (host == null || !hosts.are(host)) {
            throw new Refusal(
                    Reason.FOREIGN_HOST, "the service does not answer to this name; see its option --allow-host");
        }
        if (ctx.header("X-HTTP-Method-Override") != null) {
            throw new Refusal(
                    Reason.MALFORMED_REQUEST, "X-HTTP-Method-Override is not supported; use the method itself");
        }
        if (!READING.contains(ctx.req().getMethod())
                && isForeign(ctx.header("Origin"), ctx.header("Sec-Fetch-Site"), host)) {
            throw new Refusal(Reason.FOREIGN_ORIGIN, "pages of other sites cannot change anything here");
        }
    }

    /** Programs send neither header; a browser's page cannot leave them out. */
    private static boolean isForeign(@Nullable String origin, @Nullable String site, String host) {
        return (origin != null && !HostNames.isOwn(origin, host)) || (site != null && !OWN_SITE.contains(site));
    }

    /** For all requests that need a token. */
    void requireOwner(Context ctx) {
        String owner = tokens.owner(ctx.header("Authorization"))
                .orElseThrow(() ->
                        new Refusal(Reason.UNAUTHORIZED, "send the service's token as 'Authorization: Bearer TOKEN'"));
        if (!rate.admits(owner)) {
            throw new Refusal(Reason.TOO_MANY_REQUESTS, "too many requests with this token; wait a little");
        }
        ctx.attribute(OWNER, owner);
    }

    static String owner(Context ctx) {
        return requireNonNull(ctx.<String>attribute(OWNER), "requireOwner(...) comes first");
    }
}
