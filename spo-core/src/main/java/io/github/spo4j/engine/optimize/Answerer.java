package io.github.spo4j.engine.optimize;

import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tries a prompt on the run's questions. */
final class Answerer {

    private final RoleModel model;
    private final ParallelCalls calls;
    private final PromptGuard guard;
    private final PromptPlacement placement;
    private final ReasoningMode mode;
    private final List<QuestionAnswer> questions;

    Answerer(
            RoleModel model,
            ParallelCalls calls,
            PromptGuard guard,
            PromptPlacement placement,
            ReasoningMode mode,
            List<QuestionAnswer> questions) {
        this.model = model;
        this.calls = calls;
        this.guard = guard;
        this.placement = placement;
        this.mode = mode;
        this.questions = questions;
    }

    /**
     * The answers that a prompt led to.
     *
     * @param texts one a question, in question order
     * @param tokens output tokens of all of them, or null if not known
     * @param cut how many of them reached the limit of output tokens
     */
    record Answers(List<String> texts, @Nullable Long tokens, int cut) {}

    Answers answers(int round, String prompt) {
        List<Outcome<ModelReply>> outcomes = calls.together(IntStream.range(0, questions.size())
                .<Supplier<ModelReply>>mapToObj(question -> () -> reply(round, question, prompt))
                .toList());
        List<String> texts = new ArrayList<>();
        TokenUsage usage = TokenUsage.NONE;
        int cut = 0;
        ParallelCalls.throwReason(outcomes);
        for (Outcome<ModelReply> outcome : outcomes) {
            ModelReply reply = outcome.orThrow();
            texts.add(answer(reply));
            usage = usage.plus(reply.usage());
            cut += reply.finishReason() == FinishReason.LENGTH ? 1 : 0;
        }
        return new Answers(List.copyOf(texts), usage.output(), cut);
    }

    private ModelReply reply(int round, int question, String prompt) {
        String item = Integer.toString(question);
        QuestionAnswer asked = questions.get(question);
        List<Message> messages = placement.messages(guard.slots(prompt).fill(asked.variables()), asked.question());
        try {
            return model.ask(new CallId(round, item, 0), messages);
        } catch (ModelException e) {
            if (!e.isNoUsableReply()) {
                throw e;
            }
            return model.ask(new CallId(round, item, 1), messages);
        }
    }

    private String answer(ModelReply reply) {
        boolean withReasoning = mode == ReasoningMode.REASONING_MODEL && reply.reasoning() != null;
        return withReasoning ? reply.reasoning() + "\n\n" + reply.text() : reply.text();
    }
}
