package io.github.spo4j.examples.report;

import io.github.spo4j.run.Vote.Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds as bars: up for each vote for the new prompt, down for each one for the best so far.
 *
 * @param width of the drawing, in units of its own
 * @param bars one a round
 */
record RoundsChart(int width, List<Bar> bars) {

    static final int HEIGHT = 100;
    static final int MIDDLE = 50;

    private static final int FEW = 40;
    private static final int WIDE = 16;
    private static final int NARROW = 6;

    /**
     * A round.
     *
     * @param x where it begins
     * @param width how wide it is
     * @param up how far it goes up
     * @param down how far it goes down
     * @param view the round
     */
    record Bar(int x, int width, int up, int down, RoundView view) {}

    static RoundsChart of(List<RoundView> rounds) {
        int step = rounds.size() <= FEW ? WIDE : NARROW;
        long most = Math.max(
                1,
                rounds.stream()
                        .mapToLong(view -> Math.max(view.count(Choice.CANDIDATE), view.count(Choice.INCUMBENT)))
                        .max()
                        .orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (RoundView view : rounds) {
            int up = (int) (view.count(Choice.CANDIDATE) * (MIDDLE - 4) / most);
            int down = (int) (view.count(Choice.INCUMBENT) * (MIDDLE - 4) / most);
            bars.add(new Bar(bars.size() * step, step - 2, up, down, view));
        }
        return new RoundsChart(Math.max(1, rounds.size() * step), bars);
    }
}
