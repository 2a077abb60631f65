package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tries a prompt on the run's questions. */
final class Answerer {

    private final AnswerCaller model;
    private final ParallelCalls calls;
    private final List<QuestionAnswer> questions;

    Answerer(AnswerCaller model, ParallelCalls calls, List<QuestionAnswer> questions) {
        this.model = model;
        this.calls = calls;
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
                .<Supplier<ModelReply>>mapToObj(question ->
                        () -> model.reply(round, Integer.toString(question), prompt, questions.get(question)))
                .toList());
        List<String> texts = new ArrayList<>();
        TokenUsage usage = TokenUsage.NONE;
        int cut = 0;
        ParallelCalls.throwReason(outcomes);
        for (Outcome<ModelReply> outcome : outcomes) {
            ModelReply reply = outcome.orThrow();
            texts.add(model.text(reply));
            usage = usage.plus(reply.usage());
            cut += reply.finishReason() == FinishReason.LENGTH ? 1 : 0;
        }
        return new Answers(List.copyOf(texts), usage.output(), cut);
    }
}
