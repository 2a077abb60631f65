package io.github.spo4j.examples.demo;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.spo4j.storage.RunStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** A run on real models as it was recorded: a small model answers a shop's customers, a large one rewrites and judges. */
public final class Recording {

    /** The model that answered. */
    public static final String ANSWERED = "SmolLM2-135M-Instruct";

    private static final String FOLDER = "/demo/reply/";
    private static final List<String> FILES = List.of("run.json", "journal.jsonl");

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Recording() {}

    /** {@return the recorded run, in memory; the caller's own} */
    public static RunStorage run() {
        RunStorage run = RunStorage.memory();
        try (RunStorage.Writer writer = run.lock()) {
            FILES.forEach(file -> writer.replace(file, bytes(file)));
        }
        return run;
    }

    /** {@return what start prompt and winner led to on questions that the run never saw} */
    public static HeldOut heldOut() {
        try {
            return JSON.readValue(bytes("held-out.json"), HeldOut.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Objects.requireNonNull(Recording.class.getResourceAsStream(FOLDER + file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
