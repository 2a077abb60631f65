package io.github.spo4j.template;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.Require;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run starts from: the prompt to improve, what is required of it, and the questions to try it on. Immutable.
 *
 * <p>As a file:
 *
 * <pre>{@code
 * prompt: |
 *   Solve the problem.
 * requirements: |
 *   Short, and correct.
 * count: 200
 * checks: [{max_words: 80}]
 * qa:
 *   - question: |
 *       What is 6 times 7?
 *     answer: "42"
 *     variables:
 *       language: English
 *     checks: [{contains: "42"}]
 * }</pre>
 *
 * <p>{@code count}, {@code checks}, {@code answer} and {@code variables} are optional, and a question may be empty, to send
 * the prompt alone; the Python system ignores {@code checks} and {@code variables}. Variables fill slots of the prompt, such
 * as <code>{{language}}</code>, when the question is asked. A check is {@code json}, or one of {@code json_keys: [a, b]},
 * {@code matches: regex}, {@code contains: text} and {@code max_words: 80}, see {@link AnswerCheck}. Text is kept as written:
 * {@code 010}, {@code Yes} and {@code 1.50} are the texts they look like, and the newline at the end of a block is part of
 * the text.
 */
public final class IterationTemplate {

    private final String prompt;
    private final String requirements;
    private final @Nullable Integer wordLimit;
    private final List<AnswerCheck> checks;
    private final List<QuestionAnswer> questions;
    private final List<String> notices;

    IterationTemplate(Builder builder, List<String> notices) {
        this.prompt = Builder.required(builder.prompt, "prompt");
        this.requirements = Builder.required(builder.requirements, "requirements");
        this.wordLimit = builder.wordLimit;
        this.checks = builder.checks;
        this.questions = List.copyOf(builder.questions);
        this.notices = List.copyOf(notices);
        if (questions.isEmpty()) {
            throw new IllegalStateException("the template has no question: call question(...)");
        }
    }

    /**
     * Reads a template file: YAML 1.1 in UTF-8, with or without a byte order mark, of at most 1 MiB, with at most
     * 100,000 values nested at most 50 deep, and no larger when its aliases are written out.
     *
     * @param file the file
     * @return the template; {@link #notices()} lists what was ignored
     * @throws TemplateException if the file cannot be read or is not a template
     */
    public static IterationTemplate read(Path file) {
        return TemplateYaml.read(file.toString(), yaml -> yaml.read(file));
    }

    /**
     * Reads a template from text, as {@link #read(Path)} does from a file.
     *
     * @param name what messages call the text, such as a file name
     * @param yaml the text
     * @return the template; {@link #notices()} lists what was ignored
     * @throws TemplateException if the text is not a template
     */
    public static IterationTemplate parse(String name, String yaml) {
        requireNonNull(yaml, "yaml");
        return TemplateYaml.read(requireNonNull(name, "name"), nodes -> nodes.read(yaml));
    }

    /**
     * A template without a word limit.
     *
     * @param prompt the prompt to improve
     * @param requirements what is required of its answers
     * @param questions at least one
     * @return the template
     * @throws IllegalArgumentException if a text is blank or holds half of a surrogate pair, or there is no question
     */
    public static IterationTemplate of(String prompt, String requirements, List<QuestionAnswer> questions) {
        if (requireNonNull(questions, "questions").isEmpty()) {
            throw new IllegalArgumentException("questions is empty");
        }
        Builder builder = builder().prompt(prompt).requirements(requirements);
        builder.questions.addAll(List.copyOf(questions));
        return builder.build();
    }

    /**
     * A template without a word limit and without expected answers.
     *
     * @param prompt the prompt to improve
     * @param requirements what is required of its answers
     * @param questions at least one
     * @return the template
     * @throws IllegalArgumentException if a text is blank or holds half of a surrogate pair, or there is no question
     */
    public static IterationTemplate of(String prompt, String requirements, String... questions) {
        return of(
                prompt,
                requirements,
                Stream.of(questions).map(QuestionAnswer::of).toList());
    }

    /** {@return a builder with nothing set} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the prompt to improve, not blank} */
    public String prompt() {
        return prompt;
    }

    /**
     * The same template from another prompt, for example to optimize again from the one that is in use.
     *
     * @param value the prompt to improve
     * @return the template
     * @throws IllegalArgumentException if it is blank or holds half of a surrogate pair
     */
    public IterationTemplate withPrompt(String value) {
        Builder builder = builder().prompt(value).requirements(requirements);
        builder.wordLimit = wordLimit;
        builder.checks = checks;
        builder.questions.addAll(questions);
        return new IterationTemplate(builder, notices);
    }

    /** {@return what is required of the answers, not blank} */
    public String requirements() {
        return requirements;
    }

    /** {@return how many words the prompt may have, positive, or null for no limit; {@code count} in the file} */
    public @Nullable Integer wordLimit() {
        return wordLimit;
    }

    /** {@return what each answer must have, besides the checks of its question; unmodifiable; {@code checks} in the file} */
    public List<AnswerCheck> checks() {
        return checks;
    }

    /** {@return the questions to try prompts on, in order, at least one; unmodifiable; {@code qa} in the file} */
    public List<QuestionAnswer> questions() {
        return questions;
    }

    /**
     * {@return what was ignored in the file, such as unknown keys: one sentence each, with file and line; empty for a template
     * made in code}
     */
    public List<String> notices() {
        return notices;
    }

    /**
     * The template as YAML.
     *
     * @return the text of a template file; {@link #parse} makes an equal template of it, within the limits of
     *     {@link #read(Path)}
     */
    public String toYaml() {
        return TemplateWriter.write(this);
    }

    /**
     * Writes the template to a new file; {@link #read(Path)} makes an equal template of it. The file appears with all of
     * its content or not at all, except on file systems without hard links, where others may see it half-written.
     *
     * @param file the file, which must not exist yet, in a folder that exists
     * @throws TemplateException if the file exists, cannot be written, or would be too large to be read
     */
    public void write(Path file) {
        byte[] content = toYaml().getBytes(StandardCharsets.UTF_8);
        // Do not write what is too large to be read back.
        TemplateYaml.read(file.toString(), yaml -> yaml.read(content));
        TemplateWriter.create(file, content);
    }

    /** Compares the content of the templates, not their {@linkplain #notices() notices}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IterationTemplate that
                && prompt.equals(that.prompt)
                && requirements.equals(that.requirements)
                && Objects.equals(wordLimit, that.wordLimit)
                && checks.equals(that.checks)
                && questions.equals(that.questions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(prompt, requirements, wordLimit, checks, questions);
    }

    @Override
    public String toString() {
        return "IterationTemplate[prompt=" + Excerpt.of(prompt) + ", requirements=" + Excerpt.of(requirements)
                + ", wordLimit=" + wordLimit + ", " + questions.size() + " questions]";
    }

    /** Collects what an {@link IterationTemplate} is made of. Not thread-safe. */
    public static final class Builder {

        private @Nullable String prompt;
        private @Nullable String requirements;
        private @Nullable Integer wordLimit;
        private List<AnswerCheck> checks = List.of();
        private final List<QuestionAnswer> questions = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the prompt to improve. Required.
         *
         * @param value the text
         * @return this builder
         * @throws IllegalArgumentException if it is blank or holds half of a surrogate pair
         */
        public Builder prompt(String value) {
            prompt = WellFormed.requireText(value, "prompt");
            return this;
        }

        /**
         * Sets what is required of the answers. Required: proposals and votes go by it, so vague requirements give vague
         * improvements.
         *
         * @param value the text
         * @return this builder
         * @throws IllegalArgumentException if it is blank or holds half of a surrogate pair
         */
        public Builder requirements(String value) {
            requirements = WellFormed.requireText(value, "requirements");
            return this;
        }

        /**
         * Limits how long prompts get, for a model that reads little or is paid by the token. The optimizing model is asked
         * to keep it; {@code PromptGuard.maxWords} enforces it.
         *
         * @param value the number of words; default no limit
         * @return this builder
         * @throws IllegalArgumentException if the number is not positive
         */
        public Builder wordLimit(int value) {
            wordLimit = Require.positive(value, "wordLimit");
            return this;
        }

        /**
         * Sets what each answer must have: a new prompt is out if an answer of its breaks a check that the best one's keeps.
         *
         * @param values default none
         * @return this builder
         * @throws IllegalArgumentException if a check is code, which no template can hold
         */
        public Builder checks(List<AnswerCheck> values) {
            checks = AnswerCheck.requireWritable(values);
            return this;
        }

        /**
         * Adds a question without an expected answer. At least one question is required.
         *
         * @param question the text to answer; blank to send the prompt alone
         * @return this builder
         * @throws IllegalArgumentException if the text holds half of a surrogate pair
         */
        public Builder question(String question) {
            return question(question, null);
        }

        /**
         * Adds a question with the answer expected to it. At least one question is required.
         *
         * @param question the text to answer; blank to send the prompt alone
         * @param answer the expected answer; null or blank for none
         * @return this builder
         * @throws IllegalArgumentException if either text holds half of a surrogate pair
         */
        public Builder question(String question, @Nullable String answer) {
            return question(QuestionAnswer.of(question, answer));
        }

        /**
         * Adds a question with all that belongs to it. At least one question is required.
         *
         * @param value the question
         * @return this builder
         */
        public Builder question(QuestionAnswer value) {
            questions.add(requireNonNull(value, "question"));
            return this;
        }

        /**
         * Makes the template.
         *
         * @return the template
         * @throws IllegalStateException if the prompt, the requirements or all questions are missing
         */
        public IterationTemplate build() {
            return new IterationTemplate(this, List.of());
        }

        private static String required(@Nullable String value, String name) {
            if (value == null) {
                throw new IllegalStateException("the template has no " + name + ": call " + name + "(...)");
            }
            return value;
        }
    }
}
