package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * What a first request to a model waits for, done on a second processor while template and settings are read: the JDK
 * reads the certificates that it trusts when the first connection opens, even one without TLS, and that takes a fifth
 * of the time until then.
 */
final class WarmUp {

    private WarmUp() {}

    static void begin() {
        Thread thread = new Thread(WarmUp::run, "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        new JsonMapper();
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }
}
