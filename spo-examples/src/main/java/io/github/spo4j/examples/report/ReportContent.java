package io.github.spo4j.examples.report;

import io.github.spo4j.RecordedRun;
import io.github.spo4j.evaluation.ComparedQuestion;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.Confirmation.State;
import io.github.spo4j.examples.terminal.WordDiff;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.JudgeConsistency;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a report says, in the words of one language, before it has a form. */
final class ReportContent {

    private final RecordedRun run;
    private final RunUsage usage;
    private final boolean inDollars;
    private final ReportWords words;

    ReportContent(RecordedRun run, RunUsage usage, boolean inDollars, ReportWords words) {
        this.run = run;
        this.usage = usage;
        this.inDollars = inDollars;
        this.words = words;
    }

    String say(String key, Object... values) {
        return words.say(key, values);
    }

    String language() {
        return words.locale().toLanguageTag();
    }

    /** The run's name and id; where it lies is the business of one machine only. */
    String name() {
        return best().filter(round -> round.voidReason() == null)
                .map(round -> run.export(round).provenance().get("run"))
                .orElseGet(() -> run.location().replaceFirst("^.*[/\\\\](?=.)", ""));
    }

    Optional<Round> best() {
        return run.bestRound();
    }

    /** The prompt that is handed out or, if that is the first one, the one that won the search and was not taken. */
    Optional<Round> winner() {
        return best().filter(round -> round.number() > 1).or(run::searchWinner);
    }

    /** Whether another prompt than the first won. */
    boolean hasWinner() {
        return winner().map(Round::number).orElse(1) > 1;
    }

    /** Whether the prompt that won is not handed out. */
    boolean isRefused() {
        return hasWinner() && !winner().equals(best());
    }

    /** What is known of unseen questions first, then what the run itself came to. */
    List<String> verdict() {
        List<String> sentences = new ArrayList<>();
        Optional<Confirmation> found = run.confirmation();
        if (found.isEmpty() && !run.rounds().isEmpty()) {
            sentences.add(say("unseen.to.come"));
        }
        if (found.map(Confirmation::state).orElse(State.NO_QUESTIONS) == State.NO_QUESTIONS) {
            sentences.add(say("unseen.none"));
        }
        found.ifPresent(confirmation -> sentences.addAll(confirmation.sentences(words.locale())));
        sentences.add(outcome());
        return sentences;
    }

    private String outcome() {
        List<Round> tried = run.rounds().stream()
                .filter(round -> round.source() == Round.Source.MODEL && round.voidReason() == null)
                .toList();
        long won = tried.stream().filter(Round::accepted).count();
        if (best().isEmpty()) {
            return say("outcome.none");
        }
        Round best = best().get();
        if (best.source() == Round.Source.PERSON) {
            return say("outcome.person", best.number());
        }
        return hasWinner()
                ? say("outcome.winner", winner().orElseThrow().number(), won, tried.size())
                : say(tried.isEmpty() ? "outcome.untried" : "outcome.start", tried.size());
    }

    Optional<ComparisonResult> unseen() {
        return run.confirmation().flatMap(Confirmation::comparison);
    }

    /** The held-out questions, with both answers. */
    List<AnswerView> unseenAnswers() {
        return unseen().map(
                        found -> found.questions().stream().map(AnswerView::of).toList())
                .orElse(List.of());
    }

    /** Who won a held-out question, and by which votes. */
    String unseenOutcome(int index) {
        ComparedQuestion question = unseen().orElseThrow().questions().get(index);
        return say(
                switch (question.outcome()) {
                    case WIN -> "won";
                    case LOSS -> "lost";
                    case TIE -> "tied";
                });
    }

    /** From the first prompt to the one that won. */
    List<WordDiff.Part> change() {
        return winner().map(won -> PromptChange.between(run.rounds().get(0).prompt(), won.prompt()))
                .orElse(List.of());
    }

    String changeTitle() {
        return say(!hasWinner() ? "prompt" : isRefused() ? "change.refused" : "change");
    }

    String winnerTitle() {
        return say(isRefused() ? "prompt.refused" : "prompt.best");
    }

    String answersTitle() {
        return say(isRefused() ? "answers.refused" : "answers.best");
    }

    List<RoundView> rounds() {
        List<RoundView> views = new ArrayList<>();
        int best = best().map(Round::number).orElse(0);
        String incumbent = "";
        for (Round round : run.rounds()) {
            views.add(new RoundView(round, incumbent, round.number() == best, words));
            incumbent = round.accepted() ? round.prompt() : incumbent;
        }
        return views;
    }

    RoundsChart chart() {
        return RoundsChart.of(rounds());
    }

    /** How many rounds measured nothing, and why. */
    List<String> voids() {
        return run.voidReasons().entrySet().stream()
                .map(reason -> say("void.reason", reason.getValue(), reason.getKey()))
                .toList();
    }

    List<AnswerView> answers() {
        return winner().map(won -> AnswerView.of(run.rounds().get(0), won, template()))
                .orElse(List.of());
    }

    Optional<IterationTemplate> template() {
        return run.template();
    }

    List<String> judge() {
        JudgeConsistency judge = run.judgeConsistency();
        if (judge.readable() + judge.abstained() == 0) {
            return List.of(say("judge.none"));
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(
                judge.pairs() == 0 ? say("judge.pairs.none") : say("judge.pairs", judge.agreeing(), judge.pairs()));
        sentences.add(say("judge.first", judge.choseA(), judge.readable()));
        if (judge.abstained() > 0) {
            sentences.add(say("judge.unclear", judge.abstained()));
        }
        return sentences;
    }

    List<UsageRow> usage() {
        return UsageRow.of(usage, inDollars, words);
    }

    /** What the run was made with, by what it is. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (ModelRole role : EnumSet.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            ModelSettings set = run.settings(role);
            if (set.name() != null) {
                settings.put(UsageRow.role(role, words), settings(set));
            }
        }
        run.request().ifPresent(asked -> settings.put(say("set.rounds"), Integer.toString(asked.maxRounds())));
        template().ifPresent(template -> {
            settings.put(say("set.questions"), Integer.toString(run.rounds().isEmpty() ? 0 : questions()));
            settings.put(say("set.requirements"), template.requirements());
        });
        return settings;
    }

    private int questions() {
        return run.rounds().get(0).answers().size();
    }

    private static String settings(ModelSettings set) {
        StringBuilder text = new StringBuilder().append(set.name());
        add(text, "temperature", set.temperature());
        add(text, "top_p", set.topP());
        add(text, "max_tokens", set.maxOutputTokens());
        add(text, "seed", set.seed());
        return text.toString();
    }

    private static void add(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(", ").append(name).append(' ').append(value);
        }
    }
}
