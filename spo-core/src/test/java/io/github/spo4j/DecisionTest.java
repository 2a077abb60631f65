package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person takes a prompt for the best. */
class DecisionTest {

    private static final String EDITED = "quality 77, as a person wrote it";

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");
    private final ScriptedChatModel model = SampleRun.model();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static MapStorage finished() {
        return new MapStorage(SampleRun.finished(1));
    }

    private PromptOptimizer optimizer(RunStorage storage) {
        return SampleRun.optimizer(model).storage(storage).build();
    }

    private List<String> calls() {
        return model.requests().stream()
                .map(request -> request.role() + " " + request.callId())
                .toList();
    }

    @Nested
    class The_prompt {

        @Test
        void may_break_the_guard_if_the_person_says_so() {
            MapStorage storage = finished();

            assertThatThrownBy(() -> optimizer(storage).promote("quality {{x}}"))
                    .hasMessageContaining("{{x}}");
            Round decided = optimizer(storage).promoteUnguarded("quality {{x}}");

            assertThat(decided.accepted()).isTrue();
            assertThat(decided.prompt()).isEqualTo("quality {{x}}");
            assertThatThrownBy(() -> optimizer(storage).promoteUnguarded(" ")).hasMessageContaining("it is empty");
            assertThatThrownBy(() -> optimizer(storage).promoteUnguarded("quality {{x}} "))
                    .hasMessageContaining("the best already");
        }

        @Test
        void of_a_rejected_round_takes_its_answers_with_it_and_no_call() {
            MapStorage storage = finished();
            Round rejected = RecordedRun.read(storage).rounds().get(4);

            Round decided = optimizer(storage).promote(rejected.prompt());

            assertThat(rejected.accepted()).isFalse();
            assertThat(decided.number()).isEqualTo(6);
            assertThat(decided.source()).isEqualTo(Round.Source.PERSON);
            assertThat(decided.accepted()).isTrue();
            assertThat(decided.answers()).isEqualTo(rejected.answers());
            assertThat(decided.votes()).isEmpty();
            assertThat(calls()).isEmpty();
            assertThat(RecordedRun.read(storage).bestRound()).map(Round::number).contains(6);
        }

        @Test
        void of_an_earlier_round_can_be_gone_back_to() {
            MapStorage storage = finished();

            Round decided = optimizer(storage).promote("quality 50");

            assertThat(decided.answers())
                    .isEqualTo(RecordedRun.read(storage).rounds().get(0).answers());
            assertThat(calls()).isEmpty();
        }

        @Test
        void that_a_person_wrote_is_asked_the_questions_and_nothing_else() {
            Round decided = optimizer(finished()).promote(EDITED);

            assertThat(decided.answers())
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer.answer()).contains("quality 77"));
            assertThat(decided.tokens()).isPositive();
            assertThat(calls())
                    .containsExactly(
                            "EXECUTE " + new CallId(6, "0", 0),
                            "EXECUTE " + new CallId(6, "1", 0),
                            "EXECUTE " + new CallId(6, "2", 0));
        }

        @Test
        void of_a_void_round_is_measured_first() {
            MapStorage storage = finished();
            Round voided = RecordedRun.read(storage).rounds().get(2);

            Round decided = optimizer(storage).promote(voided.prompt());

            assertThat(voided.voidReason()).isNotNull();
            assertThat(decided.answers()).hasSize(3);
            assertThat(calls()).hasSize(3);
        }

        @Test
        void is_what_the_run_goes_on_from() {
            MapStorage storage = finished();
            optimizer(storage).promote(EDITED);

            OptimizationResult result = SampleRun.optimizer(model)
                    .storage(storage)
                    .maxRounds(7)
                    .build()
                    .optimize();

            assertThat(model.requests().stream()
                            .filter(request -> request.role() == ModelRole.OPTIMIZE)
                            .map(request -> request.messages().get(0).text()))
                    .singleElement()
                    .asString()
                    .contains(EDITED);
            assertThat(result.run().rounds()).hasSize(7);
            assertThat(result.run().rounds().get(5).source()).isEqualTo(Round.Source.PERSON);
            assertThat(result.run().rounds().get(6).source()).isEqualTo(Round.Source.MODEL);
        }

        @Test
        void is_void_if_the_model_says_nothing_usable_about_it_twice() {
            MapStorage storage = finished();
            ChatModelPort silent = request -> {
                throw new ModelException(ModelException.Kind.REFUSED, "scripted");
            };

            Round decided = SampleRun.optimizer(silent).storage(storage).build().promote(EDITED);

            assertThat(decided.voidReason()).isEqualTo("a model twice gave no usable reply: refused");
            assertThat(decided.accepted()).isFalse();
            assertThat(decided.source()).isEqualTo(Round.Source.PERSON);
            assertThat(RecordedRun.read(storage).bestRound()).map(Round::prompt).contains(SampleRun.BEST_PROMPT);
        }
    }

    @Nested
    class It_is_refused {

        @Test
        void for_the_best_prompt_itself() {
            assertThatThrownBy(() -> optimizer(finished()).promote(SampleRun.BEST_PROMPT + "\n"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the prompt cannot be taken: the new prompt is the same as an earlier one");
        }

        @Test
        void for_a_prompt_that_the_guard_refuses() {
            MapStorage storage = finished();
            Map<String, byte[]> before = storage.files();

            assertThatThrownBy(() -> optimizer(storage).promote(EDITED + " {{who}}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("{{who}}");
            assertThat(storage.files()).containsExactlyEntriesOf(before);
        }

        @Test
        void before_there_is_a_run_and_leaves_none_behind() {
            MapStorage storage = new MapStorage();

            assertThatThrownBy(() -> optimizer(storage).promote(EDITED))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("there is no run in the run to decide about");
            assertThat(storage.files()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"notes.txt", "prompts/results.json"})
        void in_a_folder_without_a_run_and_writes_nothing_into_it(String path, @TempDir Path workspace)
                throws IOException {
            Path file = workspace.resolve("x").resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "[]");

            assertThatThrownBy(() -> SampleRun.optimizer(model)
                            .workspace(workspace)
                            .name("x")
                            .build()
                            .promote(EDITED))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("there is no run in ");
            assertThat(SampleRun.filesIn(workspace)).containsOnlyKeys("x/" + path);
        }

        @Test
        void before_round_1_is_finished() {
            MapStorage storage = new MapStorage();
            assertThatThrownBy(() -> SampleRun.optimizer(
                                    SampleRun.failingAt(ModelRole.EXECUTE, new CallId(1, "2", 0), model))
                            .storage(storage)
                            .build()
                            .optimize())
                    .isInstanceOf(ModelException.class);

            assertThatThrownBy(() -> optimizer(storage).promote(EDITED))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nothing can be decided before round 1 is finished");
        }
    }

    @Nested
    class A_round_that_stopped_in_the_middle {

        @Test
        void is_void_with_its_candidate_and_without_a_further_call() {
            MapStorage storage = new MapStorage(SampleRun.stopped());

            Round decided = optimizer(storage).promote("quality 50");

            List<Round> rounds = RecordedRun.read(storage).rounds();
            assertThat(decided.number()).isEqualTo(5);
            assertThat(rounds.get(3).voidReason()).isEqualTo("a person decided before it was finished");
            assertThat(rounds.get(3).prompt()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(calls()).isEmpty();
        }

        @Test
        void is_finished_if_all_its_calls_are_there() {
            MapStorage storage = new MapStorage(withoutTheLastLine(SampleRun.finished(1)));
            assertThat(RecordedRun.read(storage).rounds()).hasSize(4);

            optimizer(storage).promote("quality 50");

            assertThat(RecordedRun.read(storage).rounds())
                    .hasSize(6)
                    .element(4)
                    .satisfies(round -> assertThat(round.votes()).isNotEmpty());
            assertThat(calls()).isEmpty();
        }

        private static Map<String, byte[]> withoutTheLastLine(Map<String, byte[]> files) {
            String journal = new String(files.get("journal.jsonl"), StandardCharsets.UTF_8);
            int last = journal.lastIndexOf('\n', journal.length() - 2) + 1;
            files.put("journal.jsonl", journal.substring(0, last).getBytes(StandardCharsets.UTF_8));
            files.keySet().removeIf(path -> path.startsWith("prompts/"));
            return files;
        }
    }

    @Nested
    class When_a_call_fails {

        private final MapStorage storage = finished();

        /** After the call that failed no other was sent. */
        private static List<String> callsFrom(String item) {
            return IntStream.range(Integer.parseInt(item), 3)
                    .mapToObj(missing -> "EXECUTE " + new CallId(6, Integer.toString(missing), 0))
                    .toList();
        }

        private void decideAndFail(String item) {
            ChatModelPort failing = SampleRun.failingAt(ModelRole.EXECUTE, new CallId(6, item, 0), SampleRun.model());
            assertThatThrownBy(() -> SampleRun.optimizer(failing)
                            .storage(storage)
                            .build()
                            .promote(EDITED))
                    .isInstanceOf(ModelException.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1", "2"})
        void the_next_run_carries_the_decision_out_and_pays_for_what_is_missing(String item) {
            MapStorage undisturbed = finished();
            SampleRun.optimizer(SampleRun.model()).storage(undisturbed).build().promote(EDITED);
            decideAndFail(item);

            OptimizationResult result = SampleRun.optimizer(model)
                    .storage(storage)
                    .maxRounds(6)
                    .build()
                    .optimize();

            assertThat(calls()).containsExactlyElementsOf(callsFrom(item));
            assertThat(storage.files().get("prompts/results.json"))
                    .asString(StandardCharsets.UTF_8)
                    .contains("\"proposed_by\": \"person\"");
            assertThat(result.run().bestRound()).map(Round::source).contains(Round.Source.PERSON);
            assertThat(files(storage)).isEqualTo(files(undisturbed));
        }

        @Test
        void the_next_run_carries_the_decision_out_though_its_rounds_and_its_patience_are_used_up() {
            decideAndFail("1");
            List<OptimizationListener.Start> starts = new ArrayList<>();

            OptimizationResult result = SampleRun.optimizer(model)
                    .storage(storage)
                    .patience(1)
                    .listener(new OptimizationListener() {
                        @Override
                        public void started(OptimizationListener.Start start) {
                            starts.add(start);
                        }
                    })
                    .build()
                    .optimize();

            assertThat(calls()).containsExactlyElementsOf(callsFrom("1"));
            assertThat(result.run().rounds()).hasSize(6);
            assertThat(result.bestPrompt()).isEqualTo(EDITED);
            assertThat(result.stopReason()).isEqualTo(StopReason.MAX_ROUNDS);
            assertThat(starts).singleElement().satisfies(start -> {
                assertThat(start.nextRound()).isEqualTo(6);
                assertThat(start.lastRound()).isEqualTo(6);
            });
        }

        @Test
        void the_same_decision_goes_on() {
            decideAndFail("1");

            Round decided = optimizer(storage).promote(EDITED);

            assertThat(decided.number()).isEqualTo(6);
            assertThat(calls()).containsExactlyElementsOf(callsFrom("1"));
        }

        @Test
        void another_decision_takes_its_place() {
            decideAndFail("1");

            Round decided = optimizer(storage).promote("quality 50");

            List<Round> rounds = RecordedRun.read(storage).rounds();
            assertThat(decided.number()).isEqualTo(7);
            assertThat(rounds.get(5).voidReason()).isEqualTo("a person decided before it was finished");
            assertThat(rounds.get(5).source()).isEqualTo(Round.Source.PERSON);
            assertThat(calls()).isEmpty();
        }

        @Test
        void it_can_be_taken_back_and_the_run_goes_on_without_it() {
            decideAndFail("1");
            assertThat(RecordedRun.read(storage).openDecision()).contains(EDITED);

            Round withdrawn = optimizer(storage).withdraw();

            assertThat(withdrawn.number()).isEqualTo(6);
            assertThat(withdrawn.prompt()).isEqualTo(EDITED);
            assertThat(withdrawn.voidReason()).isEqualTo("a person took the decision back");
            assertThat(withdrawn.source()).isEqualTo(Round.Source.PERSON);
            assertThat(calls()).isEmpty();
            assertThat(RecordedRun.read(storage).openDecision()).isEmpty();
            OptimizationResult result = SampleRun.optimizer(model)
                    .storage(storage)
                    .maxRounds(7)
                    .build()
                    .optimize();
            assertThat(result.run().rounds()).hasSize(7);
            assertThat(model.requests()).allMatch(request -> request.callId().round() == 7);
        }

        @Test
        void what_was_taken_back_can_be_decided_again() {
            decideAndFail("1");
            optimizer(storage).withdraw();

            Round decided = optimizer(storage).promote(EDITED);

            assertThat(decided.number()).isEqualTo(7);
            assertThat(decided.accepted()).isTrue();
        }

        private static Map<String, String> files(MapStorage storage) {
            Map<String, String> texts = new TreeMap<>();
            storage.files().forEach((path, content) -> {
                if (path.startsWith("prompts/") && !path.endsWith("results.json")) {
                    texts.put(path, new String(content, StandardCharsets.UTF_8));
                }
            });
            return texts;
        }
    }

    @Test
    void that_is_carried_out_cannot_be_taken_back() {
        MapStorage storage = finished();
        optimizer(storage).promote(EDITED);
        Map<String, byte[]> before = storage.files();

        assertThatThrownBy(() -> optimizer(storage).withdraw())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no decision that is not carried out yet");
        assertThat(storage.files()).containsExactlyEntriesOf(before);
    }

    @Test
    void that_the_server_refuses_is_void_and_stops_no_later_run() {
        MapStorage storage = finished();
        ChatModelPort strict = request -> {
            if (request.messages().get(0).text().contains(EDITED) && request.role() == ModelRole.EXECUTE) {
                throw new ModelException(ModelException.Kind.INVALID_REQUEST, "scripted", null, 400, null);
            }
            return model.chat(request);
        };
        PromptOptimizer.Builder optimizer = SampleRun.optimizer(strict).storage(storage);

        Round decided = optimizer.build().promote(EDITED);
        OptimizationResult result = optimizer.maxRounds(7).build().optimize();

        assertThat(decided.voidReason()).isEqualTo("a call failed for good: invalid request (status 400)");
        assertThat(result.run().rounds()).hasSize(7);
        assertThat(result.bestPrompt()).doesNotContain(EDITED);
    }

    /** A round set aside, a decision, one taken back, one that goes back, and a round that a model proposes. */
    private MapStorage muchDecided() {
        MapStorage storage = new MapStorage(SampleRun.stopped());
        optimizer(storage).promote(EDITED);
        ChatModelPort failing = SampleRun.failingAt(ModelRole.EXECUTE, new CallId(6, "0", 0), SampleRun.model());
        assertThatThrownBy(() ->
                        SampleRun.optimizer(failing).storage(storage).build().promote("quality 1"))
                .isInstanceOf(ModelException.class);
        optimizer(storage).withdraw();
        optimizer(storage).promote("quality 50");
        SampleRun.optimizer(model).storage(storage).maxRounds(8).build().optimize();
        return storage;
    }

    @Test
    void plays_back_with_its_run() {
        MapStorage storage = muchDecided();
        RecordedRun recorded = RecordedRun.read(storage);
        MapStorage played = new MapStorage();
        ChatModelPort replay = RecordedRun.replay(storage);

        OptimizationResult again = PromptOptimizer.builder(recorded, role -> replay)
                .storage(played)
                .clock(SampleRun.CLOCK)
                .build()
                .optimize();

        assertThat(recorded.rounds()).hasSize(8);
        assertThat(again.run().rounds().stream().map(DecisionTest::text))
                .containsExactlyElementsOf(
                        recorded.rounds().stream().map(DecisionTest::text).toList());
    }

    private static String text(Round round) {
        return round + " " + round.prompt() + round.source() + round.answers() + round.votes() + round.accepted()
                + round.voidReason();
    }
}
