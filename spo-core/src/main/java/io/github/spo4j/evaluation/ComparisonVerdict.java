package io.github.spo4j.evaluation;

/** What a comparison of two prompts found. Only {@link #BETTER} and {@link #WORSE} claim a difference. */
public enum ComparisonVerdict {

    /** The new prompt is better. If both are equally good, this is said in at most the share of cases that α allows. */
    BETTER,

    /** The questions show no difference. With few questions that is no proof that there is none. */
    NO_DIFFERENCE_SEEN,

    /** The new prompt is worse. If both are equally good, this is said in at most the share of cases that α allows. */
    WORSE,

    /** Even a win on every question would prove nothing: 5 questions are needed at α = 0.05. */
    TOO_FEW_QUESTIONS,

    /** The judge cannot tell answers apart: it contradicts itself when the sides change places, or cannot be read. */
    NO_VERDICT
}
