package io.github.spo4j.examples.server;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host names of the service. A foreign page that points its own name to this machine (DNS rebinding) uses another
 * one. Immutable.
 */
final class HostNames {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names;

    HostNames(String host, Set<String> further) {
        Set<String> all = new HashSet<>(LOOPBACK);
        all.add(bracketed(host));
        further.forEach(name -> all.add(bracketed(name)));
        names = Set.copyOf(all);
    }

    private static String bracketed(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }

    /** Whether only this machine can reach an address. */
    static boolean isLoopback(String host) {
        if (host.isBlank()) {
            return false; // any address
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return addresses.length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether a service on this machine can listen on an address. */
    static boolean isOfThisMachine(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    /** Whether a request's Host header names this service. */
    boolean are(@Nullable String hostHeader) {
        return hostHeader != null && names.contains(withoutPort(hostHeader.toLowerCase(Locale.ROOT)));
    }

    /** An IPv6 address is written in brackets, so that its colons are not taken for that of the port. */
    private static String withoutPort(String host) {
        int colon = host.indexOf(':', host.lastIndexOf(']') + 1);
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** Whether the page that sends a request is from this service: the same authority as the request's. */
    static boolean isOwn(String origin, String hostHeader) {
        return origin.equalsIgnoreCase("http://" + hostHeader) || origin.equalsIgnoreCase("https://" + hostHeader);
    }
}
