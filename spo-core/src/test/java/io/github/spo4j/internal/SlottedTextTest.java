package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SlottedTextTest {

    private static final List<String> PIECES =
            List.of("a", "漢", " ", "\n", "\r", "\r\n", "\u000B", "\f", "\u0085", "\u2028", "\u2029", "`", "``", "````");

    @Test
    void indents_each_line_whatever_ends_it() {
        for (long seed = 0; seed < 5_000; seed++) {
            String material = material(seed);

            assertThat(SlottedText.indented("answer", material))
                    .as("seed %d", seed)
                    .isEqualTo("  " + material.stripTrailing().replaceAll("\\R", "\n  "));
        }
    }

    @Test
    void has_fences_that_are_longer_than_any_inside() {
        for (long seed = 0; seed < 5_000; seed++) {
            String material = material(seed);
            int longest = Pattern.compile("`+")
                    .matcher(material)
                    .results()
                    .mapToInt(run -> run.group().length())
                    .max()
                    .orElse(0);
            String fence = "`".repeat(Math.max(3, longest + 1));

            assertThat(SlottedText.fenced("answer", material))
                    .as("seed %d", seed)
                    .startsWith(fence + "answer\n" + material)
                    .endsWith("\n" + fence);
        }
    }

    private static String material(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
