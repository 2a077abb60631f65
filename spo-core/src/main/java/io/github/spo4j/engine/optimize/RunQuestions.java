package io.github.spo4j.engine.optimize;

import io.github.spo4j.internal.Seed;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The questions of a run: those drawn, or, for a run of the Python system, those that its best round answered. */
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

    List<QuestionAnswer> questions(QuestionDraw draw, Seed seed) {
        if (adopted.isEmpty()) {
            return drawn(template, draw, seed);
        }
        Round best = Round.best(adopted)
                .filter(round -> !round.answers().isEmpty())
                .orElseThrow(() -> new RunException(
                        RunException.Kind.DAMAGED,
                        "no round in " + place + " succeeded with answers, so there is no best prompt to resume "
                                + "from; use another name for a new run"));
        return answeredIn(best);
    }

    /** The questions of a new run. */
    static List<QuestionAnswer> drawn(IterationTemplate template, QuestionDraw draw, Seed seed) {
        List<QuestionAnswer> questions = template.questions();
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
