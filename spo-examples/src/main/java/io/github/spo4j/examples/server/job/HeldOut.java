package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import io.github.spo4j.template.IterationTemplate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The questions that an optimization holds out of its search, and what they decide. Immutable.
 *
 * @param number how many there are
 * @param searched how many the search asks
 * @param left how many there are beside these
 * @param rule which prompt is handed out
 */
record HeldOut(int number, int searched, int left, HandOut rule) {

    private static final String NUMBER = "held_out";
    private static final String RULE = "hand_out";

    private static final int USUAL = 6;
    private static final int FEWEST = 4;
    private static final int USUAL_SEARCHED = 4;
    private static final int FEWEST_TO_PROVE = 5;
    private static final int CALLS_A_QUESTION = 4;

    /**
     * What a client asks for.
     *
     * @param number how many questions; null for the usual number
     * @param rule which prompt is handed out
     */
    record Wish(@Nullable Integer number, HandOut rule) {

        static Wish read(RequestFields fields) {
            Integer number = fields.count(NUMBER, 0, Integer.MAX_VALUE);
            if (number != null && number > 0 && number < FEWEST) {
                fields.wrong(NUMBER, "must be 0, for none, or at least " + FEWEST);
            }
            HandOut rule = fields.choice(RULE, HandOut.class);
            return new Wish(number, rule == null ? HandOut.AHEAD : rule);
        }

        /** How many questions a search asks that is not told: fewer where only that leaves enough to be held out. */
        int searched(IterationTemplate template) {
            int left = template.questions().size() - USUAL_SEARCHED;
            boolean holdsOut = number != null ? number > left : left == FEWEST - 1;
            return holdsOut ? USUAL_SEARCHED - 1 : USUAL_SEARCHED;
        }

        /** The questions of a template, of which the search asks so many. */
        HeldOut in(IterationTemplate template, int searched) {
            int left = Math.max(0, different(template) - searched);
            int usual = left < FEWEST ? 0 : Math.min(USUAL, left);
            return new HeldOut(number == null ? usual : number, searched, left, rule);
        }

        /** A question that comes twice is one. */
        private static int different(IterationTemplate template) {
            return Math.toIntExact(template.questions().stream()
                    .map(question -> List.of(question.question().strip(), question.variables()))
                    .distinct()
                    .count());
        }
    }

    /** Says that none are held out where a stored request says nothing: it is of before there were any. */
    static void fill(ObjectNode stored) {
        if (!stored.has(NUMBER)) {
            stored.put(NUMBER, 0);
        }
    }

    /**
     * Refuses what the template or the rule does not allow.
     *
     * @throws JobException if there is anything
     */
    void refuse() {
        if (number > left) {
            throw wrong(
                    NUMBER,
                    "is " + number + ", and beside the " + searched + " question(s) of the search there are " + left
                            + "; give more questions, let the search ask fewer, or hold "
                            + (left < FEWEST ? "none out" : "at most " + left + " out"));
        }
        if (rule == HandOut.ONLY_IF_BETTER && number < FEWEST_TO_PROVE) {
            throw wrong(
                    RULE,
                    "needs at least " + FEWEST_TO_PROVE + " held-out questions to be " + word() + ", and there are "
                            + number + "; hold more out, or hand out by ahead");
        }
    }

    /**
     * Refuses a limit that does not reach the comparison.
     *
     * @param calls the limit, or null
     * @param rounds how many rounds there are at most
     * @throws JobException if it is too low
     */
    void refuseTooFew(@Nullable Long calls, int rounds) {
        if (calls == null) {
            return;
        }
        if (calls < searched) {
            throw wrong("budget.calls", "does not cover round 1 with its " + searched + " questions; give more");
        }
        long needed = searched + calls(rounds);
        if (calls < needed) {
            throw wrong(
                    "budget.calls",
                    "does not cover round 1 with its " + searched + " questions and the comparison on " + number
                            + " held-out ones; give at least " + needed + ", or set held_out to 0");
        }
    }

    private static JobException wrong(String field, String problem) {
        return new JobException(Kind.INVALID_REQUEST, List.of(new Wrong(field, null, field + " " + problem)));
    }

    /** How many calls compare the winner of so many rounds with the start. */
    long calls(int rounds) {
        return rounds == 1 ? 0 : (long) CALLS_A_QUESTION * number;
    }

    /** The rule, in the words of the interface. */
    String word() {
        return rule.name().toLowerCase(Locale.ROOT);
    }

    void write(ObjectNode json) {
        json.put(NUMBER, number).put(RULE, word());
    }
}
