package io.github.spo4j.style;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.internal.ParallelCalls;
import io.github.spo4j.internal.ParallelCalls.Outcome;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.ModelRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merges profiles into one: traits by a model, category and labels by count. What is too long for one call is merged in
 * a tree. Its groups depend on the contents of the profiles, never on the order of their files, so that the same
 * profiles make the same calls.
 */
final class StyleMerger {

    /** How many profiles one call merges. */
    static final int MOST_PROFILES = 12;

    /** How many characters of profiles one call has, unless two are longer already. */
    static final int MOST_CHARACTERS = 60_000;

    private static final int MOST_LABELS = 5;

    private static final Set<ProfileField> ASKED = EnumSet.of(
            ProfileField.SUMMARY,
            ProfileField.STYLE,
            ProfileField.CHAIN_OF_THOUGHT,
            ProfileField.TEMPLATE_TITLE,
            ProfileField.TEMPLATE_PARTS,
            ProfileField.PROMPT);

    private final StyleWording wording;
    private final @Nullable String language;
    private final ProfileAsker asker;
    private final ParallelCalls calls;

    /** A style in the tree, and how many articles it stands for. */
    private record Part(String json, int articles) {

        static final Comparator<Part> BY_CONTENT = Comparator.comparing(Part::json);
    }

    StyleMerger(StyleWording wording, @Nullable String language, ProfileAsker asker, ParallelCalls calls) {
        this.wording = wording;
        this.language = language;
        this.asker = asker;
        this.calls = calls;
    }

    MergedStyle merge(List<StyleProfile> profiles) {
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("there is no profile to merge");
        }
        if (profiles.size() == 1) {
            return new MergedStyle(profiles.get(0), 1, true, null);
        }
        List<Part> parts = profiles.stream()
                .map(profile -> new Part(styleOnly(profile), 1))
                .sorted(Part.BY_CONTENT)
                .toList();
        // In the language of the texts; the field names in the JSON are English.
        StyleMessage message = new StyleMessage(wording.suiting(profiles.stream()
                .map(profile -> profile.summary() + profile.prompt())
                .collect(Collectors.joining())));
        StyleProfile merged = null;
        while (merged == null || parts.size() > 1) {
            List<StyleProfile> level = new ArrayList<>();
            parts = level(parts, message, level);
            merged = level.get(level.size() - 1);
        }
        return new MergedStyle(withCounted(merged, profiles), profiles.size(), false, null);
    }

    /** Merges group by group; a group of one goes up as it is. */
    private List<Part> level(List<Part> parts, StyleMessage message, List<StyleProfile> merged) {
        List<Part> next = new ArrayList<>();
        List<List<Part>> groups = new ArrayList<>();
        for (List<Part> group : groups(parts)) {
            if (group.size() == 1) {
                next.add(group.get(0));
            } else {
                groups.add(group);
            }
        }
        List<Outcome<StyleProfile>> outcomes = calls.together(groups.stream()
                .<Supplier<StyleProfile>>map(group -> () -> ask(group, message))
                .toList());
        ParallelCalls.throwReason(outcomes);
        for (int i = 0; i < groups.size(); i++) {
            StyleProfile profile = outcomes.get(i).orThrow();
            merged.add(profile);
            int articles = groups.get(i).stream().mapToInt(Part::articles).sum();
            next.add(new Part(styleOnly(profile), articles));
        }
        next.sort(Part.BY_CONTENT);
        return next;
    }

    private static List<List<Part>> groups(List<Part> parts) {
        List<List<Part>> groups = new ArrayList<>();
        List<Part> group = new ArrayList<>();
        int characters = 0;
        for (Part part : parts) {
            boolean full = group.size() >= MOST_PROFILES
                    || (group.size() >= 2 && characters + part.json().length() > MOST_CHARACTERS);
            if (full) {
                groups.add(group);
                group = new ArrayList<>();
                characters = 0;
            }
            group.add(part);
            characters += part.json().length();
        }
        groups.add(group);
        return groups;
    }

    private StyleProfile ask(List<Part> group, StyleMessage message) {
        List<String> texts = group.stream().map(Part::json).toList();
        List<Integer> articles = group.stream().map(Part::articles).toList();
        String item = Sha256.hex(articles + "\n" + String.join("\n", texts));
        return asker.ask(
                ModelRole.MERGE,
                "merge of " + group.size() + " profiles",
                item,
                refused -> message.merge(texts, articles, language, refused),
                reply -> ProfileReply.read(reply, ASKED));
    }

    /** The fields that a model merges. Category and labels are counted. */
    private static String styleOnly(StyleProfile profile) {
        ObjectNode all = profile.fields();
        ObjectNode style = JsonNodeFactory.instance.objectNode();
        for (ProfileField field : ASKED) {
            JsonNode value = all.path(field.key());
            if (!value.isMissingNode() && !value.isNull()) {
                style.set(field.key(), value);
            }
        }
        return ProfileJson.write(style);
    }

    private static StyleProfile withCounted(StyleProfile merged, List<StyleProfile> profiles) {
        ObjectNode said = merged.fields();
        said.remove(List.of(
                ProfileField.CATEGORY.key(),
                ProfileField.LABELS.key(),
                ProfileField.TEMPLATE_LABELS.key(),
                ProfileField.FACTS.key(),
                ProfileField.IMAGE.key()));
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : said.properties()) {
            if (field.getKey().equals(ProfileField.STYLE.key())) {
                putCounted(all, profiles);
            }
            if (field.getKey().equals(ProfileField.PROMPT.key())) {
                putLabels(all, ProfileField.TEMPLATE_LABELS, profiles, StyleProfile::templateLabels);
            }
            all.set(field.getKey(), field.getValue());
        }
        return StyleProfile.of("merged", all);
    }

    private static void putCounted(ObjectNode merged, List<StyleProfile> profiles) {
        List<String> categories = mostFrequent(
                profiles, profile -> profile.category().isEmpty() ? List.of() : List.of(profile.category()), 1);
        if (!categories.isEmpty()) {
            merged.put(ProfileField.CATEGORY.key(), categories.get(0));
        }
        putLabels(merged, ProfileField.LABELS, profiles, StyleProfile::labels);
    }

    private static void putLabels(
            ObjectNode merged,
            ProfileField field,
            List<StyleProfile> profiles,
            Function<StyleProfile, List<String>> labels) {
        ArrayNode array = merged.putArray(field.key());
        mostFrequent(profiles, labels, MOST_LABELS).forEach(array::add);
    }

    /**
     * The words that at least half of the profiles use or, if there are none, the most frequent ones; ties in the order
     * of their spelling.
     */
    private static List<String> mostFrequent(
            List<StyleProfile> profiles, Function<StyleProfile, List<String>> words, int most) {
        Map<String, Integer> counts = new HashMap<>();
        for (StyleProfile profile : profiles) {
            words.apply(profile).forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        int highest = counts.values().stream().mapToInt(count -> count).max().orElse(0);
        int enough = Math.min(highest, (profiles.size() + 1) / 2);
        return counts.entrySet().stream()
                .filter(word -> word.getValue() >= enough)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }
}
