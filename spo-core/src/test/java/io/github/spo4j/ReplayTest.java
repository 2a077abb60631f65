package io.github.spo4j;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.engine.session.Journal;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private final CapturedLog log = new CapturedLog("io.github.spo4j.engine.optimize");

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static ScriptedChatModel record(Path workspace) {
        ScriptedChatModel model = SampleRun.model();
        SampleRun.optimizer(model).workspace(workspace).name("recorded").build().optimize();
        return model;
    }

    private static void assertUnknown(ChatModelPort port, ModelRequest request, String message) {
        assertThatThrownBy(() -> port.chat(request))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.UNEXPECTED))
                .hasMessageContaining(message);
    }

    @Nested
    class A_replayed_run {

        @Test
        void has_the_same_files_to_the_byte_and_no_model(@TempDir Path workspace) throws Exception {
            record(workspace);
            Map<String, byte[]> original = SampleRun.filesIn(workspace);
            MapStorage copy = new MapStorage();

            OptimizationResult result = SampleRun.optimizer(Journal.replay(RunStorage.directory(workspace, "recorded")))
                    .storage(copy)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(SampleRun.filesIn(workspace)).containsExactlyEntriesOf(original);
            Map<String, byte[]> expected = SampleRun.filesIn(workspace.resolve("recorded"));
            expected.remove("run.lock");
            assertThat(copy.files()).containsExactlyEntriesOf(expected);
        }

        @Test
        void may_have_been_checked_out_with_CRLF() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.replaceAll((path, content) ->
                    new String(content, ISO_8859_1).replace("\n", "\r\n").getBytes(ISO_8859_1));

            OptimizationResult result = SampleRun.optimizer(Journal.replay(new MapStorage(files)))
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
        }

        @Test
        void comes_to_the_same_result_and_usage(@TempDir Path workspace) {
            record(workspace);
            String recorded = SampleRun.all(SampleRun.optimizer(SampleRun.model())
                    .workspace(workspace)
                    .name("recorded")
                    .build()
                    .optimize());

            String replayed =
                    SampleRun.all(SampleRun.optimizer(Journal.replay(RunStorage.directory(workspace, "recorded")))
                            .build()
                            .optimize());

            assertThat(replayed).isEqualTo(recorded);
        }

        @Test
        void is_set_up_as_the_documentation_shows(@TempDir Path recordings) {
            IterationTemplate template = SampleRun.TEMPLATE;
            PromptOptimizer.builder()
                    .model(SampleRun.model())
                    .template(template)
                    .seed(7)
                    .workspace(recordings)
                    .name("recorded")
                    .build()
                    .optimize();

            ChatModelPort replay = Journal.replay(RunStorage.directory(recordings, "recorded"));
            OptimizationResult result = PromptOptimizer.builder()
                    .model(replay)
                    .template(template)
                    .seed(7)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).hasSize(10);
        }

        @Test
        void of_a_stopped_run_stops_at_the_call_that_failed() {
            ChatModelPort replay = Journal.replay(new MapStorage(SampleRun.stopped()));

            assertThatThrownBy(() -> SampleRun.optimizer(replay).build().optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.UNEXPECTED))
                    .hasMessageContaining("the journal has no EVALUATE call of round 4, item 3, ask 0");
        }
    }

    @Nested
    class A_request {

        private final ChatModelPort replay = Journal.replay(new MapStorage(SampleRun.finished(1)));

        private ModelRequest request(ModelRole role, CallId id, String text) {
            return ModelRequest.of(role, List.of(Message.user(text))).callId(id).build();
        }

        @Test
        void that_the_journal_does_not_have_is_named() {
            assertUnknown(
                    replay,
                    request(ModelRole.EXECUTE, new CallId(9, "2", 1), "?"),
                    "the journal has no EXECUTE call of round 9, item 2, ask 1");
            assertUnknown(
                    replay,
                    request(ModelRole.OPTIMIZE, new CallId(9, "", 0), "?"),
                    "the journal has no OPTIMIZE call of round 9, ask 0");
        }

        @Test
        void that_says_something_else_is_named() {
            assertUnknown(
                    replay,
                    request(ModelRole.EXECUTE, new CallId(1, "0", 0), "something else"),
                    "the journal has another request as the EXECUTE call of round 1, item 0, ask 0");
        }

        @Test
        void of_another_run_is_named_by_the_optimizer_too() {
            assertThatThrownBy(() -> SampleRun.optimizer(replay).seed(3).build().optimize())
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.UNEXPECTED))
                    .hasMessageContaining("the journal has another request");
        }
    }

    @Nested
    class A_place {

        private void assertNoRun(RunStorage storage) {
            assertThatThrownBy(() -> Journal.replay(storage))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.DAMAGED))
                    .hasMessageContaining("holds no recorded run to play back");
        }

        @Test
        void without_a_run_is_refused_and_not_made(@TempDir Path workspace) {
            assertNoRun(RunStorage.directory(workspace, "nothing"));
            assertNoRun(RunStorage.memory());
            assertThat(workspace).isEmptyDirectory();
        }

        @Test
        void without_a_journal_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.remove("journal.jsonl");

            assertNoRun(new MapStorage(files));
        }

        @Test
        void with_a_damaged_journal_is_refused(@TempDir Path workspace) throws Exception {
            record(workspace);
            Path journal = workspace.resolve("recorded/journal.jsonl");
            Files.writeString(journal, Files.readString(journal).replaceFirst("quality", "qualitx"));

            assertThatThrownBy(() -> Journal.replay(RunStorage.directory(workspace, "recorded")))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("journal.jsonl, line 3");
        }
    }
}
