package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request to a model: the messages, how to answer them, and which call of a run it is. Immutable. */
public final class ModelRequest {

    /** Keeps {@code 2 * vote + 1} an int. */
    private static final int MAX_VOTE = Integer.MAX_VALUE >>> 1;

    /** Calls of a comparison: the round that the prompt is of, the question, and for a vote its place. */
    private static final Pattern HELD_OUT = Pattern.compile("held:\\d+:(\\d{1,9})(?::(\\d+))?+");

    /** What tells texts of one name apart in a journal, which helps no reader of a message. */
    private static final Pattern HASH = Pattern.compile(" ?\\b[0-9a-f]{64}\\b");

    private final ModelRole role;
    private final List<Message> messages;
    private final ModelSettings settings;
    private final CallId callId;
    private final boolean json;
    private final @Nullable Instant deadline;

    private ModelRequest(Builder builder) {
        role = builder.role;
        messages = builder.messages;
        settings = builder.settings;
        callId = builder.callId;
        json = builder.json;
        deadline = builder.deadline;
    }

    /**
     * Starts a request.
     *
     * @param role what the model is asked to do
     * @param messages what is said, in order
     * @return a builder with unset {@link ModelSettings}, {@link CallId#NONE}, free text and no deadline
     * @throws IllegalArgumentException if there is no message
     */
    public static Builder of(ModelRole role, List<Message> messages) {
        return new Builder(role, messages);
    }

    /** {@return what the model is asked to do} */
    public ModelRole role() {
        return role;
    }

    /** {@return what is said: at least one message, in order; unmodifiable} */
    public List<Message> messages() {
        return messages;
    }

    /** {@return which model to ask and how} */
    public ModelSettings settings() {
        return settings;
    }

    /** {@return which call of a run this is, {@link CallId#NONE} outside a run; ports may ignore it} */
    public CallId callId() {
        return callId;
    }

    /** {@return whether the reply should be one JSON value: a port then switches on the provider's JSON mode if it has one} */
    public boolean json() {
        return json;
    }

    /** {@return when the whole call must have ended, waits included; null for no deadline} */
    public @Nullable Instant deadline() {
        return deadline;
    }

    /**
     * Tells equal requests of a run apart that need different replies, such as a vote repeated in the same order.
     *
     * @return the sample number, from 0; it follows from {@link #role()} and {@link #callId()}
     */
    public int sample() {
        return switch (role) {
            case OPTIMIZE -> callId.round() * 2 + callId.ask();
            case EVALUATE -> vote() * 2 + callId.ask();
            case EXECUTE, EXTRACT, MERGE -> callId.ask();
        };
    }

    /** Another number for another vote, also where its item is no number. */
    private int vote() {
        Integer number = callId.number();
        return number == null ? callId.item().hashCode() & MAX_VOTE : number;
    }

    /** {@return which call this is, for messages, such as {@code EXECUTE call of round 2, question 1}} */
    public String describe() {
        Matcher held = HELD_OUT.matcher(callId.item());
        if (callId.round() == 0 && held.matches()) {
            return role + " call, held-out question " + (Long.parseLong(held.group(1)) + 1)
                    + (held.group(2) == null ? "" : ", vote " + held.group(2));
        }
        Integer index = callId.number();
        String item = HASH.matcher(callId.item()).replaceFirst("").strip();
        return role + " call"
                + (callId.round() == 0 ? "" : " of round " + callId.round())
                + switch (role) {
                    case EXECUTE -> item.isEmpty() ? "" : ", question " + (index == null ? item : index + 1);
                    case EVALUATE -> item.isEmpty() ? "" : ", vote " + item;
                    case OPTIMIZE, EXTRACT, MERGE -> item.isEmpty() ? "" : ", " + item;
                };
    }

    /**
     * Starts a changed copy, for example in a port that wraps another.
     *
     * @return a builder with all values of this request
     */
    public Builder toBuilder() {
        Builder copy = of(role, messages).settings(settings).callId(callId).json(json);
        copy.deadline = deadline;
        return copy;
    }

    @Override
    public String toString() {
        return "ModelRequest[" + role + ", " + callId + ", " + messages.size() + " message(s), " + settings + "]";
    }

    /** Collects what a {@link ModelRequest} is made of. Not thread-safe. */
    public static final class Builder {

        private final ModelRole role;
        private final List<Message> messages;
        private ModelSettings settings = ModelSettings.unset();
        private CallId callId = CallId.NONE;
        private boolean json;
        private @Nullable Instant deadline;

        private Builder(ModelRole role, List<Message> messages) {
            this.role = requireNonNull(role, "role");
            this.messages = List.copyOf(messages);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("a request needs at least one message");
            }
        }

        /**
         * Sets which model to ask and how.
         *
         * @param value default: nothing set
         */
        public Builder settings(ModelSettings value) {
            settings = requireNonNull(value, "settings");
            return this;
        }

        /**
         * Sets which call of a run this is. A journal records calls by it, and lets calls without one pass.
         *
         * @param value default {@link CallId#NONE}
         */
        public Builder callId(CallId value) {
            callId = requireNonNull(value, "callId");
            return this;
        }

        /**
         * Asks for one JSON value as reply.
         *
         * @param value default false
         */
        public Builder json(boolean value) {
            json = value;
            return this;
        }

        /**
         * Sets when the call must have ended, waits and retries included. If the machine is asleep meanwhile, a call policy
         * moves it by as long, on Linux and macOS.
         *
         * @param value default: no deadline
         */
        public Builder deadline(Instant value) {
            deadline = requireNonNull(value, "deadline");
            return this;
        }

        /** {@return the request} */
        public ModelRequest build() {
            return new ModelRequest(this);
        }
    }
}
