package io.github.spo4j.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a reply is kept under: the SHA-256 of all that is sent and of where it is sent to. The deadline is not sent, nor
 * is the role: the sample number that follows from it tells repeats apart.
 */
final class ReplyKey {

    private final StringBuilder sent = new StringBuilder();

    private ReplyKey() {}

    static String of(long endpoint, ModelRequest request) {
        ReplyKey key = new ReplyKey();
        key.add(endpoint);
        ModelSettings settings = request.settings();
        key.add(settings.name());
        key.add(settings.temperature());
        key.add(settings.topP());
        key.add(settings.maxOutputTokens());
        key.add(settings.seed());
        key.add(request.json());
        key.add(request.sample());
        for (Message message : request.messages()) {
            key.add(message.speaker());
            key.add(message.text());
        }
        return key.sha256();
    }

    /** Each value is preceded by its length, so that none can pass for two. */
    private void add(@Nullable Object value) {
        if (value == null) {
            sent.append('-');
        } else {
            String text = value.toString();
            sent.append(text.length()).append(':').append(text);
        }
    }

    private String sha256() {
        try {
            byte[] bytes = sent.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
