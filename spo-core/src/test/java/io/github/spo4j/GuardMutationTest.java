package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.ScriptedChatModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Lets an optimizing model come up with prompts that lost, changed or invented a placeholder, a tag or a frozen part, and
 * with clean ones, at random, in whole runs: none of the first is executed, each of the others is.
 */
class GuardMutationTest {

    private static final long SEED = 20_266;
    private static final int RUNS = 10;
    private static final int THOROUGH_RUNS = 100;
    private static final int MUTATIONS_PER_RUN = 100;
    private static final String QUESTION = "Who?";

    private static final List<String> WORDS = List.of(
            "answer",
            "kindly,",
            "in",
            "two",
            "lines.",
            "请",
            "简洁地",
            "回答。",
            "1 < 2",
            "a > b;",
            "{\"key\": [1, {}]}",
            "{ spaced }",
            "$5",
            "{}",
            "100%",
            "C:\\dir");
    private static final List<String> SLOTS = List.of(
            "{{name}}",
            "{{ user.name }}",
            "{{客户}}",
            "${order_id}",
            "${ 城市 }",
            "{topic}",
            "{主题}",
            "{{{raw}}}",
            "\\{{kept}}",
            "<context>",
            "</context>",
            "<资料>",
            "<item id=\"1\">",
            "<br/>");
    private static final List<List<String>> MARKS = List.of(
            List.of("[[keep]]", "[[/keep]]"),
            List.of("%%", "%%"),
            List.of("<!-- fixed -->", "<!-- end -->"),
            List.of("【", "】"));

    /** What is done to a prompt. */
    private enum Change {
        MOVE(true),
        REWORD(true),
        ADD_A_TAG(true),
        ADD_JSON(true),
        DOUBLE_A_SLOT(true),
        LOSE_A_SLOT(false),
        DAMAGE_A_SLOT(false),
        RENAME_A_SLOT(false),
        ADD_A_SLOT(false),
        LOSE_A_FROZEN_PART(false),
        DAMAGE_A_FROZEN_PART(false),
        DOUBLE_A_FROZEN_PART(false),
        LOSE_A_MARK(false);

        private final boolean clean;

        Change(boolean clean) {
            this.clean = clean;
        }
    }

    /** Writes a start prompt piece by piece, and changes it. */
    private static final class Writer {

        private final Random random;
        private final List<String> marks;
        private final List<String> words = new ArrayList<>();
        private final List<String> slots = new ArrayList<>();
        private final List<String> frozen = new ArrayList<>();
        private final String start;
        private int number;

        Writer(Random random) {
            this.random = random;
            marks = pick(MARKS);
            for (int i = 0; i < 12; i++) {
                words.add(pick(WORDS));
            }
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                slots.add(pick(SLOTS));
            }
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                frozen.add(marks.get(0) + "Law " + i + ":\n never " + pick(WORDS) + " " + pick(SLOTS) + marks.get(1));
            }
            start = joined(words, slots, frozen);
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }

        @SafeVarargs
        private String joined(List<String>... pieces) {
            List<String> all = new ArrayList<>();
            for (List<String> some : pieces) {
                all.addAll(some);
            }
            Collections.shuffle(all, random);
            return String.join(" ", all);
        }

        /** A changed prompt with a number, since what was there before is refused too. */
        String changed(Change change) {
            number++;
            List<String> changedWords = new ArrayList<>(words);
            List<String> changedSlots = new ArrayList<>(slots);
            List<String> changedFrozen = new ArrayList<>(frozen);
            List<String> more = new ArrayList<>(List.of("No. " + number));
            int slot = random.nextInt(slots.size());
            int part = random.nextInt(frozen.size());
            switch (change) {
                case MOVE -> {}
                case REWORD -> changedWords.replaceAll(word -> random.nextBoolean() ? word : pick(WORDS));
                case ADD_A_TAG -> more.add("<new" + number + "> </new" + number + ">");
                case ADD_JSON -> more.add("{\"key\": {\"n\": " + number + "}}");
                case DOUBLE_A_SLOT -> more.add(slots.get(slot));
                case LOSE_A_SLOT -> changedSlots.remove(slot);
                case DAMAGE_A_SLOT -> changedSlots.set(slot, damaged(slots.get(slot)));
                case RENAME_A_SLOT -> changedSlots.set(slot, renamed(slots.get(slot)));
                case ADD_A_SLOT -> more.add(newSlot());
                case LOSE_A_FROZEN_PART -> changedFrozen.remove(part);
                case DAMAGE_A_FROZEN_PART -> changedFrozen.set(part, damaged(frozen.get(part)));
                case DOUBLE_A_FROZEN_PART -> more.add(frozen.get(part));
                case LOSE_A_MARK -> changedFrozen.set(part, withoutMark(frozen.get(part)));
            }
            return joined(changedWords, changedSlots, changedFrozen, more);
        }

        /** One character more or less, not at the ends, where it would be text beside it. */
        private String damaged(String text) {
            int at = 1 + random.nextInt(text.length() - 1);
            return random.nextBoolean() || at == text.length() - 1
                    ? text.substring(0, at) + "q" + text.substring(at)
                    : text.substring(0, at) + text.substring(at + 1);
        }

        private static String renamed(String slot) {
            return slot.replaceFirst("\\p{L}", "other");
        }

        private String newSlot() {
            boolean single = slots.stream().anyMatch(slot -> slot.matches("\\{[^{].*"))
                    || frozen.stream().anyMatch(part -> part.matches("(?s).* \\{[^{ ]\\p{L}+}.*"));
            return switch (random.nextInt(single ? 3 : 2)) {
                case 0 -> "{{new" + number + "}}";
                case 1 -> "${new" + number + "}";
                default -> "{new" + number + "}";
            };
        }

        private String withoutMark(String part) {
            return random.nextBoolean()
                    ? part.substring(marks.get(0).length())
                    : part.substring(0, part.length() - marks.get(1).length());
        }
    }

    /** What a run was offered and what it executed. */
    private static final class Offers {

        private final Writer writer;
        private final Map<Change, Integer> counts;
        private final List<String> clean = new ArrayList<>();
        private final List<String> damaged = new ArrayList<>();
        private final List<String> executed = Collections.synchronizedList(new ArrayList<>());

        Offers(Writer writer, Map<Change, Integer> counts) {
            this.writer = writer;
            this.counts = counts;
        }

        String next(ModelRequest request) {
            Change change = writer.pick(List.of(Change.values()));
            String prompt = writer.changed(change);
            (change.clean ? clean : damaged).add(prompt);
            counts.merge(change, 1, Integer::sum);
            return "<modification>" + change + "</modification>\n<prompt>" + prompt + "</prompt>";
        }

        String answer(ModelRequest request) {
            String text = request.messages().get(0).text();
            executed.add(text.substring(0, text.length() - QUESTION.length() - 2));
            return "Me.";
        }
    }

    @Test
    void what_lost_changed_or_invented_something_is_never_executed_and_what_is_clean_always() {
        mutate(RUNS);
    }

    @Test
    @Tag("thorough")
    void of_10_000_mutations_none_that_does_harm_is_executed_and_what_is_clean_always() {
        mutate(THOROUGH_RUNS);
    }

    private static void mutate(int runs) {
        Random random = new Random(SEED);
        Map<Change, Integer> counts = new EnumMap<>(Change.class);
        for (int run = 0; run < runs; run++) {
            Writer writer = new Writer(random);
            Offers offers = new Offers(writer, counts);
            OptimizationResult result = PromptOptimizer.builder()
                    .model(new ScriptedChatModel()
                            .on(ModelRole.OPTIMIZE, offers::next)
                            .on(ModelRole.EXECUTE, offers::answer))
                    .template(IterationTemplate.of(writer.start, "Be kind.", QUESTION))
                    .guard(PromptGuard.standard().frozen(writer.marks.get(0), writer.marks.get(1)))
                    .maxRounds(1 + MUTATIONS_PER_RUN)
                    .voidRounds(MUTATIONS_PER_RUN)
                    .seed(1)
                    .build()
                    .optimize();

            String what = "seed " + SEED + ", run " + run + ", start prompt: " + writer.start;
            assertThat(offers.executed).as(what).doesNotContainAnyElementsOf(offers.damaged);
            assertThat(offers.executed.get(0)).isEqualTo(writer.start);
            assertThat(offers.executed.subList(1, offers.executed.size()))
                    .as(what)
                    .isEqualTo(offers.clean);
            assertThat(result.run().rounds().stream().filter(round -> round.voidReason() == null))
                    .as(what)
                    .extracting(Round::prompt)
                    .isEqualTo(offers.executed);
        }
        System.out.println("seed " + SEED + ": " + counts);
        assertThat(counts).as("seed %d", SEED).hasSize(Change.values().length);
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum())
                .as("seed %d", SEED)
                .isGreaterThanOrEqualTo(runs * MUTATIONS_PER_RUN);
    }
}
