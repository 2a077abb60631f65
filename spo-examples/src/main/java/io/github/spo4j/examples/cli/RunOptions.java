package io.github.spo4j.examples.cli;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe a run: its template, models, length and limits. */
final class RunOptions {

    private static final int USUAL_QUESTIONS = 3;

    private final Words words;

    @Mixin
    private StartOptions start;

    @Option(names = "--workspace", paramLabel = "DIR", defaultValue = "workspace")
    private Path workspace;

    @Option(names = "--name", paramLabel = "NAME")
    private @Nullable String name;

    @Option(names = "--initial-round", paramLabel = "N", defaultValue = "1", converter = Numbers.Count.class)
    private int initialRound;

    @Mixin
    private RoleModels models;

    @Mixin
    private PaceOptions pace;

    @Option(names = "--mode", paramLabel = "MODE")
    private @Nullable ReasoningMode mode;

    @Option(names = "--offline")
    private boolean offline;

    @Option(names = "--seed", paramLabel = "N")
    private @Nullable Long seed;

    @Option(names = "--judge", paramLabel = "RULE")
    private @Nullable VotingRule rule;

    @Option(names = "--longer-needs-all-votes", paramLabel = "RATIO", converter = Numbers.Ratio.class)
    private @Nullable Double longerNeedsAllVotes;

    @Option(names = "--questions", paramLabel = "N|all", converter = Questions.class)
    private @Nullable Integer questions;

    @Option(names = "--first-questions")
    private boolean firstQuestions;

    @Option(names = "--held-out", paramLabel = "N")
    private @Nullable Integer heldOut;

    @Option(names = "--hand-out", paramLabel = "RULE")
    private @Nullable Rule handOut;

    @Option(names = "--attempts-told", paramLabel = "N", converter = Numbers.CountFromZero.class)
    private @Nullable Integer attemptsTold;

    @Option(names = "--language", paramLabel = "LANGUAGE")
    private @Nullable Language language;

    @Option(names = "--placement", paramLabel = "MESSAGE")
    private @Nullable PromptPlacement placement;

    @Mixin
    private FrozenOption frozen;

    @Option(names = "--max-words", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer maxWords;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    RunOptions(Words words) {
        this.words = words;
    }

    /** The languages of the instructions. */
    private enum Language {
        EN,
        ZH;

        Instructions instructions() {
            return this == EN ? Instructions.english() : Instructions.chinese();
        }
    }

    /** Which prompt is handed out, as people type it. */
    private enum Rule {
        AHEAD(HandOut.AHEAD),
        ONLY_IF_BETTER(HandOut.ONLY_IF_BETTER);

        private final HandOut rule;

        Rule(HandOut rule) {
            this.rule = rule;
        }

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    /** A count, or {@code all}. */
    static final class Questions implements picocli.CommandLine.ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            if (value.equals("all")) {
                return Integer.MAX_VALUE;
            }
            if (!value.matches("0*[1-9][0-9]{0,8}")) {
                throw Numbers.refused("expected.count.or.all");
            }
            return Integer.valueOf(value);
        }
    }

    boolean isOffline() {
        return offline;
    }

    IterationTemplate template() {
        return start.template();
    }

    BudgetOptions budget() {
        return pace.budget();
    }

    /**
     * The optimizer with these options, without those of a single command.
     *
     * @param simulation plays the models with --offline
     */
    PromptOptimizer.Builder optimizer(IterationTemplate found, ChatModelPort simulation, PrintWriter err) {
        PromptOptimizer.Builder optimizer = withoutModels(found);
        if (offline) {
            err.println(words.say("simulated"));
            optimizer.model(simulation);
        } else {
            models.configure(optimizer, words, err);
        }
        return optimizer;
    }

    /** The same for an estimate, which asks no model: it needs no key and, without a config file, no name. */
    PromptOptimizer.Builder estimated(IterationTemplate found, ChatModelPort simulation, PrintWriter err) {
        if (offline) {
            return optimizer(found, simulation, err);
        }
        PromptOptimizer.Builder optimizer = withoutModels(found);
        if (!models.describe(optimizer, words, err)) {
            err.println(words.say("note", words.say("estimate.unnamed")));
        }
        return optimizer;
    }

    private PromptOptimizer.Builder withoutModels(IterationTemplate found) {
        PromptOptimizer.Builder optimizer = PromptOptimizer.builder()
                .template(found)
                .workspace(workspace)
                .name(name(found))
                .initialRound(initialRound);
        pace.configure(optimizer);
        setIfGiven(mode, optimizer::mode);
        setIfGiven(rule, optimizer::votingRule);
        setIfGiven(longerNeedsAllVotes, optimizer::longerNeedsAllVotes);
        setIfGiven(draw(), optimizer::questions);
        heldOut(optimizer);
        setIfGiven(handOut == null ? null : handOut.rule, optimizer::handOut);
        setIfGiven(attemptsTold, optimizer::attemptsTold);
        setIfGiven(placement, optimizer::placement);
        setIfGiven(language == null ? null : language.instructions(), optimizer::instructions);
        setIfGiven(guard(found), optimizer::guard);
        setIfGiven(seed, optimizer::seed);
        return optimizer;
    }

    private void heldOut(PromptOptimizer.Builder optimizer) {
        try {
            setIfGiven(heldOut, optimizer::heldOut);
        } catch (IllegalArgumentException e) { // too few to say anything
            throw UsageException.of(e);
        }
    }

    /** Options that are not given keep the values that an existing run has recorded. */
    private static <T> void setIfGiven(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private @Nullable PromptGuard guard(IterationTemplate found) {
        Optional<PromptGuard> marked = frozen.guard(found);
        return maxWords == null
                ? marked.orElse(null)
                : marked.orElseGet(PromptGuard::standard).maxWords(maxWords);
    }

    private @Nullable QuestionDraw draw() {
        if (questions == null && !firstQuestions) {
            return null;
        }
        int count = questions == null ? USUAL_QUESTIONS : questions;
        return firstQuestions ? QuestionDraw.first(count) : QuestionDraw.random(count);
    }

    private String name(IterationTemplate found) {
        if (name != null) {
            return name;
        }
        String bare = start.name(found);
        String usual = offline ? bare + "-offline" : bare; // never resumed with real models, nor the other way round
        try {
            RunStorage.directory(workspace, usual);
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.name.usual", usual);
        }
        return usual;
    }
}
