package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.template.QuestionAnswer;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The answers to compare. Immutable.
 *
 * @param round the candidate's round
 * @param requirements what is required of the answers
 * @param questions the questions, with expected answers where there are any
 * @param incumbent the best answers so far, one a question
 * @param candidate the new answers by the index of their question, as far as they are there
 */
public record AnswerSets(
        int round,
        String requirements,
        List<QuestionAnswer> questions,
        List<String> incumbent,
        SortedMap<Integer, String> candidate) {

    public AnswerSets {
        requireNonNull(requirements, "requirements");
        questions = List.copyOf(questions);
        incumbent = List.copyOf(incumbent);
        candidate = Collections.unmodifiableSortedMap(new TreeMap<>(candidate));
        if (incumbent.size() != questions.size()
                || candidate.isEmpty()
                || candidate.firstKey() < 0
                || candidate.lastKey() >= questions.size()) {
            throw new IllegalArgumentException("there are " + questions.size() + " questions, but " + incumbent.size()
                    + " answers of the incumbent, and the candidate answered " + candidate.keySet());
        }
    }

    /** Whether the candidate answered all questions. */
    boolean isComplete() {
        return candidate.size() == questions.size();
    }

    /** Whether both sides gave the same answers, as far as the candidate answered. */
    boolean areEqual() {
        return areEqual(List.copyOf(candidate.keySet()));
    }

    /** Whether both sides gave the same answers to some questions, which the candidate answered. */
    boolean areEqual(List<Integer> indexes) {
        return indexes.stream().allMatch(index -> incumbent.get(index).equals(candidate.get(index)));
    }

    /** Whether the candidate's answers are more than some times as long as the incumbent's to the same questions. */
    boolean candidateIsLonger(double times) {
        long own = candidate.values().stream().mapToLong(AnswerSets::length).sum();
        long other = candidate.keySet().stream()
                .map(incumbent::get)
                .mapToLong(AnswerSets::length)
                .sum();
        return own > times * other;
    }

    private static long length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** What a judge is shown of the candidate. */
    List<AnsweredQuestion> ofCandidate(List<Integer> indexes) {
        return AnsweredQuestion.all(
                indexes.stream().map(questions::get).toList(),
                indexes.stream()
                        .map(index -> requireNonNull(candidate.get(index)))
                        .toList());
    }

    /** What a judge is shown of the incumbent. */
    List<AnsweredQuestion> ofIncumbent(List<Integer> indexes) {
        return AnsweredQuestion.all(
                indexes.stream().map(questions::get).toList(),
                indexes.stream().map(incumbent::get).toList());
    }

    /** The candidate's answers, one a question, where all are there. */
    List<String> complete() {
        return IntStream.range(0, questions.size())
                .mapToObj(index -> requireNonNull(candidate.get(index)))
                .toList();
    }
}
