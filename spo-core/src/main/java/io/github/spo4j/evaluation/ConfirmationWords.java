package io.github.spo4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** What a run found on held-out questions, in sentences. */
final class ConfirmationWords {

    /** Fewer are not held out: a prompt that is ahead on three may be so by luck. */
    private static final int FEWEST = 4;

    private final Confirmation confirmation;
    private final ResourceBundle texts;
    private final List<String> sentences = new ArrayList<>();

    private ConfirmationWords(Confirmation confirmation, Locale language) {
        this.confirmation = confirmation;
        texts = ComparisonWords.texts(language);
    }

    static List<String> sentences(Confirmation confirmation, Locale language) {
        ConfirmationWords words = new ConfirmationWords(confirmation, language);
        words.addState();
        confirmation.comparison().ifPresent(comparison -> words.sentences.addAll(comparison.sentences(language)));
        return List.copyOf(words.sentences);
    }

    private void say(String key, Object... values) {
        sentences.add(String.format(Locale.ROOT, texts.getString(key), values));
    }

    private void addState() {
        Confirmation.Questions questions = confirmation.questions();
        switch (confirmation.state()) {
            case COMPARED -> addHandedOut();
            case START_IS_BEST -> say("run.start");
            case BY_PERSON -> say("run.person", confirmation.handedOut());
            case NO_QUESTIONS -> addWhyNone(questions);
            case UNFINISHED -> {
                say("run.unfinished", questions.compared(), questions.heldOut());
                addMeanwhile();
            }
            case NOT_REACHED -> {
                say("run.not.reached");
                addMeanwhile();
            }
        }
    }

    private void addHandedOut() {
        if (confirmation.handsOutWinner()) {
            say("run.winner", confirmation.searchWinner());
        } else {
            String key = confirmation.rule() == HandOut.AHEAD ? "run.not.ahead" : "run.not.better";
            say(key, confirmation.searchWinner());
            say(confirmation.handedOut() == 1 ? "run.start.stays" : "run.earlier.stays", confirmation.handedOut());
        }
    }

    private void addWhyNone(Confirmation.Questions questions) {
        if (questions.left() < 0 || questions.left() >= FEWEST) {
            say("run.none.held");
        } else if (questions.left() == 0) {
            say("run.all.used", questions.searched(), FEWEST);
        } else {
            say("run.few.left", questions.left(), FEWEST, FEWEST - questions.left());
        }
    }

    private void addMeanwhile() {
        if (confirmation.handedOut() > 0) {
            say(
                    confirmation.handsOutWinner() ? "run.meanwhile.winner" : "run.meanwhile.other",
                    confirmation.handedOut());
        }
    }
}
