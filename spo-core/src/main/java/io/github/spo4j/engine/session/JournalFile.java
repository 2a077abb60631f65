package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code journal.jsonl}: lines that are chained by their checksums, added one after the other. A line counts
 * when it is forced to disk; lines that wait at the same time share one force. Thread-safe.
 */
final class JournalFile {

    static final String NAME = "journal.jsonl";

    private static final Logger LOGGER = System.getLogger(JournalFile.class.getName());

    private final RunStorage.Writer writer;
    private final String run;

    /** Held while a line is placed after the one before. */
    private final Object lock = new Object();

    /** Held while a batch is written. */
    private final ReentrantLock writing = new ReentrantLock();

    private Batch latest = Batch.none();
    private String lastSum;
    private long added;
    private boolean closed;
    private @Nullable Throwable broken;

    /** Lines that share a force: all that come until the thread of the first one can write. */
    private static final class Batch {

        private final StringBuilder lines = new StringBuilder();
        private final CompletableFuture<Boolean> safe = new CompletableFuture<>();
        private boolean taken;

        static Batch none() {
            Batch none = new Batch();
            none.taken = true;
            none.safe.complete(true);
            return none;
        }
    }

    private JournalFile(RunStorage.Writer writer, String run, List<JournalLine> lines) {
        this.writer = writer;
        this.run = run;
        added = lines.size();
        lastSum = lines.isEmpty() ? "" : lines.get(lines.size() - 1).sum();
    }

    /** What a journal holds: its lines, their text, and whether something torn came after them. */
    record Content(List<JournalLine> lines, String text, boolean torn) {}

    /**
     * Reads and checks a journal.
     *
     * @throws RunException if it is damaged otherwise than by a kill in the middle of its last line
     */
    static Content read(RunStorage storage, String run) {
        // One character for each byte: anything but ASCII is damage, which decoding must not hide.
        String text = new String(storage.read(NAME).orElse(new byte[0]), ISO_8859_1);
        List<JournalLine> lines = new ArrayList<>();
        String sum = "";
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            // Git may have checked out a recording with CRLF; the checksum covers only what stands before.
            int lineEnd = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            JournalLine line = checked(text.substring(start, lineEnd), lines.size() + 1, run, sum, storage);
            lines.add(line);
            sum = line.sum();
            start = end + 1;
        }
        return new Content(lines, text.substring(0, start), start < text.length());
    }

    private static JournalLine checked(String text, int number, String run, String sum, RunStorage storage) {
        Optional<JournalLine> read = JournalLine.read(text);
        if (read.isEmpty()) {
            throw damaged(storage, number, "is not what was written");
        }
        ObjectNode fields = read.get().fields();
        if (number == 1) {
            RunHeader.requireKnownFormat(fields, storage.describe(NAME));
        }
        if (!fields.path("run").asText().equals(run)) {
            throw damaged(storage, number, "belongs to another run");
        }
        if (fields.path("n").asLong() != number || !fields.path("prev").asText().equals(sum)) {
            throw damaged(storage, number, "is not the one that followed here");
        }
        return read.get();
    }

    static RunException damaged(RunStorage storage, int number, String what) {
        return new RunException(
                RunException.Kind.DAMAGED,
                storage.describe(NAME) + ", line " + number + ": " + what
                        + "; it was left as it is: put a good copy back, "
                        + "or start again in another place");
    }

    static JournalFile open(RunStorage storage, RunStorage.Writer writer, String run, Content content) {
        if (content.torn()) {
            LOGGER.log(
                    Level.WARNING,
                    "the last line of {0} was cut by a kill and is dropped; its call is repeated",
                    storage.describe(NAME));
            writer.replace(NAME, content.text().getBytes(US_ASCII));
        }
        return new JournalFile(writer, run, content.lines());
    }

    /**
     * Adds a line and returns when it is safe, even if the thread is interrupted meanwhile: its content was paid for.
     *
     * @throws RunException if it cannot be made safe, or the journal is closed
     */
    void add(ObjectNode fields) {
        String content = JournalLine.open(fields); // before the lock, since a reply may be long
        Batch batch;
        boolean first;
        synchronized (lock) {
            requireOpen();
            String line = JournalLine.seal(content + place(added + 1));
            String sum = JournalLine.sum(line);
            first = latest.taken;
            batch = first ? new Batch() : latest;
            batch.lines.append(line).append('\n');
            latest = batch; // last: an OutOfMemoryError above leaves no batch without a writer, and no gap
            lastSum = sum;
            added++;
        }
        if (first) {
            write(batch);
        } else if (!batch.safe.join()) { // which no interrupt ends
            requireOpen();
        }
    }

    private String place(long number) {
        ObjectNode place = Json.OURS.createObjectNode();
        place.put("n", number).put("run", run).put("prev", lastSum);
        return "," + JournalLine.open(place).substring(1);
    }

    /**
     * Throws if no line can be added any more.
     *
     * @throws RunException as {@link #add} would
     */
    void requireOpen() {
        synchronized (lock) {
            requireWhole();
            if (closed) {
                throw new RunException(RunException.Kind.DISK, "the journal is closed");
            }
        }
    }

    private void requireWhole() {
        if (broken != null) {
            throw new RunException(
                    RunException.Kind.DISK,
                    "the journal could not be written, so the run stops: " + broken.getMessage(),
                    broken);
        }
    }

    /** Writes a batch, with all lines that have come meanwhile, once the one before is written. */
    private void write(Batch batch) {
        writing.lock();
        try {
            writer.append(NAME, take(batch));
            batch.safe.complete(true);
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                broken = broken == null ? e : broken;
            }
            throw e;
        } finally {
            batch.safe.complete(false);
            writing.unlock();
        }
    }

    private byte[] take(Batch batch) {
        synchronized (lock) {
            batch.taken = true;
            requireWhole();
            return batch.lines.toString().getBytes(US_ASCII);
        }
    }

    /** Takes no more lines, and waits until those that were added are safe or cannot be made so. */
    void close() {
        Batch last;
        synchronized (lock) {
            closed = true;
            last = latest;
        }
        last.safe.join(); // and so those before it
    }
}
