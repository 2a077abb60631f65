package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.style.StyleProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A simulation of language models without network and key: it optimizes, answers, judges and describes styles by rules.
 * Immutable; can be shared by any number of threads.
 *
 * <p>A prompt has a hidden {@linkplain #quality quality}, made of a dozen traits such as asking for steps or for a
 * final check. The answers show it through noise, and the judge sees only the answers. Results say something about the
 * optimizer and nothing about prompts.
 *
 * <p>A reply depends only on the seed, the request's role, its messages and its {@linkplain ModelRequest#sample()
 * sample number}: the same request gets the same reply, on every machine and thread, in any order. So a failed call
 * fails again when it is retried unchanged.
 *
 * <p>An article is described, in its own language, by what can be counted in it, such as the length of its sentences,
 * its headings and its questions; the description is true, though a model would see more. Descriptions are merged by
 * counting what most articles have. Both depend only on the text, except for a category and labels if the request
 * leaves a choice; those are drawn.
 */
public final class SimulatedModel implements ChatModelPort {

    /** A notice to show before results: nothing here comes from a model. */
    public static final String NOTICE =
            "This is a simulation: no model is called and nothing is paid. What it says is made up from rules, and its"
                    + " prompts mean nothing.";

    private static final String NAME = "simulation";

    private final long seed;
    private final double failureRate;
    private final String settings;
    private final SimulatedOptimizer optimizer;
    private final SimulatedWriter writer;
    private final SimulatedJudge judge;
    private final SimulatedReader reader = new SimulatedReader();
    private final SimulatedMerger merger = new SimulatedMerger();

    private SimulatedModel(Builder builder) {
        seed = builder.seed;
        failureRate = builder.failureRate;
        settings = builder.toString();
        optimizer = new SimulatedOptimizer(builder.slipRate, builder.unreadableRate);
        writer = new SimulatedWriter(builder.writerNoise);
        judge = new SimulatedJudge(
                builder.seed, builder.judgeNoise, builder.favourite, builder.bias, builder.unreadableRate);
    }

    /** {@return a builder with seed 0, a little noise and no failures} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes up a reply. {@linkplain ModelRequest#settings() Settings}, deadline and JSON mode are ignored.
     *
     * @param request a request to optimize, judge, extract or merge as the instructions word it, or a prompt with a
     *     question
     * @return a reply served by "simulation", with plausible token counts
     * @throws ModelException SERVER_ERROR at the {@linkplain Builder#failureRate failure rate}; INVALID_REQUEST if the
     *     sections to work on are missing from the request
     */
    @Override
    public ModelReply chat(ModelRequest request) {
        Dice dice = dice(request);
        if (dice.chance(failureRate, "failure")) {
            throw new ModelException(
                    Kind.SERVER_ERROR, "the simulated server failed, as it was set to", null, 500, null);
        }
        String text =
                switch (request.role()) {
                    case OPTIMIZE -> optimizer.reply(said(request), dice);
                    case EXECUTE -> writer.reply(request.messages(), dice);
                    case EVALUATE -> judge.reply(said(request), request.sample());
                    case EXTRACT -> reader.reply(said(request), dice);
                    case MERGE -> merger.reply(said(request));
                };
        return ModelReply.builder(text)
                .finishReason(FinishReason.STOP)
                .usage(TokenUsage.of(TokenCount.of(said(request)), TokenCount.of(text)))
                .servedModel(NAME)
                .build();
    }

    /**
     * {@return a prompt's quality, which the optimizer never sees: from 0 to 1, the share of traits that are right. A
     * plain prompt only has no faults, which is 1/6}
     *
     * @param prompt any text, English or Chinese
     */
    public double quality(String prompt) {
        return PromptQuality.of(prompt);
    }

    /**
     * {@return whether a simulation, of any seed, wrote a profile: it adds a field that says so}
     *
     * @param profile of an article, or merged
     */
    public static boolean wrote(StyleProfile profile) {
        return SimulatedReader.wrote(requireNonNull(profile, "profile"));
    }

    /**
     * {@return a description for people: {@link #NOTICE} on the first line, the settings on the second, without a line
     * end}
     */
    public String describe() {
        return NOTICE + "\n" + settings;
    }

    @Override
    public String toString() {
        return "SimulatedModel[" + settings + "]";
    }

    private Dice dice(ModelRequest request) {
        List<String> content = new ArrayList<>();
        content.add(request.role().name());
        content.add(Integer.toString(request.sample()));
        for (Message message : request.messages()) {
            content.add(message.speaker().name());
            content.add(message.text());
        }
        return Dice.of(seed, content);
    }

    private static String said(ModelRequest request) {
        return request.messages().stream().map(Message::text).collect(joining("\n"));
    }

    /** Builds a {@link SimulatedModel}. All rates are probabilities from 0 to 1. Not thread-safe. */
    public static final class Builder {

        private long seed;
        private double slipRate = 0.3;
        private double writerNoise = 0.05;
        private double judgeNoise = 0.05;
        private Choice favourite = Choice.A;
        private double bias;
        private double failureRate;
        private double unreadableRate;

        private Builder() {}

        /**
         * Sets the seed of all draws.
         *
         * @param value any number; default 0
         * @return this builder
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets how often the optimizer makes a prompt worse, where it can.
         *
         * @param value default 0.3
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder slipRate(double value) {
            slipRate = checked(value, "slipRate");
            return this;
        }

        /**
         * Sets how often an answer hides a trait that its prompt has, or shows one that it lacks.
         *
         * @param value for each trait and answer; default 0.05
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder writerNoise(double value) {
            writerNoise = checked(value, "writerNoise");
            return this;
        }

        /**
         * Sets how often the judge votes against its own finding.
         *
         * @param value default 0.05
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder judgeNoise(double value) {
            judgeNoise = checked(value, "judgeNoise");
            return this;
        }

        /**
         * Sets how often the judge names one position regardless of the answers; this comes before noise.
         *
         * @param favourite the position
         * @param value default 0
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder positionBias(Choice favourite, double value) {
            this.favourite = requireNonNull(favourite, "favourite");
            bias = checked(value, "positionBias");
            return this;
        }

        /**
         * Sets how many calls, of any role, end in a server error. The same request fails each time.
         *
         * @param value default 0
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder failureRate(double value) {
            failureRate = checked(value, "failureRate");
            return this;
        }

        /**
         * Sets how many replies of the optimizer and the judge cannot be read: a tag that is not closed, no choice, or
         * two that differ.
         *
         * @param value default 0
         * @return this builder
         * @throws IllegalArgumentException if the value is not from 0 to 1
         */
        public Builder unreadableRate(double value) {
            unreadableRate = checked(value, "unreadableRate");
            return this;
        }

        /** {@return the model} */
        public SimulatedModel build() {
            return new SimulatedModel(this);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "seed %d, slip rate %s, writer noise %s, judge noise %s, position bias %s, failure rate %s,"
                            + " unreadable rate %s",
                    seed,
                    slipRate,
                    writerNoise,
                    judgeNoise,
                    bias == 0 ? "0.0" : bias + " for " + favourite,
                    failureRate,
                    unreadableRate);
        }

        private static double checked(double value, String name) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be from 0 to 1: " + value);
            }
            return value;
        }
    }
}
