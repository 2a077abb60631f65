package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.spo4j.examples.server.Refusal.Reason;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The answer to a request that cannot be read as HTTP. */
final class LastWord extends ErrorHandler {

    private static final int FIRST_OF_SERVER = 500;

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        Refusal refusal = code >= FIRST_OF_SERVER
                ? new Refusal(Reason.INTERNAL_ERROR, "see the service's log")
                : new Refusal(Reason.MALFORMED_REQUEST, "the request cannot be read as HTTP");
        byte[] body = Problems.json(refusal).put("status", code).toString().getBytes(UTF_8);
        SecurityHeaders.all().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
