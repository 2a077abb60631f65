package io.github.spo4j.examples.bench;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.engine.session.RunHeader;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.storage.RunStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a journalled call costs beside the disk: hashing the request, writing the line, keeping the reply. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalBenchmark {

    private static final int PROMPT_LENGTH = 2_000;
    private static final int ANSWER_LENGTH = 2_000;

    private final ModelReply reply = ModelReply.builder("answer ".repeat(ANSWER_LENGTH / 7))
            .usage(TokenUsage.of(500, 500))
            .build();
    private final List<Message> messages = List.of(Message.user("prompt ".repeat(PROMPT_LENGTH / 7)));
    private @Nullable ChatModelPort port;
    private int call;

    /** An empty journal for each iteration, so that replies do not pile up. */
    @Setup(Level.Iteration)
    public void openJournal() {
        Nowhere storage = new Nowhere();
        RunHeader header = RunHeader.create(Fingerprint.of(Map.of()), 0, "", Instant.EPOCH);
        port = Journal.open(storage, storage.lock(), header, rounds -> {}).around(request -> reply);
    }

    /** One call with its line. */
    @Benchmark
    public ModelReply journalledCall() {
        ModelRequest request = ModelRequest.of(ModelRole.EXECUTE, messages)
                .callId(new CallId(1, Integer.toString(call++), 0))
                .build();
        return requireNonNull(port).chat(request);
    }

    /** Forgets what is written, so that the disk plays no part. */
    private static final class Nowhere implements RunStorage, RunStorage.Writer {

        @Override
        public String describe(String path) {
            return path;
        }

        @Override
        public Optional<byte[]> read(String path) {
            return Optional.empty();
        }

        @Override
        public List<String> list(String folder) {
            return List.of();
        }

        @Override
        public Writer lock() {
            return this;
        }

        @Override
        public void moveAside(String suffix) {
            // there is nothing to move
        }

        @Override
        public long token() {
            return 1;
        }

        @Override
        public void append(String path, byte[] content) {
            // forgotten
        }

        @Override
        public void replace(String path, byte[] content) {
            // forgotten
        }

        @Override
        public void rename(String path, String newName) {
            // there is nothing to rename
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
