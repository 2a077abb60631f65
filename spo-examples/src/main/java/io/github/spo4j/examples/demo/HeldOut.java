package io.github.spo4j.examples.demo;

import java.util.List;

/**
 * The start prompt and the winner on questions that the run never saw. Made beside the program: the answers of four prompts
 * were ranked blind, twice, in different orders.
 *
 * @param startPrompt the start prompt
 * @param newPrompt the winner
 * @param wins questions on which both readings preferred the winner's answer
 * @param losses questions on which both preferred the start prompt's
 * @param ties all others
 * @param questions each question
 */
public record HeldOut(String startPrompt, String newPrompt, int wins, int losses, int ties, List<Question> questions) {

    /** Keeps its own list. */
    public HeldOut {
        questions = List.copyOf(questions);
    }

    /**
     * One question.
     *
     * @param question what the customer wrote
     * @param startAnswer the start prompt's answer
     * @param newAnswer the winner's answer
     * @param preferredInTwoBlindReadings {@code new}, {@code start} or {@code tie}, for each reading
     */
    public record Question(
            String question, String startAnswer, String newAnswer, List<String> preferredInTwoBlindReadings) {

        /** Keeps its own list. */
        public Question {
            preferredInTwoBlindReadings = List.copyOf(preferredInTwoBlindReadings);
        }
    }
}
