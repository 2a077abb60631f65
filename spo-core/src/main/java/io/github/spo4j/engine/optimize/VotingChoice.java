package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.judge.VoteRules;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.run.QuestionDraw;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a run votes, as far as it is chosen. Immutable.
 *
 * @param rule how votes decide; null if it depends on how many questions the search asks
 * @param reversing whether later votes see the questions in reverse order; null in a new run, which will
 * @param longer how many times as long as the best prompt's answers those of a prompt may be that wins by three votes; null for
 *     any length
 */
public record VotingChoice(
        @Nullable VotingRule rule,
        @Nullable Boolean reversing,
        @Nullable Double longer) {

    /** Nothing was chosen. */
    public static final VotingChoice NONE = new VotingChoice(null, null, null);

    /** A judge that compares more answers at once loses track of them. */
    private static final int MOST_QUESTIONS = 16;

    private static final String RULE = "judge";
    private static final String ORDER = "judge.question_order";
    private static final String REVERSED = "reversed";
    private static final String LONGER = "judge.longer_needs_all_votes";

    /** The same, with what a run has recorded where nothing was chosen. A run of before never reverses. */
    VotingChoice in(Optional<Fingerprint> recorded) {
        return recorded.map(this::in).orElse(this);
    }

    private VotingChoice in(Fingerprint known) {
        return new VotingChoice(
                rule != null ? rule : known.text(RULE).map(VotingRule::valueOf).orElse(VotingRule.BALANCED),
                reversing != null ? reversing : known.text(ORDER).isPresent(),
                longer != null
                        ? longer
                        : known.text(LONGER).map(Double::valueOf).orElse(null));
    }

    /** Whether a search can be refused for it. */
    boolean mayNotFit(@Nullable QuestionDraw draw) {
        boolean mayBeMany = draw != null && draw.count() > MOST_QUESTIONS;
        return mayBeMany || rule == VotingRule.SPREAD || longer != null;
    }

    /**
     * The choice for a search.
     *
     * @param questions how many it asks
     * @throws IllegalArgumentException if a judge cannot vote on so many or so few
     */
    VotingChoice on(int questions) {
        boolean isNew = reversing == null;
        if (isNew && questions > MOST_QUESTIONS) {
            throw new IllegalArgumentException("the search would ask " + questions
                    + " questions, and a judge compares the" + " answers to at most " + MOST_QUESTIONS
                    + " at once: let it ask fewer, and hold the others out");
        }
        boolean canSpread = questions >= VoteRules.FEWEST_TO_SPREAD;
        if (rule == VotingRule.SPREAD && !canSpread) {
            throw new IllegalArgumentException("SPREAD needs at least " + VoteRules.FEWEST_TO_SPREAD
                    + " questions, and the search asks " + questions + ": let it ask more, or vote by BALANCED");
        }
        VotingRule chosen = rule != null ? rule : canSpread ? VotingRule.SPREAD : VotingRule.BALANCED;
        if (longer != null && (chosen == VotingRule.THOROUGH || chosen == VotingRule.PAPER)) {
            throw new IllegalArgumentException(
                    "with " + chosen + " longer answers cannot be asked for all votes: vote by"
                            + " BALANCED or SPREAD, or leave longerNeedsAllVotes out");
        }
        return new VotingChoice(chosen, reversing == null || reversing, longer);
    }

    /** How to vote, once it is known how many questions there are. */
    VoteRules rules() {
        return new VoteRules(requireNonNull(rule), requireNonNull(reversing), longer);
    }

    /** What a run records; nothing that runs of before did not do. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(RULE, requireNonNull(rule).name());
        if (requireNonNull(reversing)) {
            texts.put(ORDER, REVERSED);
        }
        if (longer != null) {
            texts.put(LONGER, longer.toString());
        }
        return texts;
    }
}
