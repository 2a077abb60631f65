package io.github.spo4j.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.evaluation.Metric;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;

/**
 * A judge of your own, in place of the model that votes: it decides whether a new prompt's answers are better.
 *
 * <p>It is called on the thread that runs the optimization or the comparison, and not for answers that are equal to the
 * letter: these change nothing. Its decision is no call of a model, so it is neither paid nor recorded until its round is
 * finished; a resumed run may ask again, and a replay does. It must therefore say the same of the same answers each time.
 * What it throws ends the run with an {@link IllegalArgumentException} that names the judge; its round stays open.
 */
@FunctionalInterface
public interface Judge {

    /**
     * Decides.
     *
     * @param comparison what to compare
     * @return whether the candidate's answers are better; false keeps the incumbent
     */
    boolean accepts(Comparison comparison);

    /** {@return what a run records of the judge: it can only resume with a judge of the same name; {@code own} by default} */
    default String name() {
        return "own";
    }

    /**
     * Gives a judge a name, so that a run refuses to go on with another one.
     *
     * @param name not blank
     * @param judge what decides
     * @return the same judge with that name
     * @throws IllegalArgumentException if the name is blank
     */
    static Judge named(String name, Judge judge) {
        return new NamedJudge(name, judge);
    }

    /**
     * A judge that measures each answer: it accepts if the sum over the questions rises. Its name is {@code metric}.
     *
     * @param metric measures an answer; a number outside 0 to 1 ends the run
     * @return the judge
     */
    static Judge byMetric(Metric metric) {
        return new NamedJudge("metric", new MetricJudge(metric));
    }

    /**
     * Two sets of answers to the same questions. Immutable.
     *
     * @param requirements what is required of the answers
     * @param questions the questions, with expected answers where there are any
     * @param incumbent the best answers so far, one a question
     * @param candidate the new answers, one a question
     */
    record Comparison(
            String requirements, List<QuestionAnswer> questions, List<String> incumbent, List<String> candidate) {

        public Comparison {
            requireNonNull(requirements, "requirements");
            questions = List.copyOf(questions);
            incumbent = List.copyOf(incumbent);
            candidate = List.copyOf(candidate);
            if (incumbent.size() != questions.size() || candidate.size() != questions.size()) {
                throw new IllegalArgumentException("there are " + questions.size() + " questions, but "
                        + incumbent.size() + " answers of the incumbent and " + candidate.size()
                        + " of the candidate");
            }
        }
    }
}
