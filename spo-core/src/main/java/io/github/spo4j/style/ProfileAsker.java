package io.github.spo4j.style;

import io.github.spo4j.engine.session.Session;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks a model for a profile and, when the reply cannot be used, once more with the reason. Thread-safe. */
final class ProfileAsker {

    private static final int ASKS = 2;

    private final Session session;
    private final UnaryOperator<String> conversion;
    private final @Nullable StyleRun run;

    /** Makes the question; the reason says why the last reply could not be used, null at first. */
    interface Question {
        String text(@Nullable String refused);
    }

    interface Reading {
        StyleProfile read(String reply) throws UnreadableReplyException;
    }

    /**
     * Prepares to ask.
     *
     * @param run remembers what gave no profile; null if nothing is recorded
     */
    ProfileAsker(Session session, UnaryOperator<String> conversion, @Nullable StyleRun run) {
        this.session = session;
        this.conversion = conversion;
        this.run = run;
    }

    /**
     * The profile that the model gives.
     *
     * @param source what the question is about, for messages
     * @param item the same for the journal
     * @throws StyleException if neither reply could be read
     * @throws ModelException if the model could not be reached, or twice gave no usable reply
     */
    StyleProfile ask(ModelRole role, String source, String item, Question question, Reading reading) {
        int before = run == null ? 0 : run.failures(item);
        String place = before == 0 ? item : item + " again " + before;
        try {
            return twice(role, source, place, question, reading);
        } catch (ModelException | StyleException e) {
            if (run != null && (!(e instanceof ModelException failure) || failure.isNoUsableReply())) {
                run.addFailure(item);
            }
            throw e;
        }
    }

    private StyleProfile twice(ModelRole role, String source, String place, Question question, Reading reading) {
        String refused = null;
        RoleModel asked = session.model(role);
        boolean cut = false;
        for (int ask = 0; ask < ASKS; ask++) {
            List<Message> messages = List.of(Message.user(question.text(refused)));
            try {
                ModelReply reply = asked.askForJson(new CallId(0, place, ask), messages);
                cut = reply.finishReason() == FinishReason.LENGTH;
                return reading.read(conversion.apply(reply.text()));
            } catch (UnreadableReplyException e) {
                refused = e.reason();
                asked = cut ? session.model(role).roomier() : session.model(role);
            } catch (ModelException e) {
                if (!e.isNoUsableReply() || ask + 1 == ASKS) {
                    throw e;
                }
            }
        }
        throw new StyleException(
                StyleException.Kind.REPLY,
                source,
                "the model was asked twice and gave no profile that can be read (" + refused
                        + "); "
                        + (cut
                                ? "its reply was cut at the limit of output tokens: raise that"
                                : "try again, or take another model"));
    }
}
