package io.github.spo4j.examples.server.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.server.job.JobException.Kind;
import io.github.spo4j.examples.server.job.JobException.Wrong;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VoteSchedule;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.TemplateException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An optimization's request, checked. Immutable. */
final class OptimizeRequest implements JobRequest {

    static final String TEMPLATE = "template";
    static final String MAX_ROUNDS = "max_rounds";

    private static final SecureRandom SEEDS = new SecureRandom();
    private static final int USUAL_ROUNDS = 10;
    private static final int USUAL_FIRST = 3;
    private static final double MOST_TIMES = 1_000_000;
    private static final int LONGEST_MARK = 200;

    private final JobSetup setup;
    private final String name;
    private final IterationTemplate template;
    private final String yaml;
    private final int maxRounds;
    private final @Nullable Integer questions;
    private final boolean firstQuestions;
    private final HeldOut heldOut;
    private final @Nullable VotingRule rule;
    private final @Nullable Double longerNeedsAllVotes;
    private final Schedule schedule;
    private final ReasoningMode mode;
    private final PromptPlacement placement;
    private final @Nullable Language language;
    private final long seed;
    private final @Nullable Integer patience;
    private final @Nullable Integer voidRounds;
    private final @Nullable Integer maxWords;
    private final @Nullable Frozen frozen;
    private final List<ChosenModel> models;
    private final Spending spending;

    /** What to save when asking for votes. */
    enum Schedule {
        CALLS(VoteSchedule.FEWEST_CALLS),
        WAITS(VoteSchedule.FEWEST_WAITS);

        private final VoteSchedule votes;

        Schedule(VoteSchedule votes) {
            this.votes = votes;
        }
    }

    /** The languages of the instructions. */
    enum Language {
        EN,
        ZH;

        Instructions instructions() {
            return this == EN ? Instructions.english() : Instructions.chinese();
        }
    }

    /** The marks of frozen text. */
    record Frozen(String open, String close) {

        static @Nullable Frozen read(RequestFields parent) {
            RequestFields fields = parent.object("frozen");
            if (fields == null) {
                return null;
            }
            Frozen frozen = new Frozen(fields.requiredText("open"), fields.requiredText("close"));
            fields.refuseOthers();
            if (frozen.open.length() > LONGEST_MARK || frozen.close.length() > LONGEST_MARK) {
                parent.wrong("frozen", "has a mark of more than " + LONGEST_MARK + " characters");
            }
            return frozen.open.isEmpty() || frozen.close.isEmpty() ? null : frozen;
        }
    }

    private OptimizeRequest(RequestFields fields, JobSetup setup) {
        this.setup = setup;
        String label = fields.label("name", JobRequest.LONGEST_NAME);
        name = label == null || label.isBlank() ? "optimize" : label;
        yaml = fields.requiredText(TEMPLATE);
        maxRounds = or(fields.count(MAX_ROUNDS, 1, setup.limits().maxRounds()), USUAL_ROUNDS);
        questions = fields.count("questions", 0, Integer.MAX_VALUE);
        firstQuestions = fields.flag("first_questions");
        HeldOut.Wish wish = HeldOut.Wish.read(fields);
        rule = fields.choice("judge", VotingRule.class);
        longerNeedsAllVotes = fields.measure("longer_needs_all_votes", 1, MOST_TIMES);
        schedule = or(fields.choice("schedule", Schedule.class), Schedule.CALLS);
        mode = or(fields.choice("mode", ReasoningMode.class), ReasoningMode.BASE_MODEL);
        placement = or(fields.choice("placement", PromptPlacement.class), PromptPlacement.USER);
        language = fields.choice("language", Language.class);
        seed = or(fields.number("seed", Long.MIN_VALUE, Long.MAX_VALUE), (long) SEEDS.nextInt(Integer.MAX_VALUE));
        patience = fields.count("patience", 1, Integer.MAX_VALUE);
        voidRounds = fields.count("void_rounds", 1, Integer.MAX_VALUE);
        maxWords = fields.count("max_words", 1, Integer.MAX_VALUE);
        frozen = Frozen.read(fields);
        models = models(fields, setup.models());
        spending = Spending.read(fields, setup.limits());
        fields.requireRight();
        template = template(yaml);
        heldOut = wish.in(template, searched(wish));
    }

    /** How many questions the search asks. */
    private int searched(HeldOut.Wish wish) {
        int all = template.questions().size();
        if (questions == null) {
            return Math.min(firstQuestions ? USUAL_FIRST : wish.searched(template), all);
        }
        return questions == 0 ? all : Math.min(questions, all);
    }

    private static <T> T or(@Nullable T given, T usual) {
        return given == null ? usual : given;
    }

    private static List<ChosenModel> models(RequestFields fields, JobModels models) {
        RequestFields given = fields.object("models");
        RequestFields chosen = given == null ? RequestFields.of(StoredJson.object()) : given;
        List<ChosenModel> roles = Stream.of(ModelRole.OPTIMIZE, ModelRole.EVALUATE, ModelRole.EXECUTE)
                .map(role -> ChosenModel.read(chosen, ChosenModel.field(role), role, models))
                .toList();
        if (given == null) {
            chosen.takeOver(fields, "models.");
        } else {
            given.refuseOthers();
        }
        return roles;
    }

    /** Reads the template, or reports what is wrong with it in which line. */
    static IterationTemplate template(String yaml) {
        try {
            return IterationTemplate.parse("the template", yaml);
        } catch (TemplateException e) {
            throw new JobException(Kind.INVALID_TEMPLATE, List.of(new Wrong(e.field(), e.line(), e.problem())));
        }
    }

    /**
     * Reads a request and checks that it gives a valid run.
     *
     * @throws JobException if not
     */
    static OptimizeRequest read(ObjectNode json, JobSetup setup) {
        RequestFields fields = RequestFields.of(json);
        fields.text(KIND);
        OptimizeRequest request = new OptimizeRequest(fields, setup);
        request.refuseWhatCannotRun();
        return request;
    }

    private void refuseWhatCannotRun() {
        try {
            optimizer().build();
            for (ChosenModel model : models) {
                spending.budget(setup.limits())
                        .requirePrice(model.in(setup.models(), seed).settings().name());
            }
        } catch (IllegalArgumentException e) { // marks that do not fit the prompt, or an unknown price
            throw new JobException(
                    Kind.INVALID_REQUEST, List.of(new Wrong(null, null, String.valueOf(e.getMessage()))));
        }
        heldOut.refuse();
        heldOut.refuseTooFew(spending.calls(), maxRounds);
    }

    HeldOut heldOut() {
        return heldOut;
    }

    /** How many calls compare the winner with the start. */
    long comparisonCalls() {
        return heldOut.calls(maxRounds);
    }

    JobSetup setup() {
        return setup;
    }

    /** An optimizer with everything but the place of its files and its listener. */
    PromptOptimizer.Builder optimizer() {
        PromptOptimizer.Builder optimizer = PromptOptimizer.builder()
                .template(template)
                .maxRounds(maxRounds)
                .heldOut(heldOut.number())
                .handOut(heldOut.rule())
                .voteSchedule(schedule.votes)
                .mode(mode)
                .placement(placement)
                .seed(seed)
                .guard(guard(frozen, maxWords))
                .callPolicy(setup.policy())
                .budget(spending.budget(setup.limits()))
                .timeLimit(spending.maxTime());
        QuestionDraw draw = draw();
        if (draw != null) {
            optimizer.questions(draw);
        }
        if (rule != null) {
            optimizer.votingRule(rule);
        }
        if (longerNeedsAllVotes != null) {
            optimizer.longerNeedsAllVotes(longerNeedsAllVotes);
        }
        if (language != null) {
            optimizer.instructions(language.instructions());
        }
        if (patience != null) {
            optimizer.patience(patience);
        }
        if (voidRounds != null) {
            optimizer.voidRounds(voidRounds);
        }
        for (ChosenModel chosen : models) {
            JobModel model = chosen.in(setup.models(), seed);
            switch (chosen.role()) {
                case OPTIMIZE -> optimizer.optimizeWith(model.port(), model.settings());
                case EVALUATE -> optimizer.evaluateWith(model.port(), model.settings());
                case EXECUTE -> optimizer.executeWith(model.port(), model.settings());
                case EXTRACT, MERGE -> throw new IllegalStateException("no role of a run: " + chosen.role());
            }
        }
        return optimizer;
    }

    static PromptGuard guard(@Nullable Frozen frozen, @Nullable Integer maxWords) {
        PromptGuard guard = PromptGuard.standard();
        guard = frozen == null ? guard : guard.frozen(frozen.open, frozen.close);
        return maxWords == null ? guard : guard.maxWords(maxWords);
    }

    private @Nullable QuestionDraw draw() {
        if (questions == null) {
            return firstQuestions ? QuestionDraw.first(USUAL_FIRST) : null;
        }
        if (questions == 0) {
            return QuestionDraw.all();
        }
        return firstQuestions ? QuestionDraw.first(questions) : QuestionDraw.random(questions);
    }

    /** Why a prompt cannot be promoted; empty if it can. */
    Optional<String> refusal(String prompt, List<String> best) {
        Instructions instructions =
                language == null ? Instructions.inLanguageOf(template.requirements()) : language.instructions();
        return guard(frozen, maxWords)
                .refusal(prompt, template.prompt(), best, instructions.texts().values());
    }

    String startPrompt() {
        return template.prompt();
    }

    @Override
    public JobKind kind() {
        return JobKind.OPTIMIZE;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JobWork work(@Nullable Decision decision) {
        return new OptimizeWork(this, decision);
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = StoredJson.object();
        json.put(KIND, kind().word()).put("name", name).put(TEMPLATE, yaml);
        json.put(MAX_ROUNDS, maxRounds).put("questions", questions).put("first_questions", firstQuestions);
        heldOut.write(json);
        json.put("judge", rule == null ? null : word(rule)).put("schedule", word(schedule));
        json.put("longer_needs_all_votes", longerNeedsAllVotes);
        json.put("mode", word(mode)).put("placement", word(placement));
        json.put("language", language == null ? null : word(language));
        json.put("seed", seed).put("patience", patience).put("void_rounds", voidRounds);
        json.put("max_words", maxWords);
        if (frozen != null) {
            json.putObject("frozen").put("open", frozen.open).put("close", frozen.close);
        }
        ObjectNode chosen = json.putObject("models");
        models.forEach(model -> model.write(chosen, ChosenModel.field(model.role()), setup.models()));
        spending.write(json);
        return json;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
