package io.github.spo4j.evaluation;

/**
 * Which prompt a run hands out after its search, when the search's winner was compared with the start on questions that the
 * search had not seen. It is a rule for use; what may be claimed is the {@linkplain ComparisonVerdict verdict}.
 */
public enum HandOut {

    /** The winner, if it won more of these questions than it lost. Needs four questions. */
    AHEAD,

    /**
     * The winner, if the verdict is {@link ComparisonVerdict#BETTER}: for prompts that are dear to change. Needs five
     * questions, and on few of them only a large gain is found.
     */
    ONLY_IF_BETTER;

    /**
     * {@return whether the new prompt is handed out}
     *
     * @param comparison of it with the start
     */
    public boolean takes(ComparisonResult comparison) {
        return switch (comparison.verdict()) {
            case NO_VERDICT -> false;
            case BETTER -> true;
            case WORSE, NO_DIFFERENCE_SEEN, TOO_FEW_QUESTIONS ->
                this == AHEAD && comparison.wins() > comparison.losses();
        };
    }
}
