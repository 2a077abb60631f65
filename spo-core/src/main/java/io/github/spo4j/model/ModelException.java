package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model call that gave no usable reply. It never counts as an answer, a vote or a prompt.
 *
 * <p>There are two families of {@link Kind}s: the request failed, or the model answered and said
 * {@linkplain #isNoUsableReply() nothing usable}.
 */
public final class ModelException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private final @Nullable Integer status;

    private final @Nullable Duration retryAfter;

    /** How often the call was sent, and how often that was tried. */
    private final int attempts;

    private final int tries;

    private final TokenUsage usage;

    /** The most that the attempts before the last one can have taken. */
    private final TokenUsage lost;

    private final @Nullable String details;

    private final @Nullable ModelRole role;

    /** What went wrong. */
    public enum Kind {
        /** The server could not be found or reached, or the connection broke. */
        NETWORK,
        /** No complete reply came in time. */
        TIMEOUT,
        /** Too many requests or tokens for now (429, 408). */
        RATE_LIMITED,
        /** The account's quota or credit is used up. */
        QUOTA_EXHAUSTED,
        /** The key is missing, wrong or may not do this (401, 403). */
        UNAUTHORIZED,
        /** No such model or address (404). */
        NOT_FOUND,
        /** The server does not accept the request as it is (other 4xx). */
        INVALID_REQUEST,
        /** The server failed (5xx). */
        SERVER_ERROR,
        /** What came back could not be read. */
        MALFORMED_REPLY,

        /** The reply has no text, with reasoning or without. */
        BLANK_REPLY,
        /** The reply has no choice in it. */
        NO_CHOICES,
        /** The model refused to answer. */
        REFUSED,
        /** The provider's filter held the reply back. */
        CONTENT_FILTERED,
        /** The request is longer than the model can read. */
        REQUEST_TOO_LONG,

        /** The request's deadline came before a reply, or would come before the next try. */
        DEADLINE,
        /** The call could pass a limit of the budget, so it was not sent. */
        BUDGET_SPENT,
        /** The waiting thread was interrupted. */
        INTERRUPTED,
        /** The port broke its contract: a null reply, or an exception of another type. */
        UNEXPECTED
    }

    /**
     * A failure without a cause.
     *
     * @param kind what went wrong
     * @param message one sentence; no key and no whole prompt in it
     */
    public ModelException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * A failure with its cause.
     *
     * @param kind what went wrong
     * @param message one sentence; no key and no whole prompt in it
     * @param cause what was caught, or null
     */
    public ModelException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null, null);
    }

    /**
     * A failure that a server reported.
     *
     * @param kind what went wrong
     * @param message one sentence; no key and no whole prompt in it
     * @param cause what was caught, or null
     * @param status the HTTP status, or null
     * @param retryAfter how long the server asks to wait, or null
     */
    public ModelException(
            Kind kind,
            String message,
            @Nullable Throwable cause,
            @Nullable Integer status,
            @Nullable Duration retryAfter) {
        this(kind, message, cause, status, retryAfter, 1, 1, TokenUsage.UNKNOWN, TokenUsage.NONE, null, null);
    }

    private ModelException(
            Kind kind,
            String message,
            @Nullable Throwable cause,
            @Nullable Integer status,
            @Nullable Duration retryAfter,
            int attempts,
            int tries,
            TokenUsage usage,
            TokenUsage lost,
            @Nullable String details,
            @Nullable ModelRole role) {
        super(requireNonNull(message, "message"), cause);
        this.kind = requireNonNull(kind, "kind");
        this.status = status;
        this.retryAfter = retryAfter;
        this.attempts = attempts;
        this.tries = tries;
        this.usage = usage;
        this.lost = lost;
        this.details = details;
        this.role = role;
    }

    /**
     * A failure of a call that was not sent: it has no attempts and took nothing. Ports throw it where the request certainly
     * reached no server: a refused connection, an unknown host, no connection in time, a failed TLS handshake. Such a call
     * costs nothing, whatever limits a budget has, and is retried like others of its kind.
     *
     * @param kind why it was not sent
     * @param message one sentence; no key and no whole prompt in it
     * @param cause what was caught, or null
     * @return the failure
     */
    public static ModelException notSent(Kind kind, String message, @Nullable Throwable cause) {
        return new ModelException(kind, message, cause, null, null, 0, 1, TokenUsage.NONE, TokenUsage.NONE, null, null);
    }

    /**
     * The same failure after retries.
     *
     * @param count how often the call was sent; named in the message if more than once
     * @return a copy with the same cause and stack trace
     */
    public ModelException withAttempts(int count) {
        return withAttempts(count, count);
    }

    /**
     * The same failure after retries, some of which may have reached no server.
     *
     * @param count how often the call was sent
     * @param tried how often that was tried; named in the message if more than once
     * @return a copy with the same cause and stack trace
     */
    public ModelException withAttempts(int count, int tried) {
        return copy(text(), count, tried, usage, lost, details, role);
    }

    /**
     * The same failure with its usage: a blank or refused reply is paid for, too.
     *
     * @param reported what the provider reported; a count that is not set is not known
     * @return a copy with the same cause and stack trace
     */
    public ModelException withUsage(TokenUsage reported) {
        return copy(text(), attempts, tries, requireNonNull(reported, "reported"), lost, details, role);
    }

    /**
     * The same failure after other attempts of the same call.
     *
     * @param before the most that those can have taken
     * @return a copy with the same cause and stack trace
     */
    public ModelException withLost(TokenUsage before) {
        return copy(text(), attempts, tries, usage, requireNonNull(before, "before"), details, role);
    }

    /**
     * The same failure; its message begins with the call.
     *
     * @param request the call
     * @return a copy with the same cause and stack trace
     */
    public ModelException in(ModelRequest request) {
        return copy(request.describe() + ": " + text(), attempts, tries, usage, lost, details, request.role());
    }

    /**
     * The same failure with what is known beside its kind: which model at which address failed, and what the server said.
     * The message ends with it. No file of a run repeats it.
     *
     * @param known one line without a key, the server's words cut
     * @return a copy with the same cause and stack trace
     */
    public ModelException withDetails(String known) {
        return copy(text(), attempts, tries, usage, lost, requireNonNull(known, "known"), role);
    }

    private String text() {
        return String.valueOf(super.getMessage());
    }

    private ModelException copy(
            String message,
            int count,
            int tried,
            TokenUsage reported,
            TokenUsage before,
            @Nullable String known,
            @Nullable ModelRole called) {
        ModelException copy = new ModelException(
                kind, message, getCause(), status, retryAfter, count, tried, reported, before, known, called);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** {@return what happened to which call, then the {@linkplain #details() details}} */
    @Override
    public String getMessage() {
        return text() + (tries > 1 ? " (" + tries + " attempts)" : "") + (details == null ? "" : "; " + details);
    }

    /** {@return the model, its address and what the server said, as far as they are known; null if nothing is} */
    public @Nullable String details() {
        return details;
    }

    /** {@return what the model of the failed call was to do; null if the call is not known} */
    public @Nullable ModelRole role() {
        return role;
    }

    /** {@return what went wrong} */
    public Kind kind() {
        return kind;
    }

    /**
     * {@return whether the same request may succeed a little later: after network failures, time-outs, rate limits, server
     * errors and unreadable replies}
     */
    public boolean isRetryable() {
        return switch (kind) {
            case NETWORK, TIMEOUT, RATE_LIMITED, SERVER_ERROR, MALFORMED_REPLY -> true;
            default -> false;
        };
    }

    /**
     * Whether the model was reached and said nothing usable. Such a call is repeated once by the run, never by a retry
     * policy.
     *
     * @return true for a blank reply, a refusal, filtered content, no choices, or a request too long for the model
     */
    public boolean isNoUsableReply() {
        return switch (kind) {
            case BLANK_REPLY, NO_CHOICES, REFUSED, CONTENT_FILTERED, REQUEST_TOO_LONG -> true;
            default -> false;
        };
    }

    /** {@return the HTTP status, or null if the failure came without one} */
    public @Nullable Integer status() {
        return status;
    }

    /** {@return how long the server asks to wait before the next try, or null if it did not say} */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /**
     * {@return how often the call was sent: 1 from a port, more after retries, 0 if it was {@linkplain #notSent not sent}, or
     * never reached a server}
     */
    public int attempts() {
        return attempts;
    }

    /** {@return how often it was tried to send the call, those tries included that reached no server} */
    public int tries() {
        return tries;
    }

    /** {@return what the provider reported for the last attempt; {@link TokenUsage#UNKNOWN} if it reported nothing} */
    public TokenUsage usage() {
        return usage;
    }

    /** {@return the most that attempts before the last one can have taken; no tokens without such attempts} */
    public TokenUsage lost() {
        return lost;
    }
}
