package io.github.spo4j.engine.optimize;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.spo4j.run.Round;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rounds of a run of the Python system. When its script is started again under the same name, it adds entries for rounds
 * that are there already and writes over their folders; when it is told to begin at a later round, it leaves some out. So the
 * last entry of a round counts, and a round without an entry is void.
 */
final class PythonRounds {

    private static final Logger LOGGER = System.getLogger(PythonRounds.class.getName());

    /** Higher numbers are no rounds that anybody ran. */
    private static final int MOST_LEFT_OUT = 1000;

    private final ResultsFile results;
    private final TreeMap<Integer, JsonNode> last = new TreeMap<>();
    private final SortedSet<Integer> repeated = new TreeSet<>();

    private PythonRounds(ResultsFile results, List<JsonNode> entries) {
        this.results = results;
        for (JsonNode entry : entries) {
            int number = results.number(entry, last.size() + 1);
            if (last.put(number, entry) != null) {
                repeated.add(number);
            }
        }
    }

    /** Reads them, from round 1 on. */
    static List<Round> read(ResultsFile results, List<JsonNode> entries) {
        return entries.isEmpty() ? List.of() : new PythonRounds(results, entries).rounds();
    }

    private List<Round> rounds() {
        results.requireNumber(last.firstKey(), 1);
        if (last.lastKey() - last.size() > MOST_LEFT_OUT) {
            results.requireNumber(last.lastKey(), last.size());
        }
        if (!repeated.isEmpty()) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} lists round(s) {1} more than once, as after a second start of the Python system; the last entry"
                            + " of each counts",
                    results,
                    repeated);
        }
        List<Round> rounds = new ArrayList<>();
        while (rounds.size() < last.lastKey()) {
            int number = rounds.size() + 1;
            JsonNode entry = last.get(number);
            rounds.add(entry == null ? leftOut(number) : results.round(entry, number, List.of()));
        }
        return rounds;
    }

    private static Round leftOut(int number) {
        return Round.builder(number, "")
                .voidReason("results.json has no entry for it")
                .build();
    }
}
