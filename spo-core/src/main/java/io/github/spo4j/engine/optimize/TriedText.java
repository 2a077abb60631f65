package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.optimize.Tried.Attempt;
import io.github.spo4j.engine.optimize.Tried.Reason;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.SlottedText;
import io.github.spo4j.run.Round;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the optimizing model what was tried, in fences and within bounds. Immutable. */
final class TriedText {

    /** How many characters of a prompt are told. A longer one is told by what differs from the best prompt. */
    static final int PROMPT_LENGTH = 1_000;

    static final int INTENTION_LENGTH = 400;

    private static final String PLACE = "{{tried}}";

    private static final Set<String> TEXTS = Set.of(
            "optimize-tried",
            "optimize-attempt",
            "optimize-reason",
            "optimize-faults",
            "optimize-same",
            "optimize-unusable");

    private static final Pattern BETWEEN_SENTENCES = Pattern.compile("\\R|(?<=[.!?;])[ \\t]+|(?<=[。！？；])");

    private final BiFunction<String, Map<String, String>, String> fill;

    /**
     * A teller.
     *
     * @param fill fills the text of a name with values
     */
    TriedText(BiFunction<String, Map<String, String>, String> fill) {
        this.fill = fill;
    }

    /** Whether these texts have a place for what was tried. */
    static boolean hasPlace(Instructions instructions) {
        Map<String, String> texts = instructions.texts();
        return texts.keySet().containsAll(TEXTS)
                && texts.getOrDefault("optimize", "").contains(PLACE);
    }

    /** The same texts without what would tell it: as they were before anything was told. */
    static Instructions without(Instructions instructions) {
        Map<String, String> texts = new LinkedHashMap<>(instructions.texts());
        texts.keySet().removeAll(TEXTS);
        texts.computeIfPresent("optimize", (name, text) -> text.replace(PLACE + "\n\n", ""));
        return texts.equals(instructions.texts()) ? instructions : Instructions.of(texts);
    }

    /** The sections; empty if there is nothing to tell. */
    String of(Tried tried, String best) {
        String attempts =
                tried.lost().stream().map(attempt -> attempt(attempt, best)).collect(Collectors.joining("\n\n"));
        String faults = reasons(tried.faults());
        return Stream.of(
                        attempts.isEmpty() ? "" : fill.apply("optimize-tried", Map.of("attempts", attempts)),
                        faults.isEmpty() ? "" : fill.apply("optimize-faults", Map.of("reasons", faults)))
                .filter(section -> !section.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private String attempt(Attempt attempt, String best) {
        Round round = attempt.round();
        return fill.apply(
                "optimize-attempt",
                Map.of(
                        "number", Integer.toString(round.number()),
                        "attempt", prompt(round.prompt(), best),
                        "intention", fenced("intention", round.intention()),
                        "why", why(attempt)));
    }

    private String prompt(String prompt, String best) {
        if (prompt.isEmpty()) {
            return fill.apply("optimize-unusable", Map.of());
        }
        String difference = isLong(prompt) ? difference(prompt, best) : "";
        return difference.isEmpty()
                ? SlottedText.fenced("attempt", start(prompt))
                : SlottedText.fenced("difference", start(difference));
    }

    /** The sentences that only one of the two has. */
    private static String difference(String prompt, String best) {
        List<String> lines = new ArrayList<>();
        onlyIn(prompt, best).forEach(sentence -> lines.add("+ " + sentence));
        onlyIn(best, prompt).forEach(sentence -> lines.add("- " + sentence));
        return String.join("\n", lines);
    }

    private static Stream<String> onlyIn(String text, String other) {
        Set<String> others = new HashSet<>(sentences(other));
        return sentences(text).stream().filter(sentence -> !others.contains(sentence));
    }

    private static List<String> sentences(String text) {
        return BETWEEN_SENTENCES
                .splitAsStream(text)
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private String why(Attempt attempt) {
        Round round = attempt.round();
        if (round.voidReason() != null) { // of a reply without a prompt it was written for a person
            return round.prompt().isEmpty() ? "" : fenced("refusal", round.voidReason());
        }
        String checks = round.brokenChecks().stream()
                .map(broken -> broken.question() + ": " + broken.check())
                .collect(Collectors.joining("; "));
        return Stream.of(
                        attempt.sameAnswers() ? fill.apply("optimize-same", Map.of()) : "",
                        fenced("checks", checks),
                        reasons(attempt.reasons()))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private String reasons(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> fill.apply(
                        "optimize-reason",
                        Map.of(
                                "best", reason.bestIsA() ? "A" : "B",
                                "other", reason.bestIsA() ? "B" : "A",
                                "reason", SlottedText.fenced("reason", reason.words()))))
                .collect(Collectors.joining("\n"));
    }

    private static String fenced(String kind, @Nullable String material) {
        return material == null || material.isEmpty()
                ? ""
                : SlottedText.fenced(kind, Excerpt.shorten(material, INTENTION_LENGTH));
    }

    private static boolean isLong(String text) {
        return text.codePointCount(0, text.length()) > PROMPT_LENGTH;
    }

    private static String start(String text) {
        return isLong(text) ? text.substring(0, text.offsetByCodePoints(0, PROMPT_LENGTH)) + '…' : text;
    }
}
