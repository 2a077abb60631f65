package io.github.spo4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts the calls that reach a model and compares them with those that a journal on disk has. Thread-safe. */
public final class SentCalls {

    private final Path journal;
    private final Object lock = new Object();
    private int sent;
    private int most;

    public SentCalls(Path journal) {
        this.journal = journal;
    }

    /** A call reached the model. What a kill at this moment would lose is what the journal does not have. */
    public void add() {
        synchronized (lock) {
            sent++;
            most = Math.max(most, sent - recorded());
        }
    }

    private int recorded() {
        try (Stream<String> lines = Files.lines(journal)) {
            return Math.toIntExact(lines.filter(line -> line.startsWith("{\"kind\":\"call\"") && line.endsWith("}"))
                    .count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many calls there were at most that a kill would have lost. */
    public int mostUnrecorded() {
        synchronized (lock) {
            return most;
        }
    }
}
