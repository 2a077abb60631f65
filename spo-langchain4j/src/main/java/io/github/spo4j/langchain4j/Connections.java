package io.github.spo4j.langchain4j;

import java.net.URI;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Open connections, in one pool for addresses with TLS and one for those without. A pool is created at the first call, so
 * that an unused configuration costs no thread.
 */
final class Connections {

    private final Object lock = new Object();
    private @Nullable HttpClient secured;
    private @Nullable HttpClient plain;

    /**
     * The pool for an address. It does not follow redirects, so that a key is sent to its server only, and does not
     * repeat a POST whose connection broke: {@code java.net.http} repeats idempotent methods only, unless a system property
     * changes that.
     */
    HttpClient pool(URI address) {
        synchronized (lock) {
            if ("http".equalsIgnoreCase(address.getScheme())) {
                if (plain == null) {
                    plain = client().sslContext(NoTls.context()).build();
                }
                return plain;
            }
            if (secured == null) {
                secured = client().build();
            }
            return secured;
        }
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
    }
}
