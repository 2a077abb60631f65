package io.github.spo4j.run;

/**
 * Which of the template's questions a run asks. They are drawn once, stay in template order, and are the same for every
 * prompt of the run, because only answers to the same questions can be compared. Immutable.
 */
public final class QuestionDraw {

    private static final QuestionDraw ALL = new QuestionDraw(Integer.MAX_VALUE, false);

    private final int count;
    private final boolean random;

    private QuestionDraw(int count, boolean random) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one question must be asked: " + count);
        }
        this.count = count;
        this.random = random;
    }

    /**
     * Some questions, drawn with the run's seed.
     *
     * @param count how many; all if the template has fewer
     * @throws IllegalArgumentException if the number is not positive
     */
    public static QuestionDraw random(int count) {
        return new QuestionDraw(count, true);
    }

    /**
     * The first questions, as the Python system takes them.
     *
     * @param count how many; all if the template has fewer
     * @throws IllegalArgumentException if the number is not positive
     */
    public static QuestionDraw first(int count) {
        return new QuestionDraw(count, false);
    }

    /** Every question. */
    public static QuestionDraw all() {
        return ALL;
    }

    /** {@return how many questions are asked; all if the template has fewer} */
    public int count() {
        return count;
    }

    /** {@return whether they are drawn with the run's seed; false if the first ones are taken} */
    public boolean isRandom() {
        return random;
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text {@code random N}, {@code first N} or {@code all}
     * @throws IllegalArgumentException if it says anything else
     */
    public static QuestionDraw parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        int space = text.indexOf(' ');
        int count = Integer.parseInt(text.substring(space + 1));
        return switch (text.substring(0, Math.max(space, 0))) {
            case "random" -> random(count);
            case "first" -> first(count);
            default -> throw new IllegalArgumentException("no way to draw questions: " + text);
        };
    }

    /** {@return {@code random N}, {@code first N} or {@code all}} */
    @Override
    public String toString() {
        return count == Integer.MAX_VALUE ? "all" : (random ? "random " : "first ") + count;
    }
}
