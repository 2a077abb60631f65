package io.github.spo4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunStorage;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private final RunStorage recording = Recording.run();
    private final RecordedRun recorded = RecordedRun.read(recording);

    @Test
    void is_what_its_page_says() {
        RunUsage usage = recorded.usage();

        assertThat(recorded.rounds()).hasSize(6);
        assertThat(usage.total().calls()).isEqualTo(36);
        assertThat(usage.of(ModelRole.OPTIMIZE).calls()).isEqualTo(5);
        assertThat(usage.of(ModelRole.EXECUTE).calls()).isEqualTo(18);
        assertThat(usage.of(ModelRole.EVALUATE).calls()).isEqualTo(13);
        assertThat(usage.total().tokens().input()).isEqualTo(14_722);
        assertThat(usage.total().tokens().output()).isEqualTo(2_714);
    }

    @Test
    void is_played_again_to_the_same_rounds() {
        ChatModelPort replies = RecordedRun.replay(recording);
        RecordedRun again = PromptOptimizer.builder(recorded, role -> replies)
                .storage(RunStorage.memory())
                .build()
                .optimize()
                .run();

        assertThat(again.rounds()).extracting(Round::prompt).isEqualTo(prompts());
        assertThat(again.rounds())
                .extracting(Round::accepted)
                .isEqualTo(recorded.rounds().stream().map(Round::accepted).toList());
        assertThat(again.rounds())
                .extracting(Round::answers)
                .isEqualTo(recorded.rounds().stream().map(Round::answers).toList());
        assertThat(again.usage()).hasToString(recorded.usage().toString());
    }

    private List<String> prompts() {
        return recorded.rounds().stream().map(Round::prompt).toList();
    }

    @Test
    void is_held_against_questions_that_its_run_never_saw() {
        HeldOut heldOut = Recording.heldOut();

        assertThat(heldOut.startPrompt()).isEqualTo(prompts().get(0));
        assertThat(heldOut.newPrompt())
                .isEqualTo(recorded.bestRound().orElseThrow().prompt());
        assertThat(heldOut.questions())
                .hasSize(12)
                .extracting(HeldOut.Question::question)
                .doesNotContainAnyElementsOf(recorded.template().orElseThrow().questions().stream()
                        .map(question -> question.question().strip())
                        .toList());
    }

    @Test
    void counts_as_preferred_what_both_readings_preferred() {
        HeldOut heldOut = Recording.heldOut();

        assertThat(count(heldOut, "new")).isEqualTo(heldOut.wins()).isEqualTo(11);
        assertThat(count(heldOut, "start")).isEqualTo(heldOut.losses()).isZero();
        assertThat(heldOut.questions()).hasSize(heldOut.wins() + heldOut.losses() + heldOut.ties());
    }

    private static int count(HeldOut heldOut, String side) {
        return (int) heldOut.questions().stream()
                .filter(row -> row.preferredInTwoBlindReadings().equals(List.of(side, side)))
                .count();
    }
}
