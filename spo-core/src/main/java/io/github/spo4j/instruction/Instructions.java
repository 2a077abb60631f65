package io.github.spo4j.instruction;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The texts that SPO sends to the optimizing and the judging model. They exist in English and Chinese, and each of them
 * can be replaced. Immutable.
 *
 * <p>A text has slots such as <code>{{requirements}}</code> that are filled in one pass, so that a slot's mark inside a
 * prompt or an answer stays what it is. A line that holds nothing but a slot without content is left out. What a new
 * prompt is bound to, {@code optimize-limit} and {@code optimize-frozen}, goes into the slot <code>{{limit}}</code>.
 *
 * <ul>
 *   <li>To the optimizer, material stands between fences that are longer than any fence inside (REFERENCE B32).
 *   <li>To the judge, each line of material is indented by two spaces, so that no heading or mark inside an answer can
 *       pass for one of ours. {@code # A} and {@code # B} stand alone on their lines.
 * </ul>
 */
public final class Instructions {

    /** Each text's name and the slots it cannot do without. */
    private static final Map<String, Set<String>> NEEDED = Map.of(
            "optimize", Set.of("requirements", "prompt", "answers"),
            "optimize-expected", Set.of("expected"),
            "optimize-limit", Set.of("count"),
            "optimize-refused", Set.of("reason"),
            "evaluate", Set.of("requirements", "a", "b"),
            "evaluate-expected", Set.of("expected"),
            "question", Set.of("number"),
            "answer", Set.of("number"),
            "expected", Set.of("number"));

    /** Texts that one's own need not have: without it, the model is not told. */
    private static final Map<String, Set<String>> OPTIONAL = Map.of("optimize-frozen", Set.of("open", "close"));

    private static final Pattern SLOT = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private final Map<String, String> texts;

    /**
     * What a new prompt is bound to. Immutable.
     *
     * @param words how many words it may have, or null for no limit
     * @param frozenOpen begins what must stay to the letter, or null if nothing must
     * @param frozenClose ends what must stay to the letter, or null if nothing must
     */
    public record Limits(
            @Nullable Integer words,
            @Nullable String frozenOpen,
            @Nullable String frozenClose) {

        /** No limits. */
        public static final Limits NONE = new Limits(null, null, null);
    }

    private Instructions(Map<String, String> texts) {
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
    }

    /**
     * The English texts.
     *
     * @return the instructions
     */
    public static Instructions english() {
        return shipped("en");
    }

    /**
     * The Chinese texts.
     *
     * @return the instructions
     */
    public static Instructions chinese() {
        return shipped("zh");
    }

    /**
     * The texts in the language that something is written in.
     *
     * @param text for example a template's requirements
     * @return the Chinese texts if at least a fifth of the letters are Chinese characters, else the English ones
     */
    public static Instructions inLanguageOf(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long han = text.codePoints()
                .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)
                .count();
        return han > 0 && han * 5 >= letters ? chinese() : english();
    }

    /**
     * Texts of one's own, all of them save {@code optimize-frozen}, which may be left out.
     *
     * @param texts by name, with the names and slots of {@link #texts()}
     * @return the instructions
     * @throws IllegalArgumentException if one is missing or not known, or lacks a slot that it needs
     */
    public static Instructions of(Map<String, String> texts) {
        Instructions instructions = new Instructions(Map.of());
        for (Map.Entry<String, String> text : texts.entrySet()) {
            instructions = instructions.with(text.getKey(), text.getValue());
        }
        if (!instructions.texts.keySet().containsAll(NEEDED.keySet())) {
            throw new IllegalArgumentException("instructions need the texts " + new TreeSet<>(NEEDED.keySet())
                    + ", but there are " + instructions.texts.keySet());
        }
        return instructions;
    }

    /**
     * Replaces one text.
     *
     * @param name which; {@link #texts()} has the names and what stands there now
     * @param text the new text, with the same slots
     * @return changed instructions
     * @throws IllegalArgumentException if there is no such text, or the new one lacks a slot that it needs
     */
    public Instructions with(String name, String text) {
        Set<String> needed = NEEDED.getOrDefault(requireNonNull(name, "name"), OPTIONAL.get(name));
        if (needed == null) {
            throw new IllegalArgumentException("no instruction text is called '" + name + "'; there are " + names());
        }
        for (String slot : needed) {
            if (!text.contains("{{" + slot + "}}")) {
                throw new IllegalArgumentException("the instruction text '" + name + "' needs {{" + slot + "}}");
            }
        }
        Map<String, String> changed = new LinkedHashMap<>(texts);
        changed.put(name, text);
        return new Instructions(changed);
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(NEEDED.keySet());
        names.addAll(OPTIONAL.keySet());
        return names;
    }

    /**
     * All texts by name, slots unfilled.
     *
     * @return an unmodifiable map in the order of the names
     */
    public Map<String, String> texts() {
        return texts;
    }

    /**
     * What the optimizing model is asked.
     *
     * @param requirements what is required of the answers
     * @param prompt the best prompt so far
     * @param answers what it led to
     * @param limits what the new prompt is bound to
     * @param refused why the last attempt could not be used, without final punctuation, or null at the first attempt
     * @return the message's text
     */
    public String optimize(
            String requirements, String prompt, List<Exchange> answers, Limits limits, @Nullable String refused) {
        return fill(
                "optimize",
                Map.of(
                        "requirements", fenced("requirements", requirements),
                        "prompt", fenced("prompt", prompt),
                        "answers", exchanges(answers, Instructions::fenced),
                        "expected", section("optimize-expected", expected(answers, Instructions::fenced)),
                        "limit", limits(limits),
                        "refused", refused == null ? "" : fill("optimize-refused", Map.of("reason", refused))));
    }

    private String limits(Limits limits) {
        List<String> lines = new ArrayList<>();
        if (limits.words() != null) {
            lines.add(fill("optimize-limit", Map.of("count", limits.words().toString())));
        }
        if (limits.frozenOpen() != null && limits.frozenClose() != null && texts.containsKey("optimize-frozen")) {
            lines.add(fill("optimize-frozen", Map.of("open", limits.frozenOpen(), "close", limits.frozenClose())));
        }
        return String.join("\n", lines);
    }

    /**
     * What the judging model is asked.
     *
     * @param requirements what is required of the answers
     * @param a the answers shown first
     * @param b the answers shown second, to the same questions
     * @return the message's text
     */
    public String evaluate(String requirements, List<Exchange> a, List<Exchange> b) {
        return fill(
                "evaluate",
                Map.of(
                        "requirements", indented("requirements", requirements),
                        "expected", section("evaluate-expected", expected(a, Instructions::indented)),
                        "a", exchanges(a, Instructions::indented),
                        "b", exchanges(b, Instructions::indented)));
    }

    /** Sets a piece of material apart from our own words. */
    private interface Frame {
        String around(String kind, String material);
    }

    private String exchanges(List<Exchange> exchanges, Frame frame) {
        return numbered(
                exchanges,
                (number, exchange) -> fill("question", Map.of("number", number))
                        + "\n" + frame.around("question", exchange.question()) + "\n"
                        + fill("answer", Map.of("number", number)) + "\n" + frame.around("answer", exchange.answer()));
    }

    private String expected(List<Exchange> exchanges, Frame frame) {
        return numbered(
                exchanges,
                (number, exchange) -> exchange.expected() == null
                        ? ""
                        : fill("expected", Map.of("number", number)) + "\n"
                                + frame.around("expected", exchange.expected()));
    }

    private interface Numbered {
        String text(String number, Exchange exchange);
    }

    private static String numbered(List<Exchange> exchanges, Numbered each) {
        List<String> blocks = IntStream.range(0, exchanges.size())
                .mapToObj(i -> each.text(Integer.toString(i + 1), exchanges.get(i)))
                .filter(block -> !block.isEmpty())
                .toList();
        return String.join("\n\n", blocks);
    }

    private String section(String name, String content) {
        return content.isEmpty() ? "" : fill(name, Map.of("expected", content));
    }

    private static String fenced(String kind, String material) {
        int longest = BACKTICKS
                .matcher(material)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        return fence + kind + "\n" + material + (material.endsWith("\n") ? "" : "\n") + fence;
    }

    private static String indented(String kind, String material) {
        return "  " + material.stripTrailing().replaceAll("\\R", "\n  ");
    }

    private String fill(String name, Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        boolean leftOut = false;
        for (String line : requireNonNull(texts.get(name)).stripTrailing().split("\n", -1)) {
            String filled = fillLine(line, values::get);
            boolean blank = filled.isBlank();
            if (blank && !line.isBlank()) {
                leftOut = true;
            } else if (!(blank && leftOut && endsBlank(lines))) {
                lines.add(filled);
                leftOut = leftOut && blank;
            }
        }
        return String.join("\n", lines);
    }

    /** Whether one more blank line would make two: what is left out leaves no gap. */
    private static boolean endsBlank(List<String> lines) {
        return lines.isEmpty() || lines.get(lines.size() - 1).isBlank();
    }

    private static String fillLine(String line, Function<String, @Nullable String> values) {
        return SLOT.matcher(line).replaceAll(slot -> {
            String value = values.apply(slot.group(1));
            return Matcher.quoteReplacement(value == null ? slot.group() : value);
        });
    }

    private static Instructions shipped(String language) {
        Map<String, String> texts = new TreeMap<>();
        names().forEach(name -> texts.put(name, resource(language + "/" + name + ".txt")));
        return new Instructions(texts);
    }

    private static String resource(String path) {
        try (InputStream in = requireNonNull(Instructions.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
