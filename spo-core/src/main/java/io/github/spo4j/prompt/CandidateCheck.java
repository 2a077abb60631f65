package io.github.spo4j.prompt;

import io.github.spo4j.internal.InvisibleText;
import io.github.spo4j.internal.LeakedWording;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link PromptGuard} for one start prompt, with what must stay of it. Immutable. */
final class CandidateCheck {

    /** How many slots a reason lists; the model sees the prompt anyway. */
    private static final int LISTED = 8;

    private final PromptGuard guard;
    private final Map<String, Integer> marks;
    private final Set<PromptSlots.Form> forms = EnumSet.of(PromptSlots.Form.DOUBLE, PromptSlots.Form.DOLLAR);
    private final @Nullable FrozenParts frozen;
    private final List<String> frozenParts;
    private final LeakedWording ourWords;

    CandidateCheck(PromptGuard guard, String startPrompt, Collection<String> instructions) {
        this.guard = guard;
        PromptSlots slots = guard.slots(startPrompt);
        marks = counted(slots);
        slots.all().forEach(slot -> forms.add(slot.form()));
        frozen = guard.frozenParts();
        frozenParts = frozen == null ? List.of() : frozen.of(startPrompt);
        ourWords = new LeakedWording(instructions, List.of(startPrompt));
    }

    private static Map<String, Integer> counted(PromptSlots slots) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Stream.concat(slots.all().stream().map(PromptSlots.Slot::mark), slots.tags().stream())
                .forEach(mark -> counts.merge(mark, 1, Integer::sum));
        return counts;
    }

    /** Why a candidate is refused, or empty. */
    Optional<String> refusal(String candidate, Collection<String> earlier) {
        String normal = normal(candidate);
        if (InvisibleText.isAll(candidate)) {
            return Optional.of("the new prompt is empty");
        }
        if (earlier.stream().anyMatch(prompt -> normal(prompt).equals(normal))) {
            return Optional.of("the new prompt is the same as an earlier one");
        }
        List<String> reasons = new ArrayList<>(slotReasons(guard.slots(candidate)));
        if (frozen != null && !frozen.of(candidate).equals(frozenParts)) {
            reasons.add(
                    "what stands between " + frozen.marks() + " must stay to the letter, no more and no less of it");
        }
        if (ourWords.isIn(candidate)) {
            reasons.add("the new prompt repeats these instructions instead of being one of its own");
        }
        guard.tooLong(candidate).ifPresent(reasons::add);
        return reasons.isEmpty() ? guard.ownRefusal(candidate) : Optional.of(String.join("; ", reasons));
    }

    /** Prompts that differ only in surrounding white space or line ends are the same. */
    private static String normal(String prompt) {
        return prompt.replace("\r\n", "\n").replace('\r', '\n').strip();
    }

    private List<String> slotReasons(PromptSlots candidate) {
        Map<String, Integer> counts = counted(candidate);
        List<String> reasons = new ArrayList<>();
        List<String> lost = marks.entrySet().stream()
                .filter(mark -> counts.getOrDefault(mark.getKey(), 0) < mark.getValue())
                .map(mark -> mark.getKey() + (mark.getValue() == 1 ? "" : " (" + mark.getValue() + " times)"))
                .toList();
        if (!lost.isEmpty()) {
            reasons.add("it lacks what must stay to the letter: " + listed(lost));
        }
        List<String> added = candidate.all().stream()
                .filter(slot -> forms.contains(slot.form()) && !marks.containsKey(slot.mark()))
                .map(PromptSlots.Slot::mark)
                .distinct()
                .toList();
        if (!added.isEmpty()) {
            reasons.add("it has placeholders that nothing would fill: " + listed(added));
        }
        return reasons;
    }

    private static String listed(List<String> marks) {
        return marks.stream().limit(LISTED).collect(Collectors.joining(", ")) + (marks.size() > LISTED ? ", …" : "");
    }
}
