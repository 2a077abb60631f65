package io.github.spo4j.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a failed LangChain4j call. LangChain4j's types are not enough: a broken connection and unreadable JSON are
 * plain {@link RuntimeException}s, an exhausted quota is a rate limit, and an error in a 200 is "no choices". So the causes
 * are checked first, then the status and the body, and LangChain4j's type last.
 */
final class FailedCall {

    private final RuntimeException thrown;

    private FailedCall(RuntimeException thrown) {
        this.thrown = thrown;
    }

    static ModelException explained(RuntimeException thrown, KeyMask mask) {
        if (thrown instanceof ModelException already) {
            return already; // the ChatModel is built on one of our ports
        }
        Finding finding = new FailedCall(thrown).finding();
        if (finding.kind == Kind.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        return new ModelException(
                finding.kind, finding.sentence, RedactedCause.of(thrown, mask), finding.status, finding.retryAfter);
    }

    private record Finding(
            Kind kind,
            String sentence,
            @Nullable Integer status,
            @Nullable Duration retryAfter) {

        Finding(Kind kind, String sentence) {
            this(kind, sentence, null, null);
        }
    }

    private Finding finding() {
        if (has(InterruptedException.class) || has(ClosedByInterruptException.class)) {
            return new Finding(Kind.INTERRUPTED, "interrupted while waiting for the model");
        }
        HttpException answer = find(HttpException.class);
        if (answer != null) {
            return answered(answer);
        }
        if (has(TimeoutException.class)
                || has(java.util.concurrent.TimeoutException.class)
                || has(HttpTimeoutException.class)
                || has(SocketTimeoutException.class)) {
            return new Finding(Kind.TIMEOUT, "the server gave no complete answer in time");
        }
        if (has(JsonProcessingException.class)) { // an IOException, so it is checked first
            return new Finding(
                    Kind.MALFORMED_REPLY,
                    "the server's answer is not the JSON it should be: check that base_url is the model's address");
        }
        if (has(IOException.class)
                || has(UnresolvedAddressException.class)
                || has(UnresolvedModelServerException.class)) {
            return new Finding(
                    Kind.NETWORK, "the server cannot be reached or the connection broke: check address and network");
        }
        return named();
    }

    private static Finding answered(HttpException answer) {
        ErrorBody body = ErrorBody.of(answer.getMessage());
        int sent = answer.statusCode();
        int status = sent == 200 && body.status() != null ? body.status() : sent;
        Finding finding = byBody(status, body);
        return new Finding(
                finding.kind,
                "the server answered " + sent + ": " + finding.sentence,
                sent,
                answer instanceof HttpFailure failure && failure.retryAfter() != null
                        ? failure.retryAfter()
                        : body.retryDelay());
    }

    /** The body's codes are more precise than the status, except for a wrong key. */
    private static Finding byBody(int status, ErrorBody body) {
        if (status == 401 || body.saysOneOf(ErrorBody.BAD_KEY)) {
            return new Finding(Kind.UNAUTHORIZED, "the key is missing or wrong, check it");
        }
        if (status == 402 || body.saysOneOf(ErrorBody.QUOTA)) {
            return new Finding(Kind.QUOTA_EXHAUSTED, "the account's quota or credit is used up, check its billing");
        }
        if (status == 413 || (status != 429 && body.saysOneOf(ErrorBody.TOO_LONG))) {
            return new Finding(Kind.REQUEST_TOO_LONG, "the request is longer than the model can read");
        }
        if (body.saysOneOf(ErrorBody.FILTERED)) {
            return new Finding(Kind.CONTENT_FILTERED, "the provider's content filter refused the request");
        }
        if (body.saysOneOf(ErrorBody.NO_MODEL)) {
            return new Finding(Kind.NOT_FOUND, "there is no such model, check its name");
        }
        if (status == 400 || status == 422) {
            return body.refusedSetting()
                    .map(setting -> new Finding(
                            Kind.INVALID_REQUEST,
                            "the model does not take " + setting.label()
                                    + " as it is set, leave it out or, in a config file, list it under refuses"))
                    .orElseGet(() -> byStatus(status));
        }
        return byStatus(status);
    }

    private static Finding byStatus(int status) {
        if (status >= 300 && status <= 399) {
            return new Finding(Kind.NOT_FOUND, "it points to another address, which is not followed, check base_url");
        }
        return switch (status) {
            case 403 -> new Finding(Kind.UNAUTHORIZED, "the key may not do this, check its rights");
            case 404 -> new Finding(Kind.NOT_FOUND, "no such model or address, check the model's name and base_url");
            case 408, 429 -> new Finding(Kind.RATE_LIMITED, "too many requests or tokens for now, try later");
            default ->
                status >= 400 && status <= 499
                        ? new Finding(
                                Kind.INVALID_REQUEST, "it does not accept the request as it is, check the settings")
                        : new Finding(Kind.SERVER_ERROR, "it failed on its side, try later");
        };
    }

    /** By LangChain4j's type, without a status or a known cause. */
    private Finding named() {
        if (has(ContentFilteredException.class)) {
            return new Finding(Kind.REFUSED, "the model refused to answer");
        }
        if (has(RateLimitException.class)) {
            return new Finding(Kind.RATE_LIMITED, "too many requests or tokens for now, try later");
        }
        if (has(AuthenticationException.class)) {
            return new Finding(Kind.UNAUTHORIZED, "the key is missing or wrong, check it");
        }
        if (has(ModelNotFoundException.class)) {
            return new Finding(Kind.NOT_FOUND, "there is no such model, check its name");
        }
        if (has(InvalidRequestException.class)) {
            return new Finding(Kind.INVALID_REQUEST, "the server does not accept the request, check the settings");
        }
        if (has(UnsupportedFeatureException.class)) {
            return new Finding(Kind.INVALID_REQUEST, "the ChatModel cannot do what the request asks for");
        }
        InternalServerException failed = find(InternalServerException.class);
        if (failed != null) {
            return String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT).contains("no choices")
                    ? new Finding(Kind.NO_CHOICES, "the reply has no choice in it")
                    : new Finding(Kind.SERVER_ERROR, "the server failed, try later");
        }
        return new Finding(
                Kind.UNEXPECTED,
                "the ChatModel threw " + thrown.getClass().getName() + ", which says nothing about the server");
    }

    private boolean has(Class<? extends Throwable> type) {
        return find(type) != null;
    }

    private <T extends Throwable> @Nullable T find(Class<T> type) {
        Throwable here = thrown;
        for (int depth = 0; here != null && depth < 20; depth++) { // a chain may bite its tail
            if (type.isInstance(here)) {
                return type.cast(here);
            }
            here = here.getCause();
        }
        return null;
    }
}
