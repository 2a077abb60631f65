package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Merges descriptions of styles by counting: each field follows most articles, and if they differ it says how many go
 * which way. A {@link StyleTrait} is the same in both languages; other texts must be equal. Immutable.
 */
final class SimulatedMerger {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** A description and the number of articles it covers. */
    private record Description(JsonNode fields, int articles) {}

    String reply(String request) {
        List<Fenced> sections = Fenced.in(request, "json");
        List<Description> descriptions =
                sections.stream().map(SimulatedMerger::description).toList();
        // Not of the JSON, whose field names are English.
        Language language = Language.of(descriptions.stream()
                .map(description -> description.fields().path("style_summary").asText()
                        + description.fields().path("prompt").asText())
                .collect(joining()));
        ObjectNode style = SimulatedReader.emptyStyle();
        Merging merging = new Merging(descriptions, language, new ArrayList<>(), new HashSet<>());
        descriptions.forEach(description -> merge(description.fields().path("style"), "", style, merging));
        return write(style, descriptions, language, merging.contradictions());
    }

    private static Description description(Fenced section) {
        List<String> numbers = NUMBER.matcher(section.before())
                .results()
                .map(MatchResult::group)
                .toList();
        int articles = numbers.isEmpty() ? 1 : Integer.parseInt(numbers.get(numbers.size() - 1));
        try {
            return new Description(JSON.readTree(section.content()), articles);
        } catch (JsonProcessingException e) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "the simulation finds a description that is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The inputs of a merge, and the result so far. */
    private record Merging(
            List<Description> descriptions, Language language, List<String> contradictions, Set<String> done) {}

    /** Fills in the merged value of each field. */
    private static void merge(JsonNode given, String place, ObjectNode merged, Merging merging) {
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            String name = field.getKey();
            String there = place + "/" + name.replace("~", "~0").replace("/", "~1");
            if (field.getValue().isObject()) {
                ObjectNode inner = merged.get(name) instanceof ObjectNode known ? known : merged.putObject(name);
                merge(field.getValue(), there, inner, merging);
            } else if (merging.done().add(there)) {
                List<Vote> votes = votes(there, merging);
                if (field.getValue().isArray()) {
                    int half = (articles(merging.descriptions()) + 1) / 2;
                    StyleWriter.put(
                            merged,
                            name,
                            votes.stream()
                                    .filter(vote -> vote.articles() >= half)
                                    .map(Vote::text)
                                    .toList());
                } else if (field.getValue().isNumber()) {
                    merged.put(name, mean(there, merging.descriptions()));
                } else if (!votes.isEmpty()) {
                    merged.put(name, votes.get(0).text());
                    addContradiction(there, votes, merging);
                }
            }
        }
    }

    /** A text and the number of articles with it. */
    private record Vote(String text, int articles) {}

    /** The values of a field, the most frequent first, then by spelling. */
    private static List<Vote> votes(String place, Merging merging) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Description description : merging.descriptions()) {
            Set<String> texts = new LinkedHashSet<>();
            StyleWriter.texts(description.fields().path("style").at(place))
                    .forEach(text -> texts.add(translated(text, merging.language())));
            texts.forEach(text -> counts.merge(text, description.articles(), Integer::sum));
        }
        return counts.entrySet().stream()
                .map(count -> new Vote(count.getKey(), count.getValue()))
                .sorted(Comparator.comparingInt(Vote::articles).reversed())
                .toList();
    }

    private static String translated(String text, Language language) {
        return StyleTrait.of(text).map(trait -> trait.in(language)).orElse(text);
    }

    private static int mean(String place, List<Description> descriptions) {
        double sum = 0;
        int articles = 0;
        for (Description description : descriptions) {
            JsonNode number = description.fields().path("style").at(place);
            if (number.isNumber()) {
                sum += number.asDouble() * description.articles();
                articles += description.articles();
            }
        }
        return (int) Math.round(sum / articles);
    }

    private static void addContradiction(String place, List<Vote> votes, Merging merging) {
        if (votes.size() > 1) {
            Language language = merging.language();
            int all = articles(merging.descriptions());
            List<String> counts = votes.stream()
                    .map(vote -> language.say(
                            vote.text() + " (" + vote.articles() + " of " + all + ")",
                            vote.text() + "（" + all + " 篇中的 " + vote.articles() + " 篇）"))
                    .toList();
            merging.contradictions()
                    .add(place.substring(1).replace('/', '.')
                            + language.say(": ", "：")
                            + String.join(language.say("; ", "；"), counts));
        }
    }

    private static int articles(List<Description> descriptions) {
        return descriptions.stream().mapToInt(Description::articles).sum();
    }

    private static String write(
            ObjectNode style, List<Description> descriptions, Language language, List<String> contradictions) {
        StyleWriter writer = new StyleWriter(language);
        String steps = writer.steps(style);
        String kind = language.say("common style", "共同文风的文章");
        ObjectNode profile = JSON.createObjectNode();
        profile.put("style_summary", writer.summary(kind, style));
        profile.set("style", style);
        StyleWriter.put(profile, "contradictions", contradictions);
        profile.put("CoT", steps);
        profile.put("template_title", language.say("An article on one subject", "围绕一个主题的文章"));
        StyleWriter.put(profile, "template_part", parts(descriptions, language));
        profile.put("prompt", writer.prompt(style, steps));
        return SimulatedReader.write(profile);
    }

    /** The order of parts in most articles. */
    private static List<String> parts(List<Description> descriptions, Language language) {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, List<String>> orders = new TreeMap<>();
        for (Description description : descriptions) {
            List<String> order = StyleWriter.texts(description.fields().path("template_part")).stream()
                    .map(part -> translated(part, language))
                    .toList();
            orders.put(order.toString(), order);
            counts.merge(order.toString(), description.articles(), Integer::sum);
        }
        String most = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
        return orders.getOrDefault(most, List.of());
    }
}
