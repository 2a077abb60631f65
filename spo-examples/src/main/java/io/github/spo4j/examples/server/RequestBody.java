package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNullElse;

import io.github.spo4j.examples.server.Refusal.Reason;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads request bodies, limited in size and time. Thread-safe. */
final class RequestBody {

    private static final String FORM = "multipart/form-data";
    private static final Set<String> UTF_8_NAMES = Set.of("utf-8", "\"utf-8\"", "utf8");
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

    byte[] form(Context ctx) {
        requireType(ctx, FORM);
        return read(ctx);
    }

    static boolean isForm(Context ctx) {
        return isOfType(ctx, FORM);
    }

    private static boolean isOfType(Context ctx, String type) {
        return parts(ctx)[0].strip().equalsIgnoreCase(type);
    }

    /** The media type and its parameters. The server's own reading fails for charsets that Java does not have. */
    private static String[] parts(Context ctx) {
        return requireNonNullElse(ctx.header("Content-Type"), "").split(";", -1);
    }

    private static void requireType(Context ctx, String type) {
        if (!isOfType(ctx, type)) {
            throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, "send " + type + " and say so in Content-Type");
        }
        if (!Stream.of(parts(ctx)).allMatch(RequestBody::isNoOtherCharset)) {
            throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, "send the body in UTF-8 and leave out other charsets");
        }
    }

    private static boolean isNoOtherCharset(String parameter) {
        String[] named = parameter.split("=", 2);
        return !named[0].strip().equalsIgnoreCase("charset")
                || (named.length == 2 && UTF_8_NAMES.contains(named[1].strip().toLowerCase(Locale.ROOT)));
    }

    private byte[] read(Context ctx) {
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
