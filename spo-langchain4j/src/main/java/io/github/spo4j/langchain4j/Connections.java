package io.github.spo4j.langchain4j;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Open connections, in one pool for addresses with TLS and one for those without, and for each proxy that an entry names. A
 * pool is created at the first call, so that an unused configuration costs no thread.
 */
final class Connections {

    /** How long a connection may take; an address that swallows packets would cost the time-out of a whole reply. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Proxies proxies;
    private final Duration connectTimeout;
    private final Map<Pool, HttpClient> pools = new ConcurrentHashMap<>();

    private record Pool(boolean secured, Proxies.@Nullable Address proxy) {}

    Connections() {
        this(System::getenv);
    }

    Connections(Function<String, @Nullable String> environment) {
        this(environment, CONNECT_TIMEOUT);
    }

    Connections(Function<String, @Nullable String> environment, Duration connectTimeout) {
        proxies = Proxies.of(environment);
        this.connectTimeout = connectTimeout;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * The pool for an address. It does not follow redirects, so that a key is sent to its server only, and does not
     * repeat a POST whose connection broke: {@code java.net.http} repeats idempotent methods only, unless a system property
     * changes that.
     */
    HttpClient pool(URI address, Proxies.@Nullable Address proxy) {
        boolean secured = !"http".equalsIgnoreCase(address.getScheme());
        return pools.computeIfAbsent(new Pool(secured, proxy), this::client);
    }

    /** The proxy that an address is called through, or null. */
    @Nullable
    String proxy(URI address, Proxies.@Nullable Address proxy) {
        return of(proxy).shown(address);
    }

    /** The header for that proxy, or null. */
    @Nullable
    String proxyAuthorization(URI address, Proxies.@Nullable Address proxy) {
        return of(proxy).authorization(address);
    }

    private Proxies of(Proxies.@Nullable Address proxy) {
        return proxy == null ? proxies : proxies.with(proxy);
    }

    private HttpClient client(Pool pool) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .proxy(of(pool.proxy));
        return pool.secured
                ? client.build()
                : client.sslContext(NoTls.context()).build();
    }
}
