package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.optimize.OptimizerMessage.Told;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.TaggedReply;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets the optimizing model rewrite the best prompt, and asks once more when the rewrite cannot be used. */
final class Proposer {

    private static final int ASKS = 2;
    private static final String CUT = "the reply was cut off for its length before the new prompt was complete";
    private static final String INCOMPLETE =
            "the new prompt must stand between <prompt> and </prompt>, and every tag must be closed";

    private final RoleModel model;
    private final ParallelCalls calls;
    private final OptimizerMessage message;
    private final ReplyTags tags;

    /**
     * Prepares for proposals.
     *
     * @param tags what the message asks for
     */
    Proposer(RoleModel model, ParallelCalls calls, OptimizerMessage message, ReplyTags tags) {
        this.model = model;
        this.calls = calls;
        this.message = message;
        this.tags = tags;
    }

    /**
     * A candidate, or why there is none to try.
     *
     * @param prompt the candidate, possibly refused; empty if there is none
     * @param intention what the model meant to change, or null if it did not say
     * @param refusal why it is not tried, or null if it is
     */
    record Proposal(
            String prompt,
            @Nullable String intention,
            @Nullable String refusal) {

        private static Proposal none(@Nullable String refusal) {
            return new Proposal("", null, refusal);
        }

        /** Why it is not tried, and what a user can do about a model that gives no prompt; the model is not told that. */
        String whyNot() {
            if (!prompt.isEmpty()) {
                return "" + refusal;
            }
            return refusal
                    + (CUT.equals(refusal)
                            ? "; allow the optimizing model more output tokens"
                            : "; a stronger optimizing model may do better");
        }
    }

    /**
     * Asks for a candidate.
     *
     * @param refusal why a candidate is not tried; empty if it is
     */
    Proposal propose(
            int round,
            String best,
            List<AnsweredQuestion> answers,
            Told told,
            Function<String, Optional<String>> refusal) {
        Proposal proposal = Proposal.none(null);
        RoleModel asked = model;
        for (int ask = 0; ask < ASKS; ask++) {
            String text = message.text(best, answers, told, proposal.refusal());
            CallId id = new CallId(round, "", ask);
            Optional<ModelReply> reply = ask(asked, id, List.of(Message.user(text)));
            if (reply.isPresent()) {
                proposal = read(reply.get(), refusal);
                if (proposal.refusal() == null) {
                    return proposal;
                }
                asked = CUT.equals(proposal.refusal()) ? model.roomier() : model;
            }
        }
        return proposal;
    }

    /** The reply; empty if it was not usable and the model may be asked once more. */
    private Optional<ModelReply> ask(RoleModel asked, CallId id, List<Message> messages) {
        try {
            return Optional.of(calls.alone(() -> asked.ask(id, messages)));
        } catch (ModelException e) {
            if (e.isNoUsableReply() && id.ask() + 1 < ASKS) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Proposal read(ModelReply reply, Function<String, Optional<String>> refusal) {
        TaggedReply parts = TaggedReply.of(reply.text(), tags);
        String candidate = parts.prompt();
        if (candidate == null) {
            return Proposal.none(reply.finishReason() == FinishReason.LENGTH ? CUT : tags.in(INCOMPLETE));
        }
        return new Proposal(
                candidate, parts.modification(), refusal.apply(candidate).orElse(null));
    }
}
