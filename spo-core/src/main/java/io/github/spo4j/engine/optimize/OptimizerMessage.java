package io.github.spo4j.engine.optimize;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.judge.Transcript;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.internal.SlottedText;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The message to the optimizing model. Material stands between fences that are longer than any fence inside. */
public final class OptimizerMessage {

    /** How many broken checks are told, and how much of each. */
    private static final int TOLD = 8;

    private static final int TOLD_LENGTH = 200;

    private static final String CUT_EN =
            "- %d of the %d answers above were cut off at the model's limit of output tokens, which stays: lead it to shorter"
                    + " answers.";
    private static final String CUT_ZH = "- 上面 %2$d 个回答中有 %1$d 个因达到模型的输出上限而被截断，这个上限不会变：请引导它给出更短的回答。";

    private final Map<String, String> texts;
    private final Instructions instructions;
    private final TriedText triedText = new TriedText(this::fill);
    private final ReplyTags tags;
    private final String requirements;
    private final String limits;

    /**
     * Messages of one run.
     *
     * @param instructions the words of the message
     * @param template has the requirements
     * @param guard the limits of a new prompt
     * @param tags what the reply is asked for in
     */
    public OptimizerMessage(Instructions instructions, IterationTemplate template, PromptGuard guard, ReplyTags tags) {
        this.instructions = instructions;
        this.tags = tags;
        texts = instructions.texts();
        requirements = template.requirements();
        limits = limits(template.wordLimit(), guard);
    }

    /** The limits of a new prompt, one a line. */
    private String limits(@Nullable Integer templateWords, PromptGuard guard) {
        Integer words = templateWords;
        Integer most = guard.maxWords();
        if (most != null && (words == null || most < words)) {
            words = most;
        }
        List<String> lines = new ArrayList<>();
        if (words != null) {
            lines.add(fill("optimize-limit", Map.of("count", words.toString())));
        }
        String open = guard.frozenOpen();
        String close = guard.frozenClose();
        if (open != null && close != null && texts.containsKey("optimize-frozen")) { // custom texts may lack it
            lines.add(fill("optimize-frozen", Map.of("open", open, "close", close)));
        }
        return String.join("\n", lines);
    }

    /**
     * {@return the message}
     *
     * @param prompt the best prompt so far
     * @param answers what it led to
     * @param refused why the last attempt was refused, without final punctuation; null at the first attempt
     */
    public String text(String prompt, List<AnsweredQuestion> answers, @Nullable String refused) {
        return text(prompt, answers, Told.NOTHING, refused);
    }

    /**
     * What the model is told besides the answers.
     *
     * @param cutAnswers how many of them were cut off
     * @param brokenChecks what put the last prompt out
     * @param tried what was tried before
     */
    record Told(int cutAnswers, List<Round.BrokenCheck> brokenChecks, Tried tried) {

        static final Told NOTHING = new Told(0, List.of(), Tried.NOTHING);
    }

    String text(String prompt, List<AnsweredQuestion> answers, Told told, @Nullable String refused) {
        String limit = Stream.of(limits, cut(told.cutAnswers(), answers.size()), broken(told.brokenChecks()))
                .filter(lines -> !lines.isEmpty())
                .collect(Collectors.joining("\n"));
        Transcript transcript = new Transcript(instructions, answers, SlottedText::fenced);
        return fill(
                "optimize",
                Map.of(
                        "requirements", SlottedText.fenced("requirements", requirements),
                        "prompt", SlottedText.fenced("prompt", prompt),
                        "answers", transcript.answers(),
                        "expected", transcript.expected("optimize-expected"),
                        "tried", triedText.of(told.tried(), prompt),
                        "limit", limit,
                        "refused", refused == null ? "" : fill("optimize-refused", Map.of("reason", refused))));
    }

    private String cut(int count, int answers) {
        return count == 0 ? "" : String.format(isChinese() ? CUT_ZH : CUT_EN, count, answers);
    }

    private String broken(List<Round.BrokenCheck> checks) {
        if (checks.isEmpty() || !texts.containsKey("optimize-checks")) { // custom texts may lack it
            return "";
        }
        String listed = checks.stream()
                .limit(TOLD)
                .map(check -> Excerpt.shorten(
                        fill("question", Map.of("number", Integer.toString(check.question()))) + " " + check.check(),
                        TOLD_LENGTH))
                .collect(Collectors.joining("; ", "", checks.size() > TOLD ? "; …" : ""));
        return fill("optimize-checks", Map.of("broken", listed));
    }

    /** The note is no text of the instructions: a run keeps those that it was started with. */
    private boolean isChinese() {
        return texts.getOrDefault("optimize", "")
                .codePoints()
                .anyMatch(character -> Character.UnicodeScript.of(character) == Character.UnicodeScript.HAN);
    }

    private String fill(String name, Map<String, String> values) {
        return SlottedText.fill(tags.in(requireNonNull(texts.get(name), name)), values);
    }
}
