package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Require;
import io.github.spo4j.internal.Words;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a candidate before it costs calls, because models lose placeholders and return empty, repeated or leaked text,
 * which a judge may still prefer. Every run has the {@link #standard()} guard. Immutable; each setter returns a changed
 * copy.
 *
 * <p>The standard guard refuses
 *
 * <ul>
 *   <li>a prompt that is blank, or the same as an earlier one of the run;
 *   <li>one that lacks a placeholder ({@link PromptSlots}) or a {@code <tag>} of the start prompt, or has it less often;
 *   <li>one with a <code>{{slot}}</code> or <code>${slot}</code> that the start prompt does not have, because nothing would
 *       fill it; a new <code>{slot}</code> or another form only if the start prompt uses it;
 *   <li>one that copies our instructions to the optimizing model: 12 words in a row, or 20 characters of Chinese.
 * </ul>
 *
 * <pre>{@code
 * PromptGuard.standard()
 *         .frozen("<!-- keep -->", "<!-- /keep -->")
 *         .maxWords(300)
 *         .and("polite", prompt -> prompt.contains("please") ? Optional.empty() : Optional.of("it does not say please"))
 * }</pre>
 */
public final class PromptGuard {

    private static final PromptGuard STANDARD = new PromptGuard(null, null, null, null, null, Set.of(), Map.of());

    private static final String PLACEHOLDERS = "placeholders";
    private static final String OPEN = "frozen.open";
    private static final String CLOSE = "frozen.close";
    private static final String MAX_WORDS = "max_words";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String OWN = "own.";

    private final @Nullable FrozenParts frozen;
    private final @Nullable Integer maxWords;
    private final @Nullable Integer maxTokens;
    private final @Nullable ToIntFunction<String> tokenizer;

    /** Which forms count; null if that is not said, empty for the definition of runs that recorded none. */
    private final @Nullable Set<Placeholders> placeholders;

    /** Names that have a value in the run. */
    private final Set<String> variables;

    private final Map<String, Function<String, Optional<String>>> own;

    private PromptGuard(
            @Nullable FrozenParts frozen,
            @Nullable Integer maxWords,
            @Nullable Integer maxTokens,
            @Nullable ToIntFunction<String> tokenizer,
            @Nullable Set<Placeholders> placeholders,
            Set<String> variables,
            Map<String, Function<String, Optional<String>>> own) {
        this.frozen = frozen;
        this.maxWords = maxWords;
        this.maxTokens = maxTokens;
        this.tokenizer = tokenizer;
        this.placeholders = placeholders == null ? null : Set.copyOf(placeholders);
        this.variables = Set.copyOf(variables);
        this.own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /** Which texts are placeholders. */
    public enum Placeholders {
        /** What is one in some template language and hardly anything else; see {@link PromptSlots}. */
        AUTO,
        /** Nothing: values fill nothing either. */
        NONE,
        /** Everything between double braces, as Mustache, Handlebars, n8n and LangChain4j have it. */
        MUSTACHE,
        /** Everything between double braces, and Jinja's blocks <code>{% … %}</code>. */
        JINJA,
        /** <code>${name}</code>, also in code, and {@code $name}. */
        DOLLAR,
        /** <code>{name}</code>, also in code, <code>{name:.2f}</code>, <code>{0}</code>, <code>{}</code>. */
        BRACES,
        /** {@code %(name)s}, {@code %s}, {@code %NAME%}. */
        PRINTF,
        /** {@code [[name]]} and {@code [NAME]}. */
        BRACKETS
    }

    /** {@return the guard that every run has} */
    public static PromptGuard standard() {
        return STANDARD;
    }

    /**
     * Freezes parts of the prompt, such as legal text: candidates must keep each part between two marks to the letter, marks
     * included, though they may move it. The marks are sent as part of the prompt.
     *
     * @param open starts each frozen part
     * @param close ends it; may be the same mark
     * @return the changed copy
     * @throws IllegalArgumentException if a mark is blank
     */
    public PromptGuard frozen(String open, String close) {
        return new PromptGuard(
                new FrozenParts(open, close), maxWords, maxTokens, tokenizer, placeholders, variables, own);
    }

    /**
     * Refuses longer prompts, where each call pays for the prompt's length. Too low a limit refuses every candidate, and the
     * optimizing calls are spent for nothing. A Chinese or Japanese character counts as a word. The instructions to the
     * optimizing model include the limit.
     *
     * @param value the number of words; default no limit
     * @return the changed copy
     * @throws IllegalArgumentException if the value is not positive
     */
    public PromptGuard maxWords(int value) {
        return new PromptGuard(
                frozen, Require.positive(value, "maxWords"), maxTokens, tokenizer, placeholders, variables, own);
    }

    /**
     * Refuses prompts with more tokens, for an exact limit on what a call costs.
     *
     * @param value the number of tokens; default no limit
     * @param countTokens counts the tokens of a text; called on the thread that runs the optimization
     * @return the changed copy
     * @throws IllegalArgumentException if the value is not positive
     */
    public PromptGuard maxTokens(int value, ToIntFunction<String> countTokens) {
        requireNonNull(countTokens, "countTokens");
        return new PromptGuard(
                frozen, maxWords, Require.positive(value, "maxTokens"), countTokens, placeholders, variables, own);
    }

    /**
     * Says which texts of a prompt are placeholders, where the usual rule takes text for one or misses one: candidates must
     * keep those and invent none, and values fill no others.
     *
     * @param first default {@link Placeholders#AUTO}
     * @param more further forms, if the first is one of the forms
     * @return the changed copy
     * @throws IllegalArgumentException if AUTO or NONE is combined with others
     */
    public PromptGuard placeholders(Placeholders first, Placeholders... more) {
        Set<Placeholders> forms = EnumSet.of(first, more);
        if (forms.size() > 1 && (forms.contains(Placeholders.AUTO) || forms.contains(Placeholders.NONE))) {
            throw new IllegalArgumentException("AUTO and NONE stand alone: " + forms);
        }
        return with(forms, variables);
    }

    /**
     * Adds a custom guard. It is called only for prompts that the other guards accept, on the thread that runs the
     * optimization. It must always decide the same for the same prompt, because a resumed run may ask again. An exception
     * ends the run.
     *
     * @param name identifies the guard; a resumed run must have guards with the same names
     * @param refusal given a prompt, why it is refused, in words that complete "It could not be used: …", or empty. The
     *     reason is sent to the optimizing model once
     * @return the changed copy
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public PromptGuard and(String name, Function<String, Optional<String>> refusal) {
        if (requireNonNull(name, "name").isBlank() || own.containsKey(name)) {
            throw new IllegalArgumentException("each guard needs a unique name: '" + name + "'");
        }
        Map<String, Function<String, Optional<String>>> more = new LinkedHashMap<>(own);
        more.put(name, requireNonNull(refusal, "refusal"));
        return new PromptGuard(frozen, maxWords, maxTokens, tokenizer, placeholders, variables, more);
    }

    /**
     * The guard as texts that a run records.
     *
     * @return named texts; none for the standard guard
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        if (frozen != null) {
            texts.put(OPEN, frozen.open());
            texts.put(CLOSE, frozen.close());
        }
        if (maxWords != null) {
            texts.put(MAX_WORDS, maxWords.toString());
        }
        if (maxTokens != null) {
            texts.put(MAX_TOKENS, maxTokens.toString());
        }
        if (placeholders != null && !placeholders.isEmpty()) {
            texts.put(PLACEHOLDERS, recorded(placeholders));
        }
        own.keySet().forEach(name -> texts.put(OWN + name, "given"));
        return texts;
    }

    /**
     * The guard of a recorded run, without what is code: the limit of tokens and custom guards.
     *
     * @param texts the {@link #texts()} of a guard
     * @return the guard
     * @throws IllegalArgumentException if they are not from a guard
     */
    public static PromptGuard of(Map<String, String> texts) {
        PromptGuard guard = STANDARD;
        String open = texts.get(OPEN);
        String close = texts.get(CLOSE);
        if (open != null && close != null) {
            guard = guard.frozen(open, close);
        }
        String words = texts.get(MAX_WORDS);
        guard = words == null ? guard : guard.maxWords(Integer.parseInt(words));
        String forms = texts.get(PLACEHOLDERS);
        return forms == null ? guard : guard.with(parsed(forms), Set.of());
    }

    private static String recorded(Set<Placeholders> forms) {
        return forms.stream()
                .sorted()
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    private static Set<Placeholders> parsed(String recorded) {
        return Stream.of(recorded.split(",", -1))
                .map(form -> Placeholders.valueOf(form.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private PromptGuard with(Set<Placeholders> forms, Set<String> names) {
        return new PromptGuard(frozen, maxWords, maxTokens, tokenizer, forms, names, own);
    }

    /**
     * The guard of one run. Which placeholders count, if that was not said, is what the run has recorded: {@link
     * Placeholders#AUTO} for a new one, and names in braces, wherever they stand, for one that recorded nothing of it.
     *
     * @param recorded the {@link #texts()} of the run's guard; empty for a new run
     * @param variables the names that have a value: they are meant in code too
     * @return the guard
     * @throws IllegalArgumentException if the texts are not from a guard
     */
    public PromptGuard inRun(Optional<Map<String, String>> recorded, Set<String> variables) {
        if (placeholders != null) {
            return with(placeholders, variables);
        }
        if (recorded.isEmpty()) {
            return with(Set.of(Placeholders.AUTO), variables);
        }
        String forms = recorded.get().get(PLACEHOLDERS);
        return with(forms == null ? Set.of() : parsed(forms), variables);
    }

    /**
     * Finds the placeholders of a prompt.
     *
     * @param prompt any text
     * @return those that this guard keeps
     */
    public PromptSlots slots(String prompt) {
        if (placeholders == null) {
            return PromptSlots.of(prompt, Set.of(Placeholders.AUTO), variables);
        }
        return placeholders.isEmpty() ? PromptSlots.asBefore(prompt) : PromptSlots.of(prompt, placeholders, variables);
    }

    /**
     * The frozen parts of a prompt.
     *
     * @param prompt the prompt
     * @return the parts with their marks, line ends as {@code \n}, sorted; none if nothing is frozen
     */
    public List<String> frozenIn(String prompt) {
        return frozen == null ? List.of() : List.copyOf(frozen.of(requireNonNull(prompt, "prompt")));
    }

    /**
     * Checks that the marks of frozen parts are in the start prompt.
     *
     * @param startPrompt the prompt
     * @throws IllegalArgumentException if it has no frozen part, or a mark without its counterpart
     */
    public void requireFits(String startPrompt) {
        if (frozen != null) {
            frozen.requireIn(startPrompt);
        }
    }

    /**
     * Checks a candidate.
     *
     * @param candidate the new prompt
     * @param startPrompt the prompt whose slots, tags and frozen parts must stay
     * @param earlier every earlier prompt of the run
     * @param instructions texts that the candidate must not copy, such as ours to the optimizing model
     * @return why it is refused, in words that complete "It could not be used: …", or empty
     */
    public Optional<String> refusal(
            String candidate, String startPrompt, Collection<String> earlier, Collection<String> instructions) {
        return new CandidateCheck(this, startPrompt, instructions).refusal(candidate, earlier);
    }

    /** {@return the mark that starts a frozen part, or null if nothing is frozen} */
    public @Nullable String frozenOpen() {
        return frozen == null ? null : frozen.open();
    }

    /** {@return the mark that ends a frozen part, or null if nothing is frozen} */
    public @Nullable String frozenClose() {
        return frozen == null ? null : frozen.close();
    }

    /** {@return how many words a new prompt may have, or null for no limit} */
    public @Nullable Integer maxWords() {
        return maxWords;
    }

    @Nullable
    FrozenParts frozenParts() {
        return frozen;
    }

    /** Why a prompt is too long, or empty. */
    Optional<String> tooLong(String prompt) {
        int words = maxWords == null ? 0 : Words.of(prompt).size();
        if (maxWords != null && words > maxWords) {
            return Optional.of("the new prompt has " + words + " words and may have at most " + maxWords);
        }
        int tokens = tokenizer == null ? 0 : tokenizer.applyAsInt(prompt);
        if (maxTokens != null && tokens > maxTokens) {
            return Optional.of("the new prompt has " + tokens + " tokens and may have at most " + maxTokens);
        }
        return Optional.empty();
    }

    /** The first refusal of a custom guard, or empty. */
    Optional<String> ownRefusal(String prompt) {
        return own.entrySet().stream()
                .flatMap(guard -> requireNonNull(
                        guard.getValue().apply(prompt),
                        () -> "the guard " + guard.getKey() + " returned null instead of an Optional")
                        .stream())
                .findFirst();
    }

    @Override
    public String toString() {
        return "PromptGuard" + texts();
    }
}
