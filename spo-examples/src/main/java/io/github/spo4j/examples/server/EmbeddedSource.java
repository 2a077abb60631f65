package io.github.spo4j.examples.server;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to an H2 in a file, which can all be abandoned: after a failed write H2 must not be asked to roll back or
 * to close what is open, which it may try for ever. Thread-safe.
 */
final class EmbeddedSource implements DataSource {

    private static final String USER = "sa";
    private static final String NO_PASSWORD = "";

    private final String url;
    private volatile int patienceSeconds;
    private volatile AtomicBoolean abandoned = new AtomicBoolean();

    EmbeddedSource(String url) {
        this.url = url;
    }

    /** From now on the open connections are closed, and there are no new ones until it {@link #reopens()}. */
    void abandon() {
        abandoned.set(true);
    }

    boolean isAbandoned() {
        return abandoned.get();
    }

    void reopens() {
        abandoned = new AtomicBoolean();
    }

    /** A connection also while there are none for others. */
    Connection ownConnection() throws SQLException {
        return DriverManager.getConnection(url, USER, NO_PASSWORD);
    }

    @Override
    public Connection getConnection() throws SQLException {
        AtomicBoolean closed = abandoned;
        if (closed.get()) {
            throw gone();
        }
        Connection connection;
        try {
            connection = ownConnection();
        } catch (SQLException e) {
            closed.set(true);
            throw e;
        }
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, values) -> {
                    if (closed.get() && method.getDeclaringClass() != Object.class) {
                        return answerOfAbandoned(method.getName());
                    }
                    try {
                        return method.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static @Nullable Object answerOfAbandoned(String method) throws SQLException {
        return switch (method) {
            case "close", "abort", "rollback", "setAutoCommit", "setNetworkTimeout" -> null;
            case "isClosed" -> true;
            case "isValid" -> false;
            default -> throw gone();
        };
    }

    private static SQLException gone() {
        return new SQLNonTransientConnectionException("the database is closed after a failed write", "08003");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // there is no log
    }

    @Override
    public void setLoginTimeout(int seconds) {
        patienceSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return patienceSeconds; // the pool also waits so long for its threads when it is closed
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("there is no log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
