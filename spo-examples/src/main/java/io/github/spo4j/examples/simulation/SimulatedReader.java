package io.github.spo4j.examples.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.style.StyleProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Describes, in the article's language, how it is written, by what can be counted in it. Immutable. */
final class SimulatedReader {

    private static final JsonMapper JSON = new JsonMapper();

    /** Fields of a style whose value is a list. */
    private static final Set<String> LISTS = Set.of("/language/sentence_pattern", "/language/rhetoric");

    /** Marks a profile as written by a simulation. */
    private static final String MARK = "simulated";

    private static final int MOST_PARTS = 20;

    /** The requested fields, in the order of a style. */
    static ObjectNode emptyStyle() {
        ObjectNode style = JSON.createObjectNode();
        ObjectNode language = style.putObject("language");
        language.putArray("sentence_pattern");
        language.putObject("word_choice");
        language.putArray("rhetoric");
        for (String part : List.of("structure", "narrative", "emotion", "thinking", "uniqueness")) {
            style.putObject(part);
        }
        return style;
    }

    String reply(String request, Dice dice) {
        Fenced article = Fenced.in(request, "article").get(0);
        List<String> task = request.lines().skip(article.end()).toList();
        TextMeasures measures = new TextMeasures(article.content());
        Language language = measures.language();
        StyleWriter writer = new StyleWriter(language);
        ObjectNode style = style(measures);
        String category = chosen(task, "style_category", dice, List.of(category(measures)))
                .get(0);
        String steps = writer.steps(style);
        List<String> labels = labels(measures, "/emotion/tone", "/narrative/perspective");
        List<String> build = labels(measures, "/structure/hierarchy_pattern");

        ObjectNode profile = JSON.createObjectNode();
        profile.put("style_summary", writer.summary(category, style));
        profile.put("style_category", category);
        StyleWriter.put(profile, "style_label", chosen(task, "style_label", dice, labels));
        profile.set("style", style);
        profile.put("CoT", steps);
        profile.put("template_title", writer.title(category));
        StyleWriter.put(
                profile,
                "template_part",
                measures.parts().stream()
                        .limit(MOST_PARTS)
                        .map(part -> part.in(language))
                        .toList());
        StyleWriter.put(profile, "template_label", chosen(task, "template_label", dice, build));
        profile.put("fact_info", numbered(measures.facts()));
        profile.put("image", String.join("\n", measures.images()));
        profile.put("prompt", writer.prompt(style, steps));
        return write(profile);
    }

    private static ObjectNode style(TextMeasures measures) {
        Language language = measures.language();
        ObjectNode style = emptyStyle();
        ObjectNode words = (ObjectNode) style.at("/language/word_choice");
        words.put("formality_level", measures.formality());
        boolean chinese = language == Language.CHINESE;
        StyleWriter.put(
                words,
                "preferred_words",
                measures.found(chinese ? ChineseWording.LINKING_WORDS : EnglishWording.LINKING_WORDS));
        List<String> strong = chinese ? ChineseWording.STRONG_WORDS : EnglishWording.STRONG_WORDS;
        List<String> avoided = new ArrayList<>(strong);
        avoided.removeAll(measures.found(strong));
        StyleWriter.put(words, "avoided_words", avoided);
        for (StyleTrait trait : measures.traits()) {
            int slash = trait.place().lastIndexOf('/');
            String name = trait.place().substring(slash + 1);
            ObjectNode part = (ObjectNode) style.at(trait.place().substring(0, slash));
            if (LISTS.contains(trait.place())) {
                ((ArrayNode) part.get(name)).add(trait.in(language));
            } else {
                part.put(name, trait.in(language));
            }
        }
        ((ObjectNode) style.get("emotion")).put("intensity", measures.intensity());
        ((ObjectNode) style.get("thinking")).put("depth", measures.depth());
        ObjectNode unique = (ObjectNode) style.get("uniqueness");
        unique.putArray("signature_phrases");
        unique.putArray("imagery_system");
        return style;
    }

    private static String category(TextMeasures measures) {
        Set<StyleTrait> traits = measures.traits();
        Language language = measures.language();
        if (traits.contains(StyleTrait.SECOND_PERSON)) {
            return language.say("guide", "指南");
        }
        if (traits.contains(StyleTrait.FIRST_PERSON)) {
            return language.say("account", "记述文");
        }
        return traits.contains(StyleTrait.MANY_NUMBERS) ? language.say("report", "报道") : language.say("essay", "短文");
    }

    private static List<String> labels(TextMeasures measures, String... places) {
        return measures.traits().stream()
                .filter(trait -> List.of(places).contains(trait.place()))
                .map(trait -> trait.in(measures.language()))
                .toList();
    }

    /** One of the words that the task allows, or the finding if it allows any. */
    private static List<String> chosen(List<String> task, String field, Dice dice, List<String> found) {
        for (int i = 0; i + 1 < task.size(); i++) {
            String choices = task.get(i + 1);
            if (task.get(i).startsWith("- " + field) && choices.startsWith("  ") && choices.contains(" / ")) {
                String words = choices.substring(Math.max(choices.indexOf(':'), choices.indexOf('：')) + 1);
                return List.of(dice.pick(List.of(words.strip().split(" / ")), field));
            }
        }
        return found;
    }

    private static String numbered(List<String> facts) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < facts.size(); i++) {
            lines.append(i == 0 ? "" : "\n").append(i + 1).append(". ").append(facts.get(i));
        }
        return lines.toString();
    }

    static boolean wrote(StyleProfile profile) {
        try {
            return JSON.readTree(profile.toJson()).path(MARK).asBoolean();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a profile is written as JSON", e);
        }
    }

    static String write(ObjectNode profile) {
        profile.put(MARK, true);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(profile);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
