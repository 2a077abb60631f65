package io.github.spo4j.examples.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Limits for clients. Immutable.
 *
 * @param requestBytes the size of a request, its files together
 * @param requestsPerSecond how many requests one token may send each second, averaged over time
 * @param burst how many it may send at once
 * @param waiting how many requests may wait for their job at the same time
 * @param streams how many event streams may be open
 * @param streamsPerToken how many of them one token may have
 * @param connections how many connections may be open; for one more, the one that has waited longest for a request is
 *     closed
 * @param idle how long a client may send nothing, or read nothing, in the middle of something, and how long the head of
 *     a request may take
 * @param bodyPatience how long a request may take to arrive, plus a second for each 16 KiB of it
 */
public record HttpLimits(
        int requestBytes,
        int requestsPerSecond,
        int burst,
        int waiting,
        int streams,
        int streamsPerToken,
        int connections,
        Duration idle,
        Duration bodyPatience) {

    public HttpLimits {
        requireNonNull(idle, "idle");
        requireNonNull(bodyPatience, "bodyPatience");
    }

    /**
     * {@return limits for a team: 24 MB per request, 100 requests a second and 400 at once, 128 waiting, 128 streams
     * and 32 of them for one token, 1,000 connections, 30 seconds of silence, 10 seconds for a request}
     */
    public static HttpLimits standard() {
        return new HttpLimits(24_000_000, 100, 400, 128, 128, 32, 1000, Duration.ofSeconds(30), Duration.ofSeconds(10));
    }
}
