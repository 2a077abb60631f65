package io.github.spo4j.examples.server;

import io.github.spo4j.examples.server.Refusal.Reason;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;

/** Reads request bodies, limited in size and time. Thread-safe. */
final class RequestBody {

    private static final int CHUNK = 1 << 16;
    private static final long SLOWEST = 16 * 1024L;

    private final HttpLimits limits;

    RequestBody(HttpLimits limits) {
        this.limits = limits;
    }

    byte[] json(Context ctx) {
        requireType(ctx, "application/json");
        return read(ctx);
    }

    static boolean isOfType(Context ctx, String type) {
        String given = ctx.contentType();
        return given != null
                && given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
    }

    private static void requireType(Context ctx, String type) {
        if (!isOfType(ctx, type)) {
            throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, "send " + type + " and say so in Content-Type");
        }
    }

    byte[] read(Context ctx) {
        if (ctx.req().getContentLengthLong() > limits.requestBytes()) {
            throw tooLarge();
        }
        long start = System.nanoTime();
        byte[] chunk = new byte[CHUNK];
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            InputStream in = ctx.req().getInputStream();
            int read = in.read(chunk);
            while (read >= 0) {
                body.write(chunk, 0, read);
                if (body.size() > limits.requestBytes()) {
                    throw tooLarge();
                }
                Duration most = limits.bodyPatience().plusSeconds(body.size() / SLOWEST);
                if (System.nanoTime() - start > most.toNanos()) {
                    throw tooSlow();
                }
                read = in.read(chunk);
            }
            return body.toByteArray();
        } catch (IOException e) { // also if nothing arrived for too long
            throw tooSlow();
        }
    }

    private Refusal tooLarge() {
        return new Refusal(
                Reason.REQUEST_TOO_LARGE, "a request may have at most " + limits.requestBytes() + " bytes; send less");
    }

    private static Refusal tooSlow() {
        return new Refusal(Reason.REQUEST_TIMEOUT, "the request did not arrive in time; send it again");
    }
}
