package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.TaggedReply;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.run.Vote;
import io.github.spo4j.run.Vote.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a model for one vote, and once more if the reply cannot be read. Thread-safe. */
public final class VoteCaller {

    private static final int ASKS = 2;
    private static final int QUOTED = 200;

    private final RoleModel model;
    private final JudgeMessage message;

    /**
     * A judging model.
     *
     * @param model the model
     * @param instructions the words of the message
     * @param requirements what is required of the answers
     */
    public VoteCaller(RoleModel model, Instructions instructions, String requirements) {
        this.model = requireNonNull(model, "model");
        message = new JudgeMessage(instructions, requirements);
    }

    /**
     * A vote and what the judge said with it.
     *
     * @param choice whom it chose
     * @param words its reply; empty if it gave none
     * @param unread what it said, if no choice could be read; else null
     */
    public record Cast(
            Vote.Choice choice, String words, @Nullable Unread unread) {

        /** {@return why it chose so, in its own words; null if it did not say} */
        public @Nullable String reason() {
            return TaggedReply.of(words).analysis();
        }
    }

    /**
     * What a judge said that is no vote.
     *
     * @param model that said it, or null if it has no name
     * @param quote its words on one line, at most 200 characters; empty if its reply had none
     */
    public record Unread(@Nullable String model, String quote) {}

    /**
     * Asks for a vote.
     *
     * @param round which round the call belongs to
     * @param item which vote it is
     * @param order which answers are shown first
     * @param candidate the new answers
     * @param incumbent the best answers so far, to the same questions
     * @return the vote; an abstention if two replies could not be read
     * @throws ModelException if the model could not be asked
     */
    public Cast vote(
            int round, String item, Order order, List<AnsweredQuestion> candidate, List<AnsweredQuestion> incumbent) {
        boolean candidateFirst = order == Order.CANDIDATE_FIRST;
        List<Message> messages = List.of(
                Message.user(candidateFirst ? message.text(candidate, incumbent) : message.text(incumbent, candidate)));
        Unread unread = new Unread(model.settings().name(), "");
        RoleModel asked = model;
        String words = "";
        for (int ask = 0; ask < ASKS; ask++) {
            ModelReply reply = ask(asked, new CallId(round, item, ask), messages);
            if (reply == null) {
                asked = model;
                continue;
            }
            words = reply.text();
            TaggedReply.Choice choice = TaggedReply.of(words).choice();
            if (choice != null) {
                boolean chosen = (choice == TaggedReply.Choice.A) == candidateFirst;
                return new Cast(chosen ? Vote.Choice.CANDIDATE : Vote.Choice.INCUMBENT, words, null);
            }
            unread = unread(reply);
            asked = reply.finishReason() == FinishReason.LENGTH ? model.roomier() : model;
        }
        return new Cast(Vote.Choice.ABSTAINED, words, unread);
    }

    private Unread unread(ModelReply reply) {
        String named = model.settings().name();
        return new Unread(
                named == null ? reply.servedModel() : named,
                Excerpt.shorten(reply.text().strip().replaceAll("\\s+", " "), QUOTED));
    }

    /** The reply, or null if it was not usable. */
    private static @Nullable ModelReply ask(RoleModel asked, CallId id, List<Message> messages) {
        try {
            return asked.ask(id, messages);
        } catch (ModelException e) {
            if (e.isNoUsableReply()) {
                return null;
            }
            throw e;
        }
    }
}
