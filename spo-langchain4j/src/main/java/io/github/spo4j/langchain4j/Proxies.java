package io.github.spo4j.langchain4j;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a call goes through: that of the config file's entry; else the JVM's ({@code -Dhttps.proxyHost}); else that of
 * the environment ({@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}, as curl and Python's clients take them).
 * Addresses of this machine are called directly unless the entry or the JVM says otherwise. Immutable.
 */
final class Proxies extends ProxySelector {

    private static final System.Logger LOG = System.getLogger(Proxies.class.getName());

    private final @Nullable Address configured;
    private final @Nullable Address secured;
    private final @Nullable Address plain;
    private final DirectHosts direct;

    /** A proxy, with a user if it wants one. */
    record Address(String host, int port, @Nullable String user, String password) {

        /** Reads {@code http://user:password@host:port}; all but the host may be left out. */
        static Optional<Address> read(String text) {
            String url = text.strip().contains("://") ? text.strip() : "http://" + text.strip();
            try {
                URI uri = new URI(url);
                if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
                    return Optional.empty();
                }
                String user = uri.getRawUserInfo();
                int colon = user == null ? -1 : user.indexOf(':');
                return Optional.of(new Address(
                        uri.getHost(),
                        uri.getPort() < 0 ? 80 : uri.getPort(),
                        user == null ? null : decoded(colon < 0 ? user : user.substring(0, colon)),
                        user == null || colon < 0 ? "" : decoded(user.substring(colon + 1))));
            } catch (URISyntaxException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static String decoded(String part) {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        private Proxy proxy() {
            return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
        }

        @Override
        public String toString() { // without the user
            return host + ":" + port;
        }
    }

    private Proxies(
            @Nullable Address configured, @Nullable Address secured, @Nullable Address plain, DirectHosts direct) {
        this.configured = configured;
        this.secured = secured;
        this.plain = plain;
        this.direct = direct;
    }

    static Proxies of(Function<String, @Nullable String> environment) {
        String all = variable("ALL_PROXY", environment);
        return new Proxies(
                null,
                address("HTTPS_PROXY", all, environment),
                address("HTTP_PROXY", all, environment),
                new DirectHosts(variable("NO_PROXY", environment)));
    }

    /** The same, but for one entry with a proxy. */
    Proxies with(Address proxy) {
        return new Proxies(proxy, secured, plain, direct);
    }

    private static String variable(String name, Function<String, @Nullable String> environment) {
        String lower = environment.apply(name.toLowerCase(Locale.ROOT));
        String value = lower == null || lower.isBlank() ? environment.apply(name) : lower;
        return value == null ? "" : value.strip();
    }

    private static @Nullable Address address(
            String name, String otherwise, Function<String, @Nullable String> environment) {
        String own = variable(name, environment);
        String value = own.isEmpty() ? otherwise : own;
        if (value.isEmpty()) {
            return null;
        }
        Optional<Address> read = Address.read(value);
        if (read.isEmpty()) { // its value may hold a password
            LOG.log(System.Logger.Level.WARNING, "{0} is no http://HOST:PORT, so that proxy is not used", name);
        }
        return read.orElse(null);
    }

    /** The proxy for an address as a message shows it, or null for none. */
    @Nullable
    String shown(URI address) {
        return select(address).get(0).address() instanceof InetSocketAddress proxy
                ? proxy.getHostString() + ":" + proxy.getPort()
                : null;
    }

    @Override
    public List<Proxy> select(URI address) {
        if (configured != null) {
            return List.of(configured.proxy());
        }
        boolean tls = "https".equalsIgnoreCase(address.getScheme());
        ProxySelector ofJvm = ProxySelector.getDefault();
        List<Proxy> chosen = ofJvm == null ? List.of(Proxy.NO_PROXY) : ofJvm.select(address);
        boolean jvmDecides = System.getProperty(tls ? "https.proxyHost" : "http.proxyHost") != null;
        if (jvmDecides || chosen.stream().anyMatch(proxy -> proxy.type() == Proxy.Type.HTTP)) {
            return chosen;
        }
        Address proxy = tls ? secured : plain;
        return List.of(proxy == null || direct.include(address) ? Proxy.NO_PROXY : proxy.proxy());
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException problem) {
        // there is no other way to go
    }

    /**
     * What a proxy wants to know of its user, as a header's value; null if there is nothing. It is not an {@link
     * java.net.Authenticator}: with one, the JDK's client takes the key out of a request and hides what a 401 says.
     */
    @Nullable
    String authorization(URI address) {
        Proxy used = select(address).get(0);
        for (Address proxy : new @Nullable Address[] {configured, secured, plain}) {
            if (proxy != null && proxy.user() != null && proxy.proxy().equals(used)) {
                String pair = proxy.user() + ":" + proxy.password();
                return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            }
        }
        return null;
    }
}
