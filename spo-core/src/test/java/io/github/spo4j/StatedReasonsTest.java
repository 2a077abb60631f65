package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the optimizer meant, and why the judge voted as it did. */
class StatedReasonsTest {

    private static final IterationTemplate TEMPLATE =
            IterationTemplate.of("start", "Be kind.", List.of(QuestionAnswer.of("Why?")));

    private static ScriptedChatModel model(String modification, String analysis) {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<think>hm</think><analyse>cold</analyse><modification>" + modification
                                + "</modification><prompt>try "
                                + request.callId().round() + "</prompt>")
                .on(
                        ModelRole.EXECUTE,
                        request -> "answer to " + request.messages().get(0).text())
                .on(
                        ModelRole.EVALUATE,
                        request -> "<think>I like B</think><analyse>" + analysis + "</analyse><choose>A</choose>");
    }

    private static RecordedRun run(RunStorage storage, ScriptedChatModel model) {
        PromptOptimizer.builder()
                .model(model)
                .template(TEMPLATE)
                .seed(3)
                .maxRounds(2)
                .storage(storage)
                .build()
                .optimize();
        return RecordedRun.read(storage);
    }

    private static String file(MapStorage storage, String path) {
        return new String(Objects.requireNonNull(storage.files().get(path)), StandardCharsets.UTF_8);
    }

    @Nested
    class Of_a_round {

        @Test
        void are_kept_in_its_files_without_thoughts() {
            MapStorage storage = new MapStorage();

            Round round = run(storage, model(" Ask for\nwarmth. ", "A says 为什么,\nB does not."))
                    .rounds()
                    .get(1);

            assertThat(round.intention()).isEqualTo("Ask for\nwarmth.");
            assertThat(round.votes())
                    .isNotEmpty()
                    .allSatisfy(vote -> assertThat(vote.reason()).isEqualTo("A says 为什么,\nB does not."));
            assertThat(file(storage, "prompts/results.json")).containsOnlyOnce("\"intention\": \"Ask for\\nwarmth.\"");
            assertThat(file(storage, "journal.jsonl")).doesNotContain("\"reason\":null");
            assertThat(round.toBuilder().build().intention()).isEqualTo(round.intention());
        }

        @Test
        void are_none_where_a_model_gives_none() {
            MapStorage storage = new MapStorage();

            RecordedRun run = run(storage, model(" ", "\u200b"));

            assertThat(run.rounds()).extracting(Round::intention).containsOnlyNulls();
            assertThat(run.rounds().get(1).votes()).extracting(Vote::reason).containsOnlyNulls();
            assertThat(file(storage, "prompts/results.json")).doesNotContain("intention");
        }

        @Test
        void are_kept_up_to_a_page_and_read_back_as_they_were_kept() {
            MapStorage storage = new MapStorage();
            String essay = "😀".repeat(3000);

            Round round = run(storage, model(essay, essay)).rounds().get(1);

            assertThat(round.intention()).isEqualTo("😀".repeat(1999) + '…');
            assertThat(round.votes().get(0).reason()).isEqualTo(round.intention());
        }

        @Test
        void are_kept_when_the_candidate_was_refused() {
            ScriptedChatModel stubborn = new ScriptedChatModel()
                    .on(ModelRole.OPTIMIZE, request -> "<modification>none</modification><prompt>start</prompt>")
                    .on(ModelRole.EXECUTE, request -> "x");

            Round round = run(new MapStorage(), stubborn).rounds().get(1);

            assertThat(round.voidReason()).isNotNull();
            assertThat(round.intention()).isEqualTo("none");
        }

        @Test
        void come_to_the_same_when_the_journal_is_played_back() {
            MapStorage recorded = new MapStorage();
            RecordedRun run = run(recorded, model("warmer", "A is warm"));

            MapStorage again = new MapStorage();
            PromptOptimizer.builder()
                    .model(RecordedRun.replay(recorded))
                    .template(TEMPLATE)
                    .seed(3)
                    .maxRounds(2)
                    .storage(again)
                    .build()
                    .optimize();

            Round round = RecordedRun.read(again).rounds().get(1);
            assertThat(round.intention()).isEqualTo("warmer");
            assertThat(round.votes()).isEqualTo(run.rounds().get(1).votes());
        }
    }

    @Nested
    class Of_a_run {

        @Test
        void stand_beside_rounds_that_have_none() {
            RecordedRun run = RecordedRun.read(new MapStorage(SampleRun.stopped()));

            assertThat(run.rounds()).extracting(Round::intention).containsExactly(null, "more", "more");
            assertThat(run.rounds().get(1).votes()).isNotEmpty().allMatch(vote -> vote.reason() == null);
        }
    }
}
