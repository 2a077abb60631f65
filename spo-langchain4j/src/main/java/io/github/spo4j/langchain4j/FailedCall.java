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
import io.github.spo4j.langchain4j.ProviderErrors.Trouble;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a failed LangChain4j call. LangChain4j's types are not enough: a broken connection and unreadable JSON are
 * plain {@link RuntimeException}s, an exhausted quota is a rate limit, and an error in a 200 is "no choices". So the causes
 * are checked first, then the body and the status, and LangChain4j's type last.
 */
final class FailedCall {

    private static final String CHECK_SETTINGS = Trouble.SETTING.sentence();
    private static final String UNREACHED =
            "the server cannot be reached or the connection broke: check address and network";

    private final Exception thrown;
    private final Finding finding;

    FailedCall(Exception thrown) {
        this.thrown = thrown;
        finding = finding();
    }

    /**
     * The failure as it is reported.
     *
     * @param mask masks keys in what the server said
     * @param source the model and its address, for a failure of this kind
     */
    ModelException explained(KeyMask mask, Function<Kind, String> source) {
        if (thrown instanceof ModelException already) {
            return already; // the ChatModel is built on one of our ports
        }
        if (finding.kind == Kind.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        Duration wait = finding.retryAfter;
        RedactedCause cause = RedactedCause.of(thrown, mask);
        ModelException failure = finding.sent
                ? new ModelException(finding.kind, finding.sentence, cause, finding.status, wait)
                : ModelException.notSent(finding.kind, finding.sentence, cause);
        String said = finding.said == null ? "" : mask.excerpt(finding.said);
        return failure.withDetails(source.apply(finding.kind)
                + (wait == null || wait.isZero() ? "" : ", asks to wait " + seconds(wait))
                + (said.isEmpty() ? "" : ", said: " + said));
    }

    /** A time as a message shows it. */
    static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    /** Whether the server refuses JSON mode, so that the request may be answered without it. */
    boolean refusesJson() {
        return finding.refused == Setting.RESPONSE_FORMAT;
    }

    private record Finding(
            Kind kind,
            String sentence,
            @Nullable Integer status,
            @Nullable Duration retryAfter,
            @Nullable Setting refused,
            @Nullable String said,
            boolean sent) {

        Finding(Kind kind, String sentence) {
            this(kind, sentence, null, null, null, null, true);
        }

        /** No server has seen the request. */
        static Finding unsent(Kind kind, String sentence) {
            return new Finding(kind, sentence, null, null, null, null, false);
        }

        Finding(Trouble trouble) {
            this(trouble.kind(), trouble.sentence());
        }

        static Finding ofRefused(Setting setting) {
            return new Finding(
                    Kind.INVALID_REQUEST,
                    "the model does not take " + setting.label()
                            + " as it is set, leave it out or, in a config file, list it under refuses: ["
                            + setting.label() + "]",
                    null,
                    null,
                    setting,
                    null,
                    true);
        }
    }

    private Finding finding() {
        if (has(InterruptedException.class) || has(ClosedByInterruptException.class)) {
            return new Finding(Kind.INTERRUPTED, "interrupted while waiting for the model");
        }
        CallFailure known = find(CallFailure.class);
        if (known != null) {
            return new Finding(known.kind(), known.sentence(), null, null, null, known.seen(), known.isSent());
        }
        HttpException answer = find(HttpException.class);
        if (answer != null) {
            return answered(answer);
        }
        if (has(HttpConnectTimeoutException.class)
                || has(ConnectException.class)
                || has(NoRouteToHostException.class)
                || has(UnknownHostException.class)
                || has(UnresolvedAddressException.class)
                || has(UnresolvedModelServerException.class)) {
            return Finding.unsent(Kind.NETWORK, UNREACHED);
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
        if (has(IOException.class)) {
            return new Finding(Kind.NETWORK, UNREACHED);
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
                        : body.retryDelay(),
                finding.refused,
                body.words(),
                true);
    }

    /** The body is more precise than the status. */
    private static Finding byBody(int status, ErrorBody body) {
        Optional<Setting> setting = body.setting();
        Predicate<Trouble> counts = trouble -> trouble != Trouble.SETTING || setting.isPresent();
        Optional<Trouble> said = ProviderErrors.in(status, body).filter(counts).findFirst();
        if (said.isPresent()) {
            return said.get() == Trouble.SETTING ? Finding.ofRefused(setting.orElseThrow()) : new Finding(said.get());
        }
        boolean refusesJson = status == 400 || status == 422;
        if (refusesJson && setting.filter(Setting.RESPONSE_FORMAT::equals).isPresent()) {
            return Finding.ofRefused(Setting.RESPONSE_FORMAT);
        }
        Finding finding = byStatus(status);
        return body.isPage() && status >= 400 && status <= 499 && status != 407
                ? new Finding(
                        finding.kind,
                        "a page for people came, from a proxy or a wrong address: check base_url and the network")
                : finding;
    }

    private static Finding byStatus(int status) {
        if (status >= 300 && status <= 399) {
            return new Finding(Kind.NOT_FOUND, "it points to another address, which is not followed, check base_url");
        }
        return switch (status) {
            case 401 -> new Finding(Trouble.KEY);
            case 402 -> new Finding(Trouble.QUOTA);
            case 403 -> new Finding(Trouble.RIGHTS);
            case 404, 405, 410 ->
                new Finding(Kind.NOT_FOUND, "no such model or address, check the model's name and base_url");
            case 407 ->
                new Finding(
                        Kind.UNAUTHORIZED,
                        "the proxy wants a user and a password: write them in its address, and for an https server "
                                + "start Java with -Djdk.http.auth.tunneling.disabledSchemes=");
            case 408, 429 -> new Finding(Trouble.RATE);
            case 413 -> new Finding(Trouble.TOO_LONG);
            case 409, 424, 425, 499 -> new Finding(Trouble.OVERLOADED);
            case 451 -> new Finding(Trouble.FILTER);
            default ->
                status >= 400 && status <= 499
                        ? new Finding(Kind.INVALID_REQUEST, CHECK_SETTINGS)
                        : new Finding(Kind.SERVER_ERROR, "it failed on its side, try later");
        };
    }

    /** By LangChain4j's type, without a status or a known cause. */
    private Finding named() {
        if (has(ContentFilteredException.class)) {
            return new Finding(Trouble.REFUSED);
        }
        if (has(RateLimitException.class)) {
            return new Finding(Trouble.RATE);
        }
        if (has(AuthenticationException.class)) {
            return new Finding(Trouble.KEY);
        }
        if (has(ModelNotFoundException.class)) {
            return new Finding(Trouble.NO_MODEL);
        }
        if (has(InvalidRequestException.class)) {
            return new Finding(Kind.INVALID_REQUEST, "the server does not accept the request, check the settings");
        }
        if (has(UnsupportedFeatureException.class)) {
            return Finding.unsent(Kind.INVALID_REQUEST, "the ChatModel cannot do what the request asks for");
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
