package io.github.spo4j.langchain4j;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** A pool of kept connections. It opens at the first call, so that what is only configured costs no thread. */
final class Connections {

    private final Object lock = new Object();
    private @Nullable HttpClient pool;

    /**
     * The pool. It does not follow redirects, so that a key stays with the server it was meant for, and repeats no POST
     * whose connection broke: {@code java.net.http} does so for idempotent methods only, unless a system property of its
     * own says otherwise.
     */
    HttpClient pool() {
        synchronized (lock) {
            if (pool == null) {
                pool = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
            }
            return pool;
        }
    }
}
