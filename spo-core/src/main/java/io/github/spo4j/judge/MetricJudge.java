package io.github.spo4j.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.evaluation.Metric;
import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.template.QuestionAnswer;
import java.math.BigDecimal;
import java.util.List;

/** Accepts if the sum of a metric over the questions rises. */
record MetricJudge(Metric metric) implements Judge {

    MetricJudge {
        requireNonNull(metric, "metric");
    }

    @Override
    public boolean accepts(Comparison comparison) {
        List<QuestionAnswer> questions = comparison.questions();
        return sum(questions, comparison.candidate()).compareTo(sum(questions, comparison.incumbent())) > 0;
    }

    /** Exact: the same numbers on other questions have the same sum, and a tie is one. */
    private BigDecimal sum(List<QuestionAnswer> questions, List<String> answers) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < answers.size(); i++) {
            sum = sum.add(new BigDecimal(score(i + 1, questions.get(i), answers.get(i))));
        }
        return sum;
    }

    private double score(int number, QuestionAnswer question, String answer) {
        double score = metric.score(question, answer);
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("the metric says " + score + " of an answer to question " + number + ", "
                    + Excerpt.of(question.question()) + ", and may say 0 to 1");
        }
        return score;
    }
}
