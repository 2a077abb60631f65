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
 * Refuses a candidate before it costs calls, because models lose placeholders and return empty, repeated or leaked text,
 * which a judge may still prefer. Every run has the {@link #standard()} guard. Immutable; each setter returns a changed
 * copy.
 *
 * <p>The standard guard refuses
 *
 * <ul>
 *   <li>a prompt that is blank, or the same as an earlier one of the run;
 *   <li>one that lacks a slot ({@link PromptSlots}) or a {@code <tag>} of the start prompt, or has it less often;
 *   <li>one with a <code>{{slot}}</code> or <code>${slot}</code> that the start prompt does not have, because nothing would
 *       fill it; a new <code>{slot}</code> only if the start prompt uses that form;
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
        return new PromptGuard(new FrozenParts(open, close), maxWords, maxTokens, tokenizer, own);
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
        return new PromptGuard(frozen, Require.positive(value, "maxWords"), maxTokens, tokenizer, own);
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
        return new PromptGuard(frozen, maxWords, Require.positive(value, "maxTokens"), countTokens, own);
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
        return new PromptGuard(frozen, maxWords, maxTokens, tokenizer, more);
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
        return words == null ? guard : guard.maxWords(Integer.parseInt(words));
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
