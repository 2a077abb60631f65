package io.github.spo4j.examples.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Turns the fields of a style into sentences for people and for models. Immutable. */
final class StyleWriter {

    private final Language language;

    StyleWriter(Language language) {
        this.language = language;
    }

    String summary(String category, JsonNode style) {
        List<String> traits = new ArrayList<>();
        for (String place : List.of(
                "/language/sentence_pattern",
                "/structure/paragraph_length",
                "/structure/hierarchy_pattern",
                "/narrative/perspective",
                "/emotion/tone")) {
            traits.addAll(texts(style.at(place)));
        }
        return language.say(
                "A " + category + ": " + String.join(", ", traits) + ".",
                "一篇" + category + "：" + String.join("，", traits) + "。");
    }

    String title(String category) {
        return language.say("A " + category + " on one subject", "围绕一个主题的" + category);
    }

    String steps(JsonNode style) {
        return language.say(
                "1. Gather the facts and put them in order: "
                        + all(style, "/narrative/time_sequence", "/thinking/logic_pattern")
                        + ".\n2. Lay out the parts: "
                        + all(
                                style,
                                "/structure/hierarchy_pattern",
                                "/structure/paragraph_length",
                                "/structure/use_of_graphics")
                        + ".\n3. Write sentence by sentence: "
                        + all(style, "/language/sentence_pattern", "/thinking/rhythm", "/structure/transition_style")
                        + ".\n4. Read it once more for the voice: "
                        + all(
                                style,
                                "/narrative/perspective",
                                "/narrative/narrator_attitude",
                                "/emotion/expression_style")
                        + ".",
                "1. 收集事实并排好次序："
                        + all(style, "/narrative/time_sequence", "/thinking/logic_pattern")
                        + "。\n2. 安排各部分："
                        + all(
                                style,
                                "/structure/hierarchy_pattern",
                                "/structure/paragraph_length",
                                "/structure/use_of_graphics")
                        + "。\n3. 逐句写作："
                        + all(style, "/language/sentence_pattern", "/thinking/rhythm", "/structure/transition_style")
                        + "。\n4. 通读全文，检查语气："
                        + all(
                                style,
                                "/narrative/perspective",
                                "/narrative/narrator_attitude",
                                "/emotion/expression_style")
                        + "。");
    }

    private String all(JsonNode style, String... places) {
        List<String> texts = new ArrayList<>();
        for (String place : places) {
            texts.addAll(texts(style.at(place)));
        }
        String nothing = language.say("nothing in particular", "无特别之处");
        return texts.isEmpty() ? nothing : String.join(language.say("; ", "；"), texts);
    }

    String prompt(JsonNode style, String steps) {
        StringBuilder traits = new StringBuilder();
        addLines(style, "", traits);
        return language.say(
                "You write articles in a style of your own, on any subject. You turn the facts that you are given into an"
                        + " article.\n\nHow you go about it:\n" + steps + "\n\nMind in every article:\n" + traits
                        + "\nGive the article alone, in Markdown.",
                "你以固定的文风就任何主题写文章，把给出的事实写成一篇文章。\n\n写作步骤：\n" + steps + "\n\n每篇文章都要注意：\n" + traits
                        + "\n只输出文章本身，使用 Markdown。");
    }

    private static void addLines(JsonNode value, String name, StringBuilder lines) {
        if (value.isObject()) {
            value.properties().forEach(field -> addLines(field.getValue(), field.getKey(), lines));
        } else if (!texts(value).isEmpty()) {
            lines.append("- ")
                    .append(name)
                    .append(": ")
                    .append(String.join(", ", texts(value)))
                    .append('\n');
        }
    }

    /** The texts of a field, whether it has none, one or several. */
    static List<String> texts(JsonNode field) {
        List<String> texts = new ArrayList<>();
        if (field.isArray()) {
            field.forEach(entry -> texts.add(entry.asText()));
        } else if (field.isValueNode() && !field.asText().isEmpty()) {
            texts.add(field.asText());
        }
        return texts;
    }

    /** A field and its texts. */
    static void put(ObjectNode object, String name, List<String> texts) {
        ArrayNode array = object.putArray(name);
        texts.forEach(array::add);
    }
}
