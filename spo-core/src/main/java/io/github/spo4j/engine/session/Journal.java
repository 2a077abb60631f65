package io.github.spo4j.engine.session;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.Json;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run that decides: every model call that was paid for and every finished round, in the order in which
 * they came. A line is safe on disk before its content is used, so that a run which is killed at any moment resumes without
 * paying for a finished call again. Thread-safe.
 *
 * <p>Kinds of lines: {@code start} (the first), {@code call} (a reply), {@code outcome} (a model gave no usable reply; in
 * round 1 another line of the same call may follow), {@code failed} (a call that failed otherwise: it may be paid for, and
 * is repeated), {@code decision} (a person's, which the next round carries out), {@code round}, {@code confirmation} (what
 * was found on held-out questions: the last one counts), and {@code asked} (what the run was asked for this time: compared
 * with nothing, the last one counts).
 */
public final class Journal implements AutoCloseable {

    private final JournalFile file;
    private final Object lock = new Object();
    private final JournalContent content;
    private final Runnable beforeReply;

    private Journal(JournalFile file, JournalContent content, Runnable beforeReply) {
        this.file = file;
        this.content = content;
        this.beforeReply = beforeReply;
    }

    /**
     * Opens a run's journal, or starts one, once a caller has checked its rounds.
     *
     * @param storage where the run is
     * @param writer to that storage; it stays the caller's to close
     * @param header the run's header
     * @param check gets what {@link #rounds()} will return, before anything is written; an exception of it leaves all files
     *     as they are
     * @return the journal
     * @throws RunException if the journal is damaged, or of another run or a later version. A last line that was cut by a
     *     kill is dropped with a warning
     */
    public static Journal open(
            RunStorage storage, RunStorage.Writer writer, RunHeader header, Consumer<List<String>> check) {
        return open(storage, writer, header, check, () -> {});
    }

    /** As the other one; {@code beforeReply} runs before each line with what a model said. */
    static Journal open(
            RunStorage storage,
            RunStorage.Writer writer,
            RunHeader header,
            Consumer<List<String>> check,
            Runnable beforeReply) {
        JournalFile.Content read = JournalFile.read(storage, header.id());
        JournalContent content = JournalContent.of(storage, header, read.lines());
        check.accept(content.rounds());
        JournalFile file = JournalFile.open(storage, writer, header.id(), read);
        if (read.lines().isEmpty()) {
            file.add(line(JournalLine.START).put("format", header.format()).put("header", header.sum()));
        }
        return new Journal(file, content, beforeReply);
    }

    /**
     * {@return whether a run has a journal, complete or not}
     *
     * @param storage where the run is
     */
    public static boolean exists(RunStorage storage) {
        return storage.read(JournalFile.NAME).isPresent();
    }

    /**
     * Plays a run's journal back, without any model.
     *
     * @param storage where the run is; it is read once, here, and not locked
     * @return a port that answers from the journal; a request that is not in it fails with a {@link ModelException} of kind
     *     {@link ModelException.Kind#UNEXPECTED} that names it
     * @throws RunException if there is no journal, or it is damaged
     */
    public static ChatModelPort replay(RunStorage storage) {
        RunHeader header = RunHeader.read(storage)
                .filter(any -> exists(storage))
                .orElseThrow(() -> new RunException(
                        RunException.Kind.DAMAGED, storage.describe("") + " holds no recorded run to play back"));
        return new Replay(header.fingerprint(), read(storage, header));
    }

    /** A port that answers from a journal. */
    public static final class Replay implements ChatModelPort {

        private final Fingerprint madeWith;
        private final JournalContent content;

        private Replay(Fingerprint madeWith, JournalContent content) {
            this.madeWith = madeWith;
            this.content = content;
        }

        /** {@return what the run was made with} */
        public Fingerprint madeWith() {
            return madeWith;
        }

        /**
         * {@return the prompt that a person promoted as a round; empty if there is none}
         *
         * @param round its number
         */
        public Optional<String> decision(int round) {
            return Optional.ofNullable(content.decision(round));
        }

        /**
         * {@return why a round was void; empty if it was not, or is not finished}
         *
         * @param round its number
         */
        public Optional<String> voidReason(int round) {
            return content.voidReason(round);
        }

        /** {@return what the run found last on its held-out questions, as JSON; empty if it did not look} */
        public Optional<String> confirmation() {
            return content.confirmation();
        }

        @Override
        public ModelReply chat(ModelRequest request) {
            CallRecord call = content.call(CallKey.of(request));
            if (call == null || !call.isOf(request)) {
                throw new ModelException(
                        ModelException.Kind.UNEXPECTED,
                        (call == null ? "the journal has no " : "the journal has another request as the ")
                                + CallKey.of(request));
            }
            ModelReply reply = call.replyOrThrow();
            boolean untold = request.role() == ModelRole.EXECUTE
                    && reply.finishReason() == FinishReason.LENGTH
                    && content.finishedUntold().contains(request.callId().round());
            return untold ? reply.toBuilder().finishReason(FinishReason.OTHER).build() : reply;
        }
    }

    /**
     * Reads the journal of a run once, without a lock.
     *
     * @param storage where the run is
     * @param header the run's header
     * @return what it says
     * @throws RunException if the journal is damaged
     */
    public static JournalContent read(RunStorage storage, RunHeader header) {
        return JournalContent.of(
                storage, header, JournalFile.read(storage, header.id()).lines());
    }

    /**
     * Puts the journal around a port that tells what it sets itself, see {@link #around(ChatModelPort, ModelSettings)}.
     *
     * @param port where calls go that are not recorded
     * @return the recording port
     */
    public ChatModelPort around(ChatModelPort port) {
        return around(port, port.defaults());
    }

    /**
     * Puts the journal around a port: a recorded call is answered from the journal, any other goes to the port and is safe
     * in the journal before this returns. Calls that belong to no run pass through.
     *
     * @param port where calls go that are not recorded
     * @param own what the model's port sets itself, from which follows what a call without reported usage counts as
     * @return the recording port. It throws a {@link RunException} if a call cannot be recorded, or if the journal has
     *     another request in its place
     */
    public ChatModelPort around(ChatModelPort port, ModelSettings own) {
        requireNonNull(port, "port");
        return request -> request.callId().equals(CallId.NONE) ? port.chat(request) : answer(request, port, own);
    }

    private ModelReply answer(ModelRequest request, ChatModelPort port, ModelSettings own) {
        CallRecord known = known(request);
        if (known != null) {
            return known.replyOrThrow();
        }
        file.requireOpen(); // a call that cannot be recorded is not paid for
        try {
            ModelReply reply = port.chat(request);
            add(CallRecord.of(request, own, reply));
            return reply;
        } catch (ModelException e) {
            // With 0 attempts it took nothing, and the cache may share what another caller's equal request led to.
            if (e.attempts() > 0 || e.isNoUsableReply()) {
                add(CallRecord.of(request, own, e));
            }
            throw e;
        }
    }

    private @Nullable CallRecord known(ModelRequest request) {
        synchronized (lock) {
            CallRecord call = content.call(CallKey.of(request));
            if (call != null && !call.isOf(request)) {
                throw new RunException(
                        RunException.Kind.DAMAGED,
                        "the journal has another request as the " + call.key()
                                + ", so it belongs to another run or version; start again in another place");
            }
            return call == null || content.isOpen(call) ? null : call;
        }
    }

    /**
     * {@return whether a call repeats one that gave no text, which often passes after a moment}
     *
     * @param request the call
     */
    boolean followsBlank(ModelRequest request) {
        synchronized (lock) {
            CallRecord before =
                    content.call(CallKey.of(request).ask(request.callId().ask() - 1));
            return before != null && before.isBlank();
        }
    }

    private void add(CallRecord call) {
        ObjectNode line = line(call.kind());
        call.writeTo(line);
        if (call.isFinal()) {
            beforeReply.run();
        }
        file.add(line);
        synchronized (lock) {
            content.add(call);
        }
    }

    private static ObjectNode line(String kind) {
        return Json.OURS.createObjectNode().put("kind", kind);
    }

    /**
     * Records that a round is finished.
     *
     * @param record the round, as JSON
     */
    public void addRound(String record) {
        JsonNode fields = json(record);
        ObjectNode line = line(JournalLine.ROUND);
        line.set("record", fields);
        file.add(line);
        synchronized (lock) {
            content.addRound(fields, record);
        }
    }

    /**
     * Records what was found on held-out questions.
     *
     * @param record the confirmation, as JSON
     */
    public void addConfirmation(String record) {
        ObjectNode line = line(JournalLine.CONFIRMATION);
        line.set("record", json(record));
        file.add(line);
        synchronized (lock) {
            content.addConfirmation(record);
        }
    }

    /**
     * Records what the run is asked for this time, unless it was asked for the same last time.
     *
     * @param request what it is asked for, as JSON
     */
    public void addAsked(String request) {
        JsonNode asked = json(request);
        String text = asked.toString();
        synchronized (lock) {
            if (content.asked().equals(Optional.of(text))) {
                return;
            }
        }
        ObjectNode line = line(JournalLine.ASKED);
        line.set("request", asked);
        file.add(line);
        synchronized (lock) {
            content.addAsked(text);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.OURS.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a record must be JSON", e);
        }
    }

    /**
     * Records what a person decided, before anything is done about it.
     *
     * @param round the round that carries it out, one that has no decision yet
     * @param prompt the prompt that the person promotes
     */
    public void addDecision(int round, String prompt) {
        file.add(line(JournalLine.DECISION).put("round", round).put("prompt", prompt));
        synchronized (lock) {
            content.addDecision(round, prompt);
        }
    }

    /**
     * {@return the prompt that a person promoted as a round; empty if there is none}
     *
     * @param round its number
     */
    public Optional<String> decision(int round) {
        synchronized (lock) {
            return Optional.ofNullable(content.decision(round));
        }
    }

    /**
     * {@return whether a call of a round or a decision about it is recorded}
     *
     * @param round its number
     */
    public boolean hasBegun(int round) {
        synchronized (lock) {
            return content.usage(round) != null || content.decision(round) != null;
        }
    }

    /** {@return the finished rounds, each as JSON, in the order in which they were recorded; unmodifiable} */
    public List<String> rounds() {
        synchronized (lock) {
            return content.rounds();
        }
    }

    /** {@return the sum over all recorded calls, of this process and of earlier ones; cost not looked up} */
    public RunUsage usage() {
        synchronized (lock) {
            return content.total();
        }
    }

    /**
     * {@return the model that answered last in a role, as the server names it; empty if no reply named it}
     *
     * @param role the role
     */
    public Optional<String> servedModel(ModelRole role) {
        synchronized (lock) {
            return Optional.ofNullable(content.servedModel(role));
        }
    }

    /** {@return what the run was asked for last, as JSON; empty for a run of an earlier version} */
    public Optional<String> asked() {
        synchronized (lock) {
            return content.asked();
        }
    }

    /** {@return what the run found last on its held-out questions, as JSON; empty if it did not look yet} */
    public Optional<String> confirmation() {
        synchronized (lock) {
            return content.confirmation();
        }
    }

    /**
     * {@return what a round has taken; cost not looked up}
     *
     * @param round its number
     */
    public RunUsage usage(int round) {
        synchronized (lock) {
            RunUsage taken = content.usage(round);
            return taken == null ? RunUsage.NONE : taken;
        }
    }

    /** {@return what each round has taken, by its number, an open one included; cost not looked up} */
    public SortedMap<Integer, RunUsage> usageByRound() {
        synchronized (lock) {
            return content.usage();
        }
    }

    /** Takes no more lines. Those that are being written are waited for. */
    @Override
    public void close() {
        file.close();
    }
}
