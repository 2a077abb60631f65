package io.github.spo4j.engine.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.judge.VotingRule;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VotingChoiceTest {

    private static VotingChoice of(Map<String, String> recorded) {
        return VotingChoice.NONE.in(Optional.of(Fingerprint.of(recorded)));
    }

    @Test
    void a_run_of_before_votes_as_it_did_on_as_many_questions_as_it_had() {
        Map<String, String> before = Map.of("judge", "THOROUGH");

        VotingChoice choice = of(before).on(40);

        assertThat(choice).isEqualTo(new VotingChoice(VotingRule.THOROUGH, false, null));
        assertThat(choice.texts()).isEqualTo(before);
    }

    @Test
    void what_a_new_run_records_is_what_it_goes_on_with() {
        VotingChoice begun = new VotingChoice(null, null, 1.25).on(4);

        assertThat(begun).isEqualTo(new VotingChoice(VotingRule.SPREAD, true, 1.25));
        assertThat(of(begun.texts()).on(4)).isEqualTo(begun);
    }

    @Test
    void a_new_run_votes_on_up_to_sixteen_questions() {
        assertThat(VotingChoice.NONE.on(16).rule()).isEqualTo(VotingRule.SPREAD);
        assertThatIllegalArgumentException().isThrownBy(() -> VotingChoice.NONE.on(17));
    }
}
