package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.QuestionAnswer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
     * @param texts by the index of the question
     * @param tokens output tokens of all of them, or null if not known
     * @param cut how many of them reached the limit of output tokens
     */
    record Answers(
            SortedMap<Integer, String> texts, @Nullable Long tokens, int cut) {

        static final Answers NONE = new Answers(Collections.emptySortedMap(), 0L, 0);

        Answers {
            texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
        }

        /** These and others, to other questions. */
        Answers plus(Answers others) {
            SortedMap<Integer, String> all = new TreeMap<>(texts);
            all.putAll(others.texts);
            Long sum = tokens == null || others.tokens == null ? null : Long.valueOf(tokens + others.tokens);
            return new Answers(all, sum, cut + others.cut);
        }
    }

    /** What a round has answered, if it was these questions, by their indexes. One of the Python system may have answered others. */
    Optional<Answers> found(Round round, List<Integer> indexes) {
        List<String> answered =
                round.answers().stream().map(Round.Answer::question).toList();
        if (!answered.equals(
                indexes.stream().map(index -> questions.get(index).question()).toList())) {
            return Optional.empty();
        }
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (Round.Answer answer : round.answers()) {
            texts.put(indexes.get(texts.size()), answer.answer());
        }
        return Optional.of(new Answers(texts, round.tokens(), round.cutAnswers()));
    }

    /** The answers to all questions. */
    Answers answers(int round, String prompt) {
        return answers(
                round, prompt, IntStream.range(0, questions.size()).boxed().toList());
    }

    /** The answers to some questions, by their indexes. */
    Answers answers(int round, String prompt, List<Integer> asked) {
        List<Outcome<ModelReply>> outcomes = calls.together(asked.stream()
                .<Supplier<ModelReply>>map(question ->
                        () -> model.reply(round, Integer.toString(question), prompt, questions.get(question)))
                .toList());
        SortedMap<Integer, String> texts = new TreeMap<>();
        TokenUsage usage = TokenUsage.NONE;
        int cut = 0;
        ParallelCalls.throwReason(outcomes);
        for (Outcome<ModelReply> outcome : outcomes) {
            ModelReply reply = outcome.orThrow();
            texts.put(asked.get(texts.size()), model.text(reply));
            usage = usage.plus(reply.usage());
            cut += reply.finishReason() == FinishReason.LENGTH ? 1 : 0;
        }
        return new Answers(texts, usage.output(), cut);
    }
}
