package io.github.spo4j.examples.server.page;

import java.net.URI;
import java.nio.file.Path;

final class OfflineService implements AutoCloseable {
    static final String SLOW = "slow";
    private final URI root;
    private OfflineService(URI root) { this.root = root; }
    static OfflineService start(Path data, String... tokens) { return new OfflineService(URI.create(tokens.length == 0 ? "http://127.0.0.1:7999/" : "http://127.0.0.1:7998/")); }
    URI root() { return root; }
    boolean isOwn(String address) { return address.startsWith(root.toString()) || address.startsWith("data:") || address.startsWith("blob:" + root) || address.equals("about:blank"); }
    @Override public void close() {}
}
