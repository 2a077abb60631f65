package io.github.spo4j.examples.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.JobException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Reports problems to clients (RFC 9457), and to the log what clients need not know. */
final class Problems {

    private static final Logger LOGGER = System.getLogger(Problems.class.getName());

    private Problems() {}

    static void mapIn(RoutesConfig routes) {
        routes.exception(Refusal.class, Problems::send);
        routes.exception(SeedRoutes.SeedFailure.class, SeedRoutes::send);
        routes.exception(IOException.class, (e, ctx) -> LOGGER.log(Level.DEBUG, "a client has gone", e));
        routes.exception(JobException.class, (e, ctx) -> {
            if (e.kind() == JobException.Kind.DATABASE) {
                LOGGER.log(Level.WARNING, "the database failed a request", e);
            }
            send(Refusal.of(e), ctx);
        });
        routes.exception(MethodNotAllowedResponse.class, (e, ctx) -> {
            ctx.header("Allow", String.join(", ", e.getDetails().values())); // its details are the methods
            send(refusal(e), ctx);
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> send(refusal(e), ctx));
        routes.exception(Exception.class, (e, ctx) -> {
            LOGGER.log(Level.ERROR, "a request failed that should not have", e);
            send(new Refusal(Reason.INTERNAL_ERROR, "see the service's log"), ctx);
        });
    }

    private static Refusal refusal(HttpResponseException e) {
        return switch (e.getStatus()) {
            case 404 -> new Refusal(Reason.NOT_FOUND, "there is nothing at this address; see /openapi.yaml");
            case 405 -> new Refusal(Reason.METHOD_NOT_ALLOWED, "this address needs another method; see /openapi.yaml");
            default -> new Refusal(Reason.MALFORMED_REQUEST, "the request cannot be read");
        };
    }

    static void send(Refusal refusal, Context ctx) {
        Reason reason = refusal.reason();
        if (reason == Reason.UNAUTHORIZED) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        if (reason.status() == 429 || reason == Reason.NOT_READY) {
            ctx.header("Retry-After", "1");
        }
        if (reason == Reason.REQUEST_TOO_LARGE || reason == Reason.REQUEST_TIMEOUT) {
            ctx.header("Connection", "close"); // the rest of the request is not read
        }
        if (SeedRoutes.isOne(ctx.path())) {
            SeedRoutes.refuse(refusal, ctx);
            return;
        }
        Json.send(ctx, reason.status(), "application/problem+json", json(refusal));
    }

    static ObjectNode json(Refusal refusal) {
        Reason reason = refusal.reason();
        String code = reason.name().toLowerCase(Locale.ROOT);
        ObjectNode json = Json.object();
        json.put("type", "urn:spo4j:problem:" + code).put("title", reason.title());
        json.put("status", reason.status()).put("code", code).put("detail", refusal.detail());
        if (!refusal.wrongs().isEmpty()) {
            ArrayNode errors = json.putArray("errors");
            refusal.wrongs()
                    .forEach(wrong -> errors.addObject()
                            .put("field", wrong.field())
                            .put("line", wrong.line())
                            .put("message", wrong.message()));
        }
        return json;
    }
}
