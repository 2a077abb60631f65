package io.github.spo4j.prompt;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Require;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a candidate from being executed that cannot be worth its calls (REFERENCE B7, B22). Every run has the
 * {@link #standard()} guard; more can be asked of prompts. Immutable; each setter returns a changed copy.
 *
 * <p>What the standard guard refuses:
 *
 * <ul>
 *   <li>a prompt that is blank, or the same as an earlier one of the run;
 *   <li>one that lacks a slot ({@link PromptSlots}) or a {@code <tag>} of the start prompt, or has it less often;
 *   <li>one with a <code>{{slot}}</code> or <code>${slot}</code> that the start prompt does not have, since nothing would
 *       fill it; a new <code>{slot}</code> only if the start prompt is written with that form;
 *   <li>one that has taken over our instructions to the optimizing model: 12 words in a row, or 20 characters in Chinese.
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

    private static final PromptGuard STANDARD = new PromptGuard(null, null, null, null, Map.of());

    private static final String OPEN = "frozen.open";
    private static final String CLOSE = "frozen.close";
    private static final String MAX_WORDS = "max_words";
    private static final String MAX_TOKENS = "max_tokens";
    private static final String OWN = "own.";

    private final @Nullable FrozenParts frozen;
    private final @Nullable Integer maxWords;
    private final @Nullable Integer maxTokens;
    private final @Nullable ToIntFunction<String> tokenizer;
    private final Map<String, Function<String, Optional<String>>> own;

    private PromptGuard(
            @Nullable FrozenParts frozen,
            @Nullable Integer maxWords,
            @Nullable Integer maxTokens,
            @Nullable ToIntFunction<String> tokenizer,
            Map<String, Function<String, Optional<String>>> own) {
        this.frozen = frozen;
        this.maxWords = maxWords;
        this.maxTokens = maxTokens;
        this.tokenizer = tokenizer;
        this.own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /**
     * The guard that every run has.
     *
     * @return the guard
     */
    public static PromptGuard standard() {
        return STANDARD;
    }

    /**
     * Freezes parts of the prompt: what stands between two marks is kept to the letter, marks included, though it may be
     * moved. The marks stay in the prompt and are sent with it.
     *
     * @param open begins each frozen part
     * @param close ends it; may be the same mark
     * @return the changed copy
     * @throws IllegalArgumentException if a mark is blank
     */
    public PromptGuard frozen(String open, String close) {
        return new PromptGuard(new FrozenParts(open, close), maxWords, maxTokens, tokenizer, own);
    }

    /**
     * Sets how many words a new prompt may have, as a hard limit. Each Chinese or Japanese character counts as a word.
     * The optimizing model is told.
     *
     * @param value the number of words
     * @return the changed copy
     * @throws IllegalArgumentException if the value is not positive
     */
    public PromptGuard maxWords(int value) {
        return new PromptGuard(frozen, Require.positive(value, "maxWords"), maxTokens, tokenizer, own);
    }

    /**
     * Sets how many tokens a new prompt may have, as a hard limit.
     *
     * @param value the number of tokens
     * @param countTokens counts those of a text; called on the thread that runs the optimization
     * @return the changed copy
     * @throws IllegalArgumentException if the value is not positive
     */
    public PromptGuard maxTokens(int value, ToIntFunction<String> countTokens) {
        requireNonNull(countTokens, "countTokens");
        return new PromptGuard(frozen, maxWords, Require.positive(value, "maxTokens"), countTokens, own);
    }

    /**
     * Adds a guard of one's own. It sees only prompts that the others let pass, on the thread that runs the optimization,
     * and must say the same of the same prompt: a run that goes on may ask it again. What it throws ends the run.
     *
     * @param name tells it apart; a run that goes on must have guards of the same names
     * @param refusal given a prompt, why it is refused, in words that complete "It could not be used: …"; empty if it may
     *     be tried. The optimizing model is told, once
     * @return the changed copy
     * @throws IllegalArgumentException if the name is blank or there is a guard of that name
     */
    public PromptGuard and(String name, Function<String, Optional<String>> refusal) {
        if (requireNonNull(name, "name").isBlank() || own.containsKey(name)) {
            throw new IllegalArgumentException("each guard needs a name of its own: '" + name + "'");
        }
        Map<String, Function<String, Optional<String>>> more = new LinkedHashMap<>(own);
        more.put(name, requireNonNull(refusal, "refusal"));
        return new PromptGuard(frozen, maxWords, maxTokens, tokenizer, more);
    }

    /**
     * What a run has to remember of this guard.
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
        own.keySet().forEach(name -> texts.put(OWN + name, "given"));
        return texts;
    }

    /**
     * The guard of a run that goes on, as far as texts can tell: what is code, a tokenizer or a guard of one's own, is
     * not in it.
     *
     * @param texts what {@link #texts()} said
     * @return the guard
     * @throws IllegalArgumentException if that is not something that it says
     */
    public static PromptGuard of(Map<String, String> texts) {
        PromptGuard guard = STANDARD;
        String open = texts.get(OPEN);
        String close = texts.get(CLOSE);
        if (open != null && close != null) {
            guard = guard.frozen(open, close);
        }
        String words = texts.get(MAX_WORDS);
        return words == null ? guard : guard.maxWords(Integer.parseInt(words));
    }

    /**
     * What is kept to the letter in a prompt.
     *
     * @param prompt the prompt
     * @return its frozen parts with their marks, line ends as {@code \n}, sorted; none if nothing is frozen
     */
    public List<String> frozenIn(String prompt) {
        return frozen == null ? List.of() : List.copyOf(frozen.of(requireNonNull(prompt, "prompt")));
    }

    /**
     * Refuses marks of frozen parts that do not fit the prompt to start from.
     *
     * @param startPrompt the prompt
     * @throws IllegalArgumentException if it has no frozen part, or a mark without its other one
     */
    public void requireFits(String startPrompt) {
        if (frozen != null) {
            frozen.requireIn(startPrompt);
        }
    }

    /**
     * Looks at a candidate before it costs anything.
     *
     * @param candidate the new prompt
     * @param startPrompt the prompt whose slots, tags and frozen parts must stay
     * @param earlier every earlier prompt of the run
     * @param instructions texts that the candidate must not have taken over, such as ours to the optimizing model
     * @return why it is refused, in words that complete "It could not be used: …"; empty if it may be tried
     */
    public Optional<String> refusal(
            String candidate, String startPrompt, Collection<String> earlier, Collection<String> instructions) {
        return new CandidateCheck(this, startPrompt, instructions).refusal(candidate, earlier);
    }

    /**
     * What begins a frozen part.
     *
     * @return the mark, or null if nothing is frozen
     */
    public @Nullable String frozenOpen() {
        return frozen == null ? null : frozen.open();
    }

    /**
     * What ends a frozen part.
     *
     * @return the mark, or null if nothing is frozen
     */
    public @Nullable String frozenClose() {
        return frozen == null ? null : frozen.close();
    }

    /**
     * How many words a new prompt may have.
     *
     * @return the number, or null for no limit
     */
    public @Nullable Integer maxWords() {
        return maxWords;
    }

    @Nullable
    FrozenParts frozenParts() {
        return frozen;
    }

    /** Why a prompt is too long; empty if it is not. */
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

    /** What the user's own guards say; the first refusal counts. */
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
