package io.github.spo4j.langchain4j;

import dev.langchain4j.exception.HttpException;
import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server's error, with its {@code Retry-After} header. LangChain4j keeps it as the cause. */
final class HttpFailure extends HttpException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    HttpFailure(int status, String body, @Nullable Duration retryAfter) {
        super(status, body);
        this.retryAfter = retryAfter;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
