package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.answer.AnswerCaller;
import io.github.spo4j.engine.answer.AnswerChecks;
import io.github.spo4j.engine.evaluation.ComparisonWork;
import io.github.spo4j.engine.evaluation.OwnJudgedPairs;
import io.github.spo4j.engine.evaluation.VotedPairs;
import io.github.spo4j.engine.judge.VoteCaller;
import io.github.spo4j.engine.judge.VoteRules;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.engine.session.Session;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.internal.Seed;
import io.github.spo4j.judge.Judge;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings for the whole run. A setting that was not given has the value that the run has recorded, and in a new run the
 * default.
 *
 * @param votes how the judging model votes
 * @param questionDraw which questions are asked
 * @param instructions the words of the messages to models
 * @param placement where the prompt stands
 * @param mode what counts as an answer
 * @param guard decides whether a new prompt is tried
 * @param tags what the optimizing model is asked for
 * @param rules what decides about answers besides the judging model
 * @param seed decides random choices
 * @param heldOut how many questions are held out of the search; null if it depends on how many there are
 * @param attemptsTold of how many attempts that lost the optimizing model is told; 0 if nothing is told
 */
public record RunSettings(
        VotingChoice votes,
        QuestionDraw questionDraw,
        Instructions instructions,
        PromptPlacement placement,
        ReasoningMode mode,
        PromptGuard guard,
        ReplyTags tags,
        AnswerRules rules,
        Seed seed,
        @Nullable Integer heldOut,
        int attemptsTold) {

    /** A prompt that is ahead on fewer may be so by luck. */
    public static final int FEWEST_HELD_OUT = 4;

    private static final int USUAL_HELD_OUT = 6;

    private static final int USUAL_ATTEMPTS_TOLD = 3;

    /** On fewer even a win on each would not prove anything. */
    private static final int FEWEST_TO_PROVE = 5;

    private static final String QUESTIONS = "questions";
    private static final String PLACEMENT = "placement";
    private static final String MODE = "mode";
    private static final String TAGS = "tags";
    private static final String SEED = "seed";
    private static final String ATTEMPTS_TOLD = "attempts_told";
    private static final String INSTRUCTION = "instruction.";
    private static final String GUARD = "guard.";

    /** Only a run with checks sends and records it. */
    private static final String BROKEN_CHECKS = "optimize-checks";

    private static final Pattern VARIABLE = Pattern.compile("template\\.variables\\.\\d+\\.(.+)");

    /**
     * The settings that the user gave; null where none was given.
     */
    public record Given(
            VotingChoice votes,
            @Nullable QuestionDraw questionDraw,
            @Nullable Instructions instructions,
            @Nullable PromptPlacement placement,
            @Nullable ReasoningMode mode,
            @Nullable PromptGuard guard,
            @Nullable ReplyTags tags,
            AnswerRules rules,
            @Nullable Long seed,
            @Nullable Integer heldOut,
            @Nullable Integer attemptsTold) {

        /** Nothing was given. */
        public static final Given NOTHING =
                new Given(VotingChoice.NONE, null, null, null, null, null, null, AnswerRules.NONE, null, null, null);

        /** The same, with what another run has recorded of questions, votes and what is told, where none is given. */
        Given orAs(Fingerprint other) {
            return new Given(
                    votes.in(Optional.of(other)),
                    questionDraw != null
                            ? questionDraw
                            : other.text(QUESTIONS).map(QuestionDraw::parse).orElse(null),
                    instructions,
                    placement,
                    mode,
                    guard,
                    tags,
                    rules,
                    seed,
                    heldOut != null ? heldOut : count(other, Fingerprint.HELD_OUT),
                    attemptsTold != null ? attemptsTold : count(other, ATTEMPTS_TOLD));
        }

        private static Integer count(Fingerprint recorded, String name) {
            return recorded.text(name).map(Integer::valueOf).orElse(0);
        }
    }

    /**
     * The settings of a run.
     *
     * @param given what was given now
     * @param recorded what the run was made with; empty for a new one
     * @param template what is optimized
     * @return the settings
     * @throws RunException if the run was made with an unknown value
     */
    public static RunSettings of(Given given, Optional<Fingerprint> recorded, IterationTemplate template) {
        Fingerprint known = recorded.orElseGet(() -> Fingerprint.of(Map.of()));
        try {
            AnswerRules rules = given.rules.in(known);
            Instructions instructions = instructions(given, known, template, rules);
            int told = TriedText.hasPlace(instructions) ? attemptsTold(given, recorded) : 0;
            return new RunSettings(
                    given.votes.in(recorded),
                    choose(
                            given.questionDraw,
                            known,
                            QUESTIONS,
                            QuestionDraw::parse,
                            usualDraw(given, recorded, template)),
                    told == 0 ? TriedText.without(instructions) : instructions,
                    choose(given.placement, known, PLACEMENT, PromptPlacement::valueOf, PromptPlacement.USER),
                    choose(given.mode, known, MODE, ReasoningMode::valueOf, ReasoningMode.BASE_MODEL),
                    guard(given, recorded, template),
                    tags(given, recorded, template),
                    rules,
                    new Seed(choose(given.seed, known, SEED, Long::valueOf, drawnSeed())),
                    heldOut(given, recorded),
                    told);
        } catch (IllegalArgumentException e) {
            throw new RunException(
                    RunException.Kind.DAMAGED, "the run was made with an unknown value: " + e.getMessage(), e);
        }
    }

    /** A run of before tells of none. */
    private static int attemptsTold(Given given, Optional<Fingerprint> recorded) {
        if (given.attemptsTold != null) {
            return given.attemptsTold;
        }
        int usual = recorded.isPresent() ? 0 : USUAL_ATTEMPTS_TOLD;
        return choose(null, recorded.orElseGet(() -> Fingerprint.of(Map.of())), ATTEMPTS_TOLD, Integer::valueOf, usual);
    }

    /** Four questions, or three where only that leaves enough to be held out. */
    private static QuestionDraw usualDraw(Given given, Optional<Fingerprint> recorded, IterationTemplate template) {
        int left = template.questions().size() - VoteRules.FEWEST_TO_SPREAD;
        boolean holdsOut = given.heldOut != null ? given.heldOut > left : left == FEWEST_HELD_OUT - 1;
        return QuestionDraw.random(recorded.isPresent() || holdsOut ? 3 : VoteRules.FEWEST_TO_SPREAD);
    }

    /** A run of before holds none out. */
    private static @Nullable Integer heldOut(Given given, Optional<Fingerprint> recorded) {
        return recorded.isPresent() && given.heldOut == null
                ? recorded.get()
                        .text(Fingerprint.HELD_OUT)
                        .map(Integer::valueOf)
                        .orElse(0)
                : given.heldOut;
    }

    /**
     * {@return the same settings with the number of held-out questions and the rule of votes, once it is known how many
     * questions there are}
     *
     * @param searched how many questions the search asks
     * @param left how many others there are
     * @param rule which prompt is handed out
     * @throws IllegalArgumentException if fewer are left than are to be held out, or than the rule needs, or a judge cannot
     *     vote on so many or so few as the search asks
     */
    RunSettings holdingOut(int searched, int left, HandOut rule) {
        Integer asked = heldOut;
        int number = asked != null ? asked : left < FEWEST_HELD_OUT ? 0 : Math.min(USUAL_HELD_OUT, left);
        if (number > left) {
            throw new IllegalArgumentException("heldOut(" + number + ") needs as many questions beside the " + searched
                    + " of the search, and there are only " + left + ": give " + (number - left)
                    + " more, let the search ask fewer, or hold "
                    + (left < FEWEST_HELD_OUT ? "none out with heldOut(0)" : "at most " + left + " out"));
        }
        if (rule == HandOut.ONLY_IF_BETTER && number < FEWEST_TO_PROVE) {
            throw new IllegalArgumentException("ONLY_IF_BETTER needs at least " + FEWEST_TO_PROVE
                    + " held-out questions, and this run has " + number + ": beside the " + searched
                    + " of the search there are " + left + "; give more questions, or hand out by AHEAD");
        }
        return new RunSettings(
                votes.on(searched),
                questionDraw,
                instructions,
                placement,
                mode,
                guard,
                tags,
                rules,
                seed,
                number,
                attemptsTold);
    }

    /** A run that has recorded nothing of them asks for the usual ones. */
    private static ReplyTags tags(Given given, Optional<Fingerprint> recorded, IterationTemplate template) {
        ReplyTags usual = recorded.isPresent() ? ReplyTags.PLAIN : ReplyTags.besides(template.prompt());
        return choose(given.tags, recorded.orElseGet(() -> Fingerprint.of(Map.of())), TAGS, ReplyTags::parse, usual);
    }

    private static PromptGuard guard(Given given, Optional<Fingerprint> recorded, IterationTemplate template) {
        Optional<Map<String, String>> texts = recorded.map(known -> recorded(known, GUARD));
        PromptGuard guard = given.guard != null ? given.guard : PromptGuard.of(texts.orElse(Map.of()));
        return guard.inRun(texts, variables(template));
    }

    private static Set<String> variables(IterationTemplate template) {
        return template.questions().stream()
                .flatMap(question -> question.variables().keySet().stream())
                .collect(Collectors.toSet());
    }

    /**
     * {@return the guard that a run was made with, without what is code; the usual one for a run of the Python system}
     *
     * @param madeWith what the run was made with
     */
    public static PromptGuard guard(Fingerprint madeWith) {
        if (madeWith.texts().isEmpty()) {
            return PromptGuard.standard();
        }
        Map<String, String> texts = recorded(madeWith, GUARD);
        Set<String> variables = new HashSet<>();
        madeWith.texts().keySet().forEach(name -> {
            Matcher variable = VARIABLE.matcher(name);
            if (variable.matches()) {
                variables.add(variable.group(1));
            }
        });
        return PromptGuard.of(texts).inRun(Optional.of(texts), variables);
    }

    private static <T> T choose(
            @Nullable T given, Fingerprint recorded, String name, Function<String, T> reading, T usual) {
        return given != null ? given : recorded.text(name).map(reading).orElse(usual);
    }

    /** Short enough to type again. It is no secret, and a secure random source would delay the start. */
    private static long drawnSeed() {
        return new Random().nextInt(Integer.MAX_VALUE);
    }

    /** A run keeps its words when a later version of this library has others. */
    private static Instructions instructions(
            Given given, Fingerprint recorded, IterationTemplate template, AnswerRules rules) {
        Map<String, String> texts = recorded(recorded, INSTRUCTION);
        if (given.instructions == null && !texts.isEmpty()) {
            return Instructions.of(texts);
        }
        Instructions chosen =
                given.instructions == null ? Instructions.inLanguageOf(template.requirements()) : given.instructions;
        return rules.areChecking(template) ? chosen : without(BROKEN_CHECKS, chosen);
    }

    private static Instructions without(String name, Instructions instructions) {
        Map<String, String> texts = new LinkedHashMap<>(instructions.texts());
        return texts.remove(name) == null ? instructions : Instructions.of(texts);
    }

    private static Map<String, String> recorded(Fingerprint recorded, String prefix) {
        Map<String, String> texts = new LinkedHashMap<>();
        recorded.texts().forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                texts.put(name.substring(prefix.length()), text);
            }
        });
        return texts;
    }

    Fingerprint fingerprint(IterationTemplate template, Map<ModelRole, RoleModel> models) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.putAll(votes.texts());
        texts.put(QUESTIONS, questionDraw.toString());
        if (!tags.arePlain()) {
            texts.put(TAGS, tags.toString());
        }
        texts.put(SEED, Long.toString(seed.value()));
        if (heldOut != null && heldOut > 0) {
            texts.put(Fingerprint.HELD_OUT, heldOut.toString());
        }
        if (attemptsTold > 0) {
            texts.put(ATTEMPTS_TOLD, Integer.toString(attemptsTold));
        }
        texts.putAll(requests(template, models));
        return Fingerprint.of(texts);
    }

    /**
     * {@return what the requests of a run or a comparison are made of, by name}
     *
     * @param template what is answered, and what is required
     * @param models with their settings
     */
    public Map<String, String> requests(IterationTemplate template, Map<ModelRole, RoleModel> models) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(PLACEMENT, placement.name());
        texts.put(MODE, mode.name());
        instructions.texts().forEach((name, text) -> texts.put(INSTRUCTION + name, text));
        guard.texts().forEach((name, text) -> texts.put(GUARD + name, text));
        texts.putAll(rules.texts());
        putTemplate(texts, template);
        models.forEach((role, model) -> model.settings()
                .parameters()
                .forEach((name, value) -> texts.put(prefix(role) + name, value.toString())));
        return texts;
    }

    /**
     * {@return the template that a run was made with}
     *
     * @param madeWith what the run was made with
     */
    public static IterationTemplate template(Fingerprint madeWith) {
        Map<String, String> texts = recorded(madeWith, "template.");
        IterationTemplate.Builder template = IterationTemplate.builder()
                .prompt(texts.getOrDefault("prompt", ""))
                .requirements(texts.getOrDefault("requirements", ""))
                .checks(AnswerRules.ofTemplate(madeWith));
        String words = texts.get("count");
        if (words != null) {
            template.wordLimit(Integer.parseInt(words));
        }
        String question = texts.get("question.1");
        for (int number = 1; question != null; question = texts.get("question." + ++number)) {
            template.question(QuestionAnswer.of(question, texts.get("answer." + number))
                    .variables(recorded(madeWith, "template.variables." + number + "."))
                    .checks(AnswerRules.ofQuestion(madeWith, number)));
        }
        return template.build();
    }

    /** How many calls a question takes on which two prompts are compared: two answers, and two votes if a model judges. */
    int callsToCompare() {
        return rules.judge() == null ? 4 : 2;
    }

    /**
     * {@return the work of comparing two prompts with these settings}
     *
     * @param session has the models
     * @param template has the requirements and the checks
     */
    public ComparisonWork comparison(Session session, IterationTemplate template) {
        Judge own = rules.judge();
        return new ComparisonWork(
                new AnswerCaller(session.model(ModelRole.EXECUTE), guard, placement, mode),
                new AnswerChecks(rules.ofAll(template)),
                own != null
                        ? new OwnJudgedPairs(own, template.requirements())
                        : new VotedPairs(
                                new VoteCaller(
                                        session.model(ModelRole.EVALUATE), instructions, template.requirements()),
                                session.calls()),
                session.calls());
    }

    /**
     * {@return how the questions of a run are used, before any comparison}
     *
     * @param madeWith what the run was made with; if it is empty, the questions that were left are not known
     * @param searched how many questions a prompt of the run answered
     */
    public static Confirmation.Questions questions(Fingerprint madeWith, int searched) {
        if (madeWith.texts().isEmpty()) {
            return new Confirmation.Questions(searched, -1, 0, 0);
        }
        IterationTemplate template = template(madeWith);
        RunSettings settings = of(Given.NOTHING, Optional.of(madeWith), template);
        RunQuestions.Drawn drawn = RunQuestions.drawn(template, settings.questionDraw, settings.seed);
        int heldOut = settings.heldOut == null ? 0 : settings.heldOut;
        return new Confirmation.Questions(searched, drawn.others().size(), heldOut, 0);
    }

    /**
     * {@return the settings that were sent with each request of a role}
     *
     * @param madeWith what the run was made with
     * @param role the role
     */
    public static ModelSettings model(Fingerprint madeWith, ModelRole role) {
        return ModelSettings.of(recorded(madeWith, prefix(role)));
    }

    /**
     * {@return where the prompt stood in the requests of a run}
     *
     * @param madeWith what the run was made with
     */
    public static PromptPlacement placement(Fingerprint madeWith) {
        return madeWith.text(PLACEMENT).map(PromptPlacement::valueOf).orElse(PromptPlacement.USER);
    }

    private static String prefix(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT) + ".";
    }

    private static void putTemplate(Map<String, String> texts, IterationTemplate template) {
        texts.put(Fingerprint.START_PROMPT, template.prompt());
        texts.put("template.requirements", template.requirements());
        put(texts, "template.count", template.wordLimit());
        texts.putAll(AnswerRules.texts(template));
        int number = 1;
        for (QuestionAnswer question : template.questions()) {
            texts.put("template.question." + number, question.question());
            put(texts, "template.answer." + number, question.answer());
            String variable = "template.variables." + number + ".";
            question.variables().forEach((name, value) -> texts.put(variable + name, value));
            number++;
        }
    }

    private static void put(Map<String, String> texts, String name, @Nullable Object value) {
        if (value != null) {
            texts.put(name, value.toString());
        }
    }
}
