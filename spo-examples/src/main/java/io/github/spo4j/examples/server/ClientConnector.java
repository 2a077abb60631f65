package io.github.spo4j.examples.server;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections, so that no number of slow ones keeps others out. A connection has so long for the whole head of
 * its next request as it may be silent in the middle of one. If there are too many, the one that has been waiting
 * longest for a head is closed for the newest: who has something to ask for sends it at once. Thread-safe.
 */
final class ClientConnector extends ServerConnector {

    private final int most;
    private final Object lock = new Object();
    private final Set<ClientConnection> waiting = new LinkedHashSet<>(); // the longest first
    private final Set<ClientConnection> answered = new HashSet<>();

    ClientConnector(Server server, HttpConfiguration configuration, HttpLimits limits) {
        super(server, new HttpConnectionFactory(configuration));
        most = limits.connections();
        setIdleTimeout(limits.idle().toMillis());
        setAcceptQueueSize(most);
        configuration.addCustomizer((request, headers) -> {
            if (request.getConnectionMetaData().getConnection().getEndPoint() instanceof ClientConnection connection) {
                connection.hasRequest(true);
                Request.addCompletionListener(request, failure -> connection.hasRequest(false));
            }
            return request;
        });
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        ClientConnection connection = new ClientConnection(channel, selector, key);
        connection.setIdleTimeout(getIdleTimeout());
        return connection;
    }

    /** Adds a connection, and returns the one to close for it, if any; itself if all others are being answered. */
    private @Nullable ClientConnection add(ClientConnection connection) {
        synchronized (lock) {
            waiting.add(connection);
            return waiting.size() + answered.size() > most ? waiting.iterator().next() : null;
        }
    }

    private void move(ClientConnection connection, Set<ClientConnection> from, Set<ClientConnection> to) {
        synchronized (lock) {
            if (from.remove(connection)) { // else it was closed
                to.add(connection);
            }
        }
    }

    private void remove(ClientConnection connection) {
        synchronized (lock) {
            waiting.remove(connection);
            answered.remove(connection);
        }
    }

    /** A connection. What arrives while it waits for a head does not prolong its time. */
    private final class ClientConnection extends SocketChannelEndPoint {

        private volatile boolean hasRequest;

        ClientConnection(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            super(channel, selector, key, ClientConnector.this.getScheduler());
        }

        @Override
        public void onOpen() {
            super.onOpen();
            ClientConnection longest = add(this);
            if (longest != null) {
                longest.close();
            }
        }

        void hasRequest(boolean now) {
            super.notIdle();
            hasRequest = now;
            move(this, now ? waiting : answered, now ? answered : waiting);
        }

        @Override
        public void notIdle() {
            if (hasRequest) {
                super.notIdle();
            }
        }

        @Override
        public void onClose(@Nullable Throwable cause) {
            remove(this);
            super.onClose(cause);
        }
    }
}
