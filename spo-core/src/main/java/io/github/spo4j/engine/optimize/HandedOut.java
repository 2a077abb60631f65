package io.github.spo4j.engine.optimize;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import java.util.List;
import java.util.Optional;

/**
 * Which round's prompt a run hands out. The search's winner goes out at once if no question was held out, or if a person chose
 * it. Otherwise a comparison on held-out questions decides; until it has spoken, the rule does.
 *
 * @param rounds the finished rounds
 * @param heldOut whether the run has held-out questions
 * @param last what was found on them last
 * @param rule what decides
 */
public record HandedOut(List<Round> rounds, boolean heldOut, Optional<Confirmation> last, HandOut rule) {

    /**
     * What a run hands out.
     *
     * @param run the run
     * @param rule what decides
     * @return which round it is
     */
    public static HandedOut of(RunFiles.Content run, HandOut rule) {
        Fingerprint madeWith = run.madeWith();
        RunUsage taken = run.usage().getOrDefault(0, RunUsage.NONE);
        return new HandedOut(
                run.rounds(),
                madeWith.text(Fingerprint.HELD_OUT).isPresent(),
                run.confirmation().map(record -> ConfirmationJson.read(record, RunSettings.template(madeWith), taken)),
                rule);
    }

    /** {@return the round that won the search; empty until one is finished} */
    public Optional<Round> searchWinner() {
        return Round.best(rounds);
    }

    /** {@return the round that is handed out now, checked or not; empty until one is finished} */
    public Optional<Round> now() {
        return searchWinner().map(winner -> isSettled(winner) ? settled(winner) : meanwhile(winner));
    }

    /** {@return the round that was handed out last and is not in doubt; empty before that} */
    public Optional<Round> settled() {
        return searchWinner().flatMap(winner -> isSettled(winner) ? Optional.of(settled(winner)) : before(winner));
    }

    /** The round that stays handed out if the search's winner is not taken. */
    Round kept() {
        return before(searchWinner().orElseThrow()).orElse(rounds.get(0));
    }

    /** {@return what was found about the search's winner; empty if that is to come, or was not recorded} */
    public Optional<Confirmation> found() {
        return searchWinner().flatMap(winner -> isAbout(winner) ? last : Optional.empty());
    }

    private boolean isSettled(Round winner) {
        return !heldOut || isByPerson(winner) || isAbout(winner);
    }

    private boolean isAbout(Round winner) {
        return last.filter(found -> found.searchWinner() == winner.number()).isPresent();
    }

    private Round settled(Round winner) {
        return isAbout(winner) ? round(last.orElseThrow().handedOut()) : winner;
    }

    private Round meanwhile(Round winner) {
        return rule == HandOut.AHEAD ? winner : kept();
    }

    /** What the look before handed out, or a person since. */
    private Optional<Round> before(Round winner) {
        int looked = last.map(Confirmation::searchWinner).orElse(0);
        return rounds.stream()
                .filter(round -> round.accepted() && isByPerson(round))
                .filter(round -> round.number() > looked && round.number() < winner.number())
                .reduce((one, later) -> later)
                .or(() -> last.map(found -> round(found.handedOut())));
    }

    private Round round(int number) {
        return rounds.get(number - 1);
    }

    private static boolean isByPerson(Round round) {
        return round.source() == Round.Source.PERSON;
    }
}
