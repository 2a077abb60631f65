package io.github.spo4j.policy;

import io.github.spo4j.internal.TokenGuess;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Delays calls so that no more requests and input tokens are sent in a minute than a policy allows. */
final class RatedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final @Nullable Rate requests;
    private final @Nullable Rate tokens;
    private final DeadlineWait waiting;

    RatedPort(ChatModelPort port, @Nullable Rate requests, @Nullable Rate tokens, DeadlineWait waiting) {
        this.port = port;
        this.requests = requests;
        this.tokens = tokens;
        this.waiting = waiting;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        if (requests != null) {
            await(requests, 1, request);
        }
        return tokens == null ? port.chat(request) : counted(tokens, request);
    }

    /** Guesses the tokens first, and settles the guess by what is reported. */
    private ModelReply counted(Rate rate, ModelRequest request) {
        long guessed = TokenGuess.of(request);
        await(rate, guessed, request);
        try {
            ModelReply reply = port.chat(request);
            settle(rate, guessed, reply.usage().input());
            return reply;
        } catch (ModelException e) {
            settle(rate, guessed, e.usage().input());
            throw e;
        }
    }

    private static void settle(Rate rate, long guessed, @Nullable Long reported) {
        if (reported != null) {
            rate.giveBack(guessed - reported);
        }
    }

    private void await(Rate rate, long units, ModelRequest request) {
        Duration wait = rate.take(units, waiting.now());
        if (wait.isZero()) {
            return;
        }
        try {
            if (!waiting.allows(wait, request)) {
                throw DeadlineWait.tooLate("its turn would come after the deadline", request);
            }
            waiting.sleep(wait, request);
        } catch (ModelException e) {
            rate.giveBack(units);
            throw e;
        }
    }
}
