package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.evaluation.ComparisonWork.HeldOut;
import io.github.spo4j.internal.Seed;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The questions of a run. Its search asks those that are drawn or, in a run of the Python system, those that its best round
 * answered. Of the others some are held out: the search never sees them.
 */
final class RunQuestions {

    private static final int QUOTED = 60;

    private final IterationTemplate template;
    private final List<Round> adopted;
    private final String place;

    /** Before the run is opened: the files then have only rounds of the Python system. */
    RunQuestions(IterationTemplate template, RunFiles files) {
        this.template = template;
        adopted = List.copyOf(files.rounds());
        place = files.location();
    }

    /**
     * How the template's questions are used.
     *
     * @param search those that the search asks, in template order
     * @param others those that it does not, each of another text
     */
    record Drawn(List<QuestionAnswer> search, List<HeldOut> others) {

        /** Some of the others, in template order. */
        List<HeldOut> heldOut(int number, Seed seed) {
            List<HeldOut> all = new ArrayList<>(others);
            Collections.shuffle(all, seed.random("held-out", 0, 0));
            return all.stream()
                    .limit(number)
                    .sorted(Comparator.comparingInt(HeldOut::index))
                    .toList();
        }
    }

    Drawn questions(QuestionDraw draw, Seed seed) {
        if (adopted.isEmpty()) {
            return drawn(template, draw, seed);
        }
        Round best = Round.best(adopted)
                .filter(round -> !round.answers().isEmpty())
                .orElseThrow(() -> new RunException(
                        RunException.Kind.DAMAGED,
                        "no round in " + place + " succeeded with answers, so there is no best prompt to resume "
                                + "from; use another name for a new run"));
        List<QuestionAnswer> search = answeredIn(best);
        return new Drawn(search, others(template, search, adopted));
    }

    /** The questions of a new run. */
    static Drawn drawn(IterationTemplate template, QuestionDraw draw, Seed seed) {
        List<QuestionAnswer> search = search(template.questions(), draw, seed);
        return new Drawn(search, others(template, search, List.of()));
    }

    private static List<QuestionAnswer> search(List<QuestionAnswer> questions, QuestionDraw draw, Seed seed) {
        if (draw.count() >= questions.size()) {
            return questions;
        }
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, questions.size()).boxed().toList());
        if (draw.isRandom()) {
            Collections.shuffle(places, seed.random("questions", 0, 0));
        }
        return places.stream().limit(draw.count()).sorted().map(questions::get).toList();
    }

    private static List<HeldOut> others(IterationTemplate template, List<QuestionAnswer> search, List<Round> adopted) {
        Set<String> seen = adopted.stream()
                .flatMap(round -> round.answers().stream())
                .map(answer -> answer.question().strip())
                .collect(Collectors.toSet());
        Set<List<Object>> asked =
                search.stream().map(RunQuestions::text).collect(Collectors.toCollection(HashSet::new));
        return IntStream.range(0, template.questions().size())
                .mapToObj(i -> new HeldOut(i, template.questions().get(i)))
                .filter(other -> !seen.contains(other.question().question().strip()))
                .filter(other -> asked.add(text(other.question())))
                .toList();
    }

    /** Two questions of the same text, and the same words in the prompt's slots, are the same question. */
    private static List<Object> text(QuestionAnswer question) {
        return List.of(question.question().strip(), question.variables());
    }

    private List<QuestionAnswer> answeredIn(Round best) {
        List<QuestionAnswer> left = new ArrayList<>(template.questions());
        List<QuestionAnswer> found = new ArrayList<>();
        for (Round.Answer answer : best.answers()) {
            QuestionAnswer match = left.stream()
                    .filter(candidate -> candidate.question().equals(answer.question()))
                    .findFirst()
                    .orElseThrow(() -> new RunException(
                            RunException.Kind.CHANGED,
                            "the template lacks the question \"" + shortened(answer.question()) + "\" that round "
                                    + best.number() + " in " + place
                                    + " answered; give the template that the run was made with, or use another name"));
            requireSameRequest(match, best);
            left.remove(match);
            found.add(match);
        }
        return found;
    }

    /** The Python system fills no slots, so an answer to a filled prompt could not be compared with its answers. */
    private void requireSameRequest(QuestionAnswer question, Round best) {
        if (!PromptSlots.of(best.prompt()).fill(question.variables()).equals(best.prompt())) {
            throw new RunException(
                    RunException.Kind.CHANGED,
                    "the question \"" + shortened(question.question()) + "\" has variables, but round " + best.number()
                            + " in " + place + " was run by the Python system, which does not fill them in; take them"
                            + " out of the template, or use another name for a new run");
        }
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…";
    }
}
