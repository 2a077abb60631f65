package io.github.spo4j.policy;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Limits the length of replies where a budget of tokens or money needs that, and asks once more, with more room, for a reply
 * that only this limit cut. It stands around the retries: a retry has the room that the failed attempt had.
 */
final class BoundedPort implements ChatModelPort {

    /** How much longer a reply may be that the limit cut. */
    private static final int MORE_ROOM = 4;

    private final ChatModelPort port;
    private final Budget budget;
    private final ModelSettings own;

    BoundedPort(ChatModelPort port, Budget budget, ModelSettings own) {
        this.port = port;
        this.budget = budget;
        this.own = own;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        ModelRequest bounded = budget.bounded(request, own);
        if (bounded == request) {
            return port.chat(request);
        }
        ModelReply reply;
        try {
            reply = port.chat(bounded);
        } catch (ModelException e) {
            if (!isCut(e, bounded)) {
                throw e;
            }
            TokenUsage taken = TokenReservation.spent(bounded, own, e).atMost().plus(e.lost());
            return roomier(bounded, e.attempts(), taken, null);
        }
        if (reply.finishReason() != FinishReason.LENGTH) {
            return reply;
        }
        TokenUsage taken = TokenReservation.spent(bounded, own, reply).atMost().plus(reply.lost());
        return roomier(bounded, reply.attempts(), taken, reply);
    }

    private ModelReply roomier(ModelRequest bounded, int attempts, TokenUsage taken, @Nullable ModelReply cut) {
        int room = MORE_ROOM * requireNonNull(bounded.settings().maxOutputTokens());
        ModelRequest roomier = bounded.toBuilder()
                .settings(bounded.settings().maxOutputTokens(room))
                .build();
        try {
            ModelReply reply = port.chat(roomier);
            TokenUsage beyond = difference(
                    TokenReservation.spent(roomier, own, reply).atMost(),
                    TokenReservation.spent(bounded, own, reply).atMost());
            return reply.toBuilder()
                    .attempts(attempts + reply.attempts())
                    .lost(taken.plus(reply.lost()).plus(beyond))
                    .build();
        } catch (ModelException e) {
            if (cut != null && e.kind() == ModelException.Kind.INVALID_REQUEST) { // the model allows no more
                return cut.toBuilder()
                        .attempts(attempts + e.attempts())
                        .lost(cut.lost().plus(e.lost()))
                        .build();
            }
            ModelException failure = isCut(e, roomier) ? tooLittle(e, room).in(bounded) : e;
            TokenUsage beyond = difference(
                    TokenReservation.spent(roomier, own, e).atMost(),
                    TokenReservation.spent(bounded, own, e).atMost());
            throw failure.withAttempts(attempts + e.attempts())
                    .withLost(taken.plus(e.lost()).plus(beyond));
        }
    }

    /** Who asked without a limit reserves for the last attempt what the first one could take; this is the rest. */
    private static TokenUsage difference(TokenUsage most, TokenUsage less) {
        long output = requireNonNull(most.output()) - requireNonNull(less.output());
        return new TokenUsage(0L, output, 0L, 0L, 0L);
    }

    /** A model that thinks can use up the limit before it says anything. */
    private static boolean isCut(ModelException failure, ModelRequest request) {
        Long output = failure.usage().output();
        Integer limit = request.settings().maxOutputTokens();
        return failure.kind() == ModelException.Kind.BLANK_REPLY && output != null && limit != null && output >= limit;
    }

    /** Not a blank reply, which would be recorded as the model's last word. */
    private static ModelException tooLittle(ModelException failure, int room) {
        return new ModelException(
                        ModelException.Kind.BUDGET_SPENT,
                        "the reply was cut at " + room + " tokens before it said anything; a budget of tokens or money"
                                + " needs a limit: set a higher maxOutputTokens",
                        failure)
                .withUsage(failure.usage());
    }
}
