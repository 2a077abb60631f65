package io.github.spo4j.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.simulation.SimulatedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class BuiltInTemplatesTest {

    private static final Pattern MOVE =
            Pattern.compile("Walk (\\d+) steps (forward|backward|left|right)|Turn (left|right|around)");

    @ParameterizedTest
    @ValueSource(strings = {"Poem", "Navigate"})
    void has_a_plain_prompt_requirements_and_three_questions(String name) throws IOException {
        Map<String, Object> template = template(name);

        assertThat(template).containsOnlyKeys("prompt", "requirements", "count", "qa");
        assertThat(template.get("count")).isEqualTo("None");
        assertThat((String) template.get("requirements")).isNotBlank();
        assertThat(questions(template)).hasSize(3).allSatisfy(entry -> {
            assertThat(entry).containsOnlyKeys("question", "answer");
            assertThat(entry.get("question")).isNotBlank();
        });
        assertThat(SimulatedModel.builder().build().quality((String) requireNonNull(template.get("prompt"))))
                .as("leaves room for something to improve")
                .isLessThan(0.2);
    }

    @Test
    void navigate_expects_what_a_walker_finds_out() throws IOException {
        assertThat(questions(template("Navigate"))).allSatisfy(entry -> {
            List<int[]> places = walk(requireNonNull(entry.get("question")));
            int[] end = places.get(places.size() - 1);
            String verdict = end[0] == 0 && end[1] == 0 ? "yes" : "no";
            String expected = requireNonNull(entry.get("answer"));

            assertThat(expected.strip()).endsWith("Answer: " + verdict);
            assertThat(placesIn(expected))
                    .as("the start and each place on the way")
                    .isEqualTo(places.stream().map(at -> at[0] + ", " + at[1]).toList());
        });
    }

    private static List<String> placesIn(String answer) {
        return Pattern.compile("\\((-?\\d+, -?\\d+)\\)")
                .matcher(answer)
                .results()
                .map(place -> place.group(1))
                .toList();
    }

    /** The start and the place after each move, as steps east and north. */
    private static List<int[]> walk(String question) {
        List<MatchResult> moves = MOVE.matcher(question).results().toList();
        assertThat(moves).as("moves of the walk").hasSizeGreaterThan(4);
        List<int[]> places = new ArrayList<>(List.of(new int[] {0, 0}));
        int heading = 0;
        for (MatchResult move : moves) {
            if (move.group(3) != null) {
                heading += quarterTurns(move.group(3));
            } else {
                int steps = Integer.parseInt(move.group(1));
                int[] from = places.get(places.size() - 1);
                int towards = Math.floorMod(heading + quarterTurns(move.group(2)), 4);
                int east = new int[] {0, 1, 0, -1}[towards];
                int north = new int[] {1, 0, -1, 0}[towards];
                places.add(new int[] {from[0] + steps * east, from[1] + steps * north});
            }
        }
        return places;
    }

    private static int quarterTurns(String direction) {
        return switch (direction) {
            case "forward" -> 0;
            case "right" -> 1;
            case "backward", "around" -> 2;
            case "left" -> 3;
            default -> throw new IllegalArgumentException(direction);
        };
    }

    @SuppressWarnings("unchecked") // the shape is what the first test looks at
    private static List<Map<String, String>> questions(Map<String, Object> template) {
        return (List<Map<String, String>>) requireNonNull(template.get("qa"));
    }

    private static Map<String, Object> template(String name) throws IOException {
        try (InputStream in =
                requireNonNull(BuiltInTemplatesTest.class.getResourceAsStream("/templates/" + name + ".yaml"), name)) {
            return new Yaml().load(in);
        }
    }
}
