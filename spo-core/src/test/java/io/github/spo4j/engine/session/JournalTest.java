package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class JournalTest {

    private static final int IN_FLIGHT = 64;
    private static final RunHeader HEADER = RunHeader.create(Fingerprint.of(Map.of("seed", "1")), 0, "", Instant.EPOCH);

    private final RunStorage storage = RunStorage.memory();
    private final RunStorage.Writer writer = storage.lock();

    private static ModelRequest request(int question) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("question " + question)))
                .callId(new CallId(1, Integer.toString(question), 0))
                .build();
    }

    private static ModelReply echo(ModelRequest request) {
        return ModelReply.of("to " + request.messages().get(0).text());
    }

    private List<JournalLine> lines() {
        return JournalFile.read(storage, HEADER.id()).lines();
    }

    /** Counts what is appended, and holds the append of the first call until it is let go. */
    private static final class GatedWriter implements RunStorage.Writer {

        private final RunStorage.Writer writer;
        private final AtomicInteger appends = new AtomicInteger();
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch gate = new CountDownLatch(1);
        private @Nullable Throwable failure;

        GatedWriter(RunStorage.Writer writer) {
            this.writer = writer;
        }

        /** The gate opens, and the append behind it fails with this if it is not null. */
        void letGo(@Nullable Throwable with) {
            failure = with;
            gate.countDown();
        }

        @Override
        public void append(String path, byte[] content) {
            if (appends.incrementAndGet() == 2) { // the first one is the journal's start
                held.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts this", e);
                }
                if (failure instanceof Error error) {
                    throw error;
                }
                if (failure instanceof RuntimeException exception) {
                    throw exception;
                }
            }
            writer.append(path, content);
        }

        @Override
        public long token() {
            return writer.token();
        }

        @Override
        public void replace(String path, byte[] content) {
            writer.replace(path, content);
        }

        @Override
        public void rename(String path, String newName) {
            writer.rename(path, newName);
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /** Calls through one journal, each on a thread of its own; the first one's line is held back. */
    private final class CallsInFlight {

        private final GatedWriter gated = new GatedWriter(writer);
        private final Journal journal = Journal.open(storage, gated, HEADER, rounds -> {});
        private final List<FutureTask<ModelReply>> calls = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();

        CallsInFlight(int number) throws InterruptedException {
            ChatModelPort port = journal.around(JournalTest::echo);
            for (int i = 0; i < number; i++) {
                ModelRequest request = request(i);
                FutureTask<ModelReply> call = new FutureTask<>(() -> port.chat(request));
                Thread thread = new Thread(call, "call " + i);
                thread.setDaemon(true);
                calls.add(call);
                threads.add(thread);
                thread.start();
                if (i == 0) {
                    gated.held.await();
                }
            }
            while (!threads.stream().skip(1).allMatch(CallsInFlight::isWaitingForAForce)) {
                Thread.onSpinWait();
            }
        }

        /** Only the journal makes a call's thread wait, once its line is among those for the next force. */
        private static boolean isWaitingForAForce(Thread thread) {
            return LockSupport.getBlocker(thread) != null;
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }

        /** What a call threw. */
        Throwable failure(int call) {
            return requireNonNull(catchThrowable(() -> calls.get(call).get()).getCause());
        }
    }

    @Nested
    class Lines_of_calls_in_flight {

        @Test
        void share_forces() throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(IN_FLIGHT);
            int before = calls.gated.appends.get() - 1; // without the one that is held
            calls.gated.letGo(null);
            calls.join();

            int forces = calls.gated.appends.get() - before;
            System.out.println(IN_FLIGHT + " calls in flight were made safe with " + forces + " forces.");
            assertThat(forces).isBetween(2, 3);
            assertThat(lines()).hasSize(1 + IN_FLIGHT);
        }

        @Test
        void are_chained_in_the_order_in_which_they_stand() throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(IN_FLIGHT);
            calls.gated.letGo(null);
            calls.join();

            String sum = "";
            int number = 0;
            for (JournalLine line : lines()) {
                number++;
                assertThat(line.fields().path("n").asInt()).isEqualTo(number);
                assertThat(line.fields().path("prev").asText()).isEqualTo(sum);
                sum = line.sum();
            }
            assertThat(lines().stream()
                            .skip(1)
                            .map(line -> line.fields().path("text").asText()))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, IN_FLIGHT)
                            .mapToObj(i -> "to question " + i)
                            .toList());
        }

        @Test
        void are_found_again_by_the_next_process() throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(IN_FLIGHT);
            calls.gated.letGo(null);
            calls.join();
            calls.journal.close();

            ChatModelPort port = Journal.open(storage, writer, HEADER, rounds -> {})
                    .around(asked -> {
                        throw new AssertionError("asked again: " + asked);
                    });
            for (int i = 0; i < IN_FLIGHT; i++) {
                assertThat(port.chat(request(i)).text()).isEqualTo("to question " + i);
            }
        }

        static Stream<Arguments> failures() {
            return Stream.of(
                    argumentSet("a full disk", new RunException(RunException.Kind.DISK, "no room")),
                    argumentSet("a storage with a bug", new IllegalStateException("a bug")),
                    argumentSet("no memory", new OutOfMemoryError("scripted")));
        }

        @ParameterizedTest
        @MethodSource("failures")
        void all_fail_when_one_cannot_be_written(Throwable failure) throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(IN_FLIGHT);
            calls.gated.letGo(failure);
            calls.join();

            assertThat(calls.failure(0)).isSameAs(failure);
            for (int i = 1; i < IN_FLIGHT; i++) {
                assertThat(calls.failure(i))
                        .isInstanceOf(RunException.class)
                        .hasMessageContaining(failure.getMessage())
                        .hasCause(failure)
                        .extracting(refused -> ((RunException) refused).kind())
                        .isEqualTo(RunException.Kind.DISK);
            }
            ChatModelPort port = calls.journal.around(JournalTest::echo);
            assertThatExceptionOfType(RunException.class).isThrownBy(() -> port.chat(request(IN_FLIGHT)));
            calls.journal.close();
            assertThat(lines()).as("nothing is written after a hole").hasSize(1);
        }
    }

    @Nested
    class A_closed_journal {

        @Test
        void takes_no_more_lines() {
            Journal journal = Journal.open(storage, writer, HEADER, rounds -> {});
            ChatModelPort port = journal.around(JournalTest::echo);
            journal.close();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> port.chat(request(1)))
                    .withMessageContaining("closed");
            assertThatExceptionOfType(RunException.class).isThrownBy(() -> journal.addRound("{}"));
            assertThat(lines()).hasSize(1);
        }

        @Test
        void has_the_lines_that_waited_when_it_was_closed() throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(IN_FLIGHT);
            Thread closing = new Thread(calls.journal::close, "closing");
            closing.start();
            while (!CallsInFlight.isWaitingForAForce(closing)) {
                Thread.onSpinWait();
            }
            calls.gated.letGo(null);
            closing.join();

            assertThat(lines()).hasSize(1 + IN_FLIGHT);
            calls.join();
        }
    }

    @Nested
    class A_call_that_was_interrupted {

        private final ModelException interrupted =
                new ModelException(ModelException.Kind.INTERRUPTED, "interrupted while waiting for the reply");

        @Test
        void counts_as_sent_and_is_asked_again() {
            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                assertThatThrownBy(() -> journal.around(any -> {
                                    throw interrupted;
                                })
                                .chat(request(1)))
                        .isSameAs(interrupted);
            }

            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                assertThat(journal.usage().total().calls()).isOne();
                assertThat(journal.usage().total().atMost())
                        .isEqualTo(TokenReservation.spent(request(1), ModelSettings.unset(), interrupted)
                                .atMost());
                assertThat(journal.around(JournalTest::echo).chat(request(1)).text())
                        .isEqualTo(echo(request(1)).text());
            }
        }

        @Test
        void is_not_recorded_if_it_was_not_sent() {
            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                assertThatThrownBy(() -> journal.around(any -> {
                                    throw interrupted.withAttempts(0);
                                })
                                .chat(request(1)))
                        .isInstanceOf(ModelException.class);

                assertThat(journal.usage().total()).isEqualTo(RoleUsage.NOTHING);
                assertThat(lines()).hasSize(1); // the one that the journal begins with
            }
        }
    }

    @Nested
    class A_journal_of_an_earlier_version {

        private static ModelRequest vote(int ask, int limit) {
            return ModelRequest.of(ModelRole.EVALUATE, List.of(Message.user("A or B")))
                    .callId(new CallId(2, "1", ask))
                    .settings(ModelSettings.unset().maxOutputTokens(limit))
                    .build();
        }

        private static ModelReply cut(ModelRequest request) {
            return echo(request).toBuilder().finishReason(FinishReason.LENGTH).build();
        }

        @Test
        void that_asked_once_more_with_the_same_room_is_read() {
            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                ChatModelPort port = journal.around(JournalTest::echo);
                port.chat(vote(0, 100));
                port.chat(vote(1, 100));

                ChatModelPort recorded = journal.around(any -> {
                    throw new AssertionError("asked again: " + any);
                });
                assertThat(recorded.chat(vote(1, 200)).text()).isEqualTo("to A or B");
                assertThatExceptionOfType(RunException.class).isThrownBy(() -> recorded.chat(vote(0, 200)));
            }
        }

        @Test
        void that_did_not_count_cut_answers_plays_back_without_them() {
            HEADER.write(writer);
            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                journal.around(JournalTest.A_journal_of_an_earlier_version::cut).chat(request(1));
                journal.addRound("{\"entry\":{\"round\":1}}");
            }

            assertThat(Journal.replay(storage).chat(request(1)).finishReason()).isEqualTo(FinishReason.OTHER);
        }

        @Test
        void differs_from_one_that_counts_them() {
            HEADER.write(writer);
            try (Journal journal = Journal.open(storage, writer, HEADER, rounds -> {})) {
                journal.around(JournalTest.A_journal_of_an_earlier_version::cut).chat(request(1));
                journal.addRound("{\"entry\":{\"round\":1,\"cut_answers\":1}}");
            }

            assertThat(Journal.replay(storage).chat(request(1)).finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    @Nested
    class A_call_that_was_not_paid_for {

        private Journal journal = Journal.open(storage, writer, HEADER, rounds -> {});

        private void reopen() {
            journal.close();
            journal = Journal.open(storage, writer, HEADER, rounds -> {});
        }

        private void requireNothingCounted() {
            assertThat(journal.usage().total()).isEqualTo(RoleUsage.NOTHING);
        }

        @Test
        void is_journalled_with_its_reply_and_counts_as_no_call_and_no_token() {
            ModelReply fromCache = ModelReply.builder("kept")
                    .usage(TokenUsage.of(20, 30))
                    .attempts(0)
                    .build();
            journal.around(any -> fromCache).chat(request(1));
            requireNothingCounted();
            reopen();

            ModelReply again = journal.around(JournalTest::echo).chat(request(1));
            assertThat(again.text()).isEqualTo("kept");
            assertThat(again.attempts()).isZero();
            requireNothingCounted();
        }

        @Test
        void is_journalled_if_the_model_said_nothing_usable() {
            ModelRequest later =
                    request(1).toBuilder().callId(new CallId(2, "1", 0)).build();
            ModelException shared = new ModelException(ModelException.Kind.REFUSED, "no").withAttempts(0);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> journal.around(any -> {
                                throw shared;
                            })
                            .chat(later));
            requireNothingCounted();
            reopen();

            ChatModelPort port = journal.around(JournalTest::echo);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> port.chat(later))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.REFUSED));
            requireNothingCounted();
        }

        @Test
        void is_asked_again_if_the_model_could_not_be_reached() {
            ModelException shared = new ModelException(ModelException.Kind.SERVER_ERROR, "down").withAttempts(0);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> journal.around(any -> {
                                throw shared;
                            })
                            .chat(request(1)));
            requireNothingCounted();
            reopen();

            assertThat(journal.around(JournalTest::echo).chat(request(1)).text())
                    .isEqualTo("to question 1");
        }
    }

    @Nested
    class An_interrupted_thread {

        @Test
        void still_records_what_was_paid_for_and_stays_interrupted() {
            Journal journal = Journal.open(storage, writer, HEADER, rounds -> {});
            Thread.currentThread().interrupt();
            try {
                journal.around(JournalTest::echo).chat(request(1));
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }

            assertThat(lines()).hasSize(2);
        }

        @Test
        void goes_on_waiting_for_the_force() throws InterruptedException {
            CallsInFlight calls = new CallsInFlight(3);
            calls.threads.get(1).interrupt();
            calls.gated.letGo(null);
            calls.join();

            assertThat(calls.calls.get(1)).isDone();
            assertThat(lines()).hasSize(1 + 3);
        }
    }

    @Nested
    class A_line {

        @Test
        void is_read_again_however_long_a_reply_is() {
            String reply = "a".repeat(StreamReadConstraints.DEFAULT_MAX_STRING_LEN + 1);

            Optional<JournalLine> read = JournalLine.read(JournalLine.seal(
                    JournalLine.open(Json.OURS.createObjectNode().put("text", reply))));

            assertThat(read.orElseThrow().fields().path("text").textValue().length())
                    .isEqualTo(reply.length());
        }

        @Test
        void that_cannot_be_made_leaves_no_hole() {
            JournalFile.Content nothing = JournalFile.read(storage, HEADER.id());
            JournalFile file = JournalFile.open(storage, writer, HEADER.id(), nothing);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> file.add(Json.OURS.createObjectNode().putPOJO("unwritable", new Object())));
            file.add(Json.OURS.createObjectNode().put("kind", "next"));

            assertThat(lines()).hasSize(1);
            assertThat(new String(storage.read(JournalFile.NAME).orElseThrow(), US_ASCII))
                    .contains("\"kind\":\"next\"");
        }
    }
}
