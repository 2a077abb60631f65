package io.github.spo4j.langchain4j;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts that are called without a proxy, as {@code NO_PROXY} lists them: names, which stand for all below them too,
 * with or without a port; addresses; ranges of addresses such as {@code 10.0.0.0/8} or {@code fd00::/8}; {@code *} for
 * all. A range is for hosts that are given as addresses: no name is looked up. This machine is one of them. Immutable.
 */
final class DirectHosts {

    private final List<String> names;

    DirectHosts(String list) {
        names = Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
                .map(name -> name.replaceFirst("^\\*?\\.", ""))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    boolean include(URI address) {
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        Optional<InetAddress> literal = literal(host);
        return names.stream()
                .anyMatch(name -> name.equals("*")
                        || isNamed(name, host, address.getPort())
                        || literal.filter(here -> isInRange(name, here)).isPresent());
    }

    private static boolean isNamed(String name, String host, int port) {
        boolean withPort = name.matches("[^:]+:[0-9]{1,5}");
        String bare = withPort ? name.substring(0, name.indexOf(':')) : name;
        boolean samePort = !withPort || Integer.parseInt(name.substring(name.indexOf(':') + 1)) == port;
        return samePort && (host.equals(bare) || host.endsWith("." + bare));
    }

    private static boolean isInRange(String name, InetAddress host) {
        int slash = name.indexOf('/');
        InetAddress start = literal(slash < 0 ? name : name.substring(0, slash)).orElse(null);
        if (start == null || start.getAddress().length != host.getAddress().length) {
            return false;
        }
        int all = 8 * start.getAddress().length;
        int fixed = slash < 0 ? all : bits(name.substring(slash + 1));
        return fixed <= all
                && new BigInteger(1, start.getAddress())
                                .xor(new BigInteger(1, host.getAddress()))
                                .shiftRight(all - fixed)
                                .signum()
                        == 0;
    }

    /** How many bits of a range are the same; more than there are if that is no number. */
    private static int bits(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    }

    /** An address that is written as one, with brackets or without; never one that a name stands for. */
    private static Optional<InetAddress> literal(String text) {
        boolean ipv4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        String ipv6 = text.replaceFirst("^\\[(.*)]$", "$1");
        if (!ipv4 && !ipv6.matches("[0-9a-f.]*:[0-9a-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(ipv4 ? text : "[" + ipv6 + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
