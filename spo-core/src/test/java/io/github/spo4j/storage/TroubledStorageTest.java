package io.github.spo4j.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.internal.PatientMove;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.TroubledFileSystem;
import io.github.spo4j.testing.TroubledFileSystem.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in a folder of a file system that can do less than most. */
class TroubledStorageTest {

    private static final String NO_FORCE = "WARNING {0} is on a file system that cannot force folders";
    private static final String NO_LOCKS = "WARNING {0} is on a file system without file locks";

    @TempDir
    private Path workspace;

    private final List<Duration> pauses = new ArrayList<>();

    private DirectoryStorage storage(TroubledFileSystem files) {
        return new DirectoryStorage(files.at(workspace.resolve("Poem")), new PatientMove(pauses::add));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void assertLocked(RunStorage storage) {
        assertThatExceptionOfType(RunException.class)
                .isThrownBy(storage::lock)
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.LOCKED))
                .withMessageContaining("pid " + ProcessHandle.current().pid());
    }

    private static void write(RunStorage.Writer writer) {
        writer.append("journal", bytes("one"));
        writer.append("journal", bytes("two"));
        writer.replace("new/folder/file", bytes("old"));
        writer.replace("new/folder/file", bytes("new"));
        writer.rename("new/folder", "renamed");
    }

    @Nested
    class A_whole_run {

        @Test
        void is_made_and_begun_afresh_with_all_troubles_at_once() {
            TroubledFileSystem files = new TroubledFileSystem(Trouble.values());
            PromptOptimizer.Builder run = SampleRun.optimizer(SampleRun.model()).storage(storage(files));

            try (CapturedLog locks = new CapturedLog(DirectoryLock.class);
                    CapturedLog forces = new CapturedLog(DirectoryStorage.class);
                    CapturedLog voids = new CapturedLog("io.github.spo4j.engine.optimize")) {
                String best = run.build().optimize().bestPrompt();
                assertThat(locks.messages()).hasSize(1);
                assertThat(forces.messages()).hasSize(1);

                assertThat(run.fresh(true).build().optimize().bestPrompt()).isEqualTo(best);
                assertThat(voids.messages()).allMatch(message -> message.endsWith("is void"));
            }
            assertThat(workspace.toFile().list()).hasSize(2);
        }
    }

    @Nested
    class Without_a_force_of_folders {

        @Test
        void writes_all_the_same_and_warns_once() throws IOException {
            RunStorage storage = storage(new TroubledFileSystem(Trouble.NO_FOLDER_FORCE));

            try (CapturedLog log = new CapturedLog(DirectoryStorage.class);
                    RunStorage.Writer writer = storage.lock()) {
                write(writer);
                assertThat(log.messages()).singleElement().asString().startsWith(NO_FORCE);
            }
            assertThat(workspace.resolve("Poem/journal")).hasContent("onetwo");
            assertThat(workspace.resolve("Poem/new/renamed/file")).hasContent("new");
        }
    }

    @Nested
    class Without_file_locks {

        private RunStorage storage;

        @BeforeEach
        void lockless() {
            storage = storage(new TroubledFileSystem(Trouble.NO_LOCKS));
        }

        @Test
        void writes_all_the_same_and_warns_once() {
            try (CapturedLog log = new CapturedLog(DirectoryLock.class);
                    RunStorage.Writer writer = storage.lock()) {
                write(writer);
                assertThat(log.messages()).singleElement().asString().startsWith(NO_LOCKS);
            }
            assertThat(workspace.resolve("Poem/journal")).hasContent("onetwo");
        }

        @Test
        void keeps_this_process_out() {
            try (CapturedLog log = new CapturedLog(DirectoryLock.class);
                    RunStorage.Writer writer = storage.lock()) {
                assertLocked(storage);
                writer.append("journal", bytes("still ours"));
                assertThat(log.messages()).hasSize(1);
            }
        }

        @Test
        void writes_nothing_any_more_once_another_process_has_taken_the_run() throws IOException {
            try (CapturedLog log = new CapturedLog(DirectoryLock.class);
                    RunStorage.Writer writer = storage.lock()) {
                writer.append("journal", bytes("one"));
                Path note = workspace.resolve("Poem/run.lock");
                Files.writeString(note, LockNote.ofNow(writer.token() + 1).text());

                assertThatExceptionOfType(RunException.class)
                        .isThrownBy(() -> writer.append("journal", bytes("two")))
                        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.LOCKED));
                assertThat(log.messages()).hasSize(1);
            }
            assertThat(workspace.resolve("Poem/journal")).hasContent("one");
        }

        @Test
        void gives_higher_tokens_nevertheless() {
            try (CapturedLog log = new CapturedLog(DirectoryLock.class)) {
                long first;
                try (RunStorage.Writer writer = storage.lock()) {
                    first = writer.token();
                }
                try (RunStorage.Writer writer = storage.lock()) {
                    assertThat(writer.token()).isGreaterThan(first);
                }
                assertThat(log.messages()).hasSize(2);
            }
        }
    }

    @Nested
    class Where_nothing_open_is_renamed {

        @Test
        void is_moved_aside_all_the_same() {
            TroubledFileSystem files = new TroubledFileSystem(Trouble.NO_MOVE_OF_OPEN_FILES);
            RunStorage storage = storage(files);
            try (RunStorage.Writer writer = storage.lock()) {
                writer.append("journal", bytes("old"));
            }
            storage.moveAside("20261123-042147");

            assertThat(files.movedInVain()).hasSize(1); // the lock was open, until Windows refused
            assertThat(pauses).isEmpty();
            assertThat(workspace.resolve("Poem.20261123-042147/journal")).hasContent("old");
            storage.lock().close();
        }

        @Test
        void stays_where_it_is_while_it_is_in_use() {
            RunStorage storage = storage(new TroubledFileSystem(Trouble.NO_MOVE_OF_OPEN_FILES));
            try (RunStorage.Writer writer = storage.lock()) {
                assertThatExceptionOfType(RunException.class)
                        .isThrownBy(() -> storage.moveAside("old"))
                        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.LOCKED));
                writer.append("journal", bytes("still ours"));
            }
        }

        @Test
        void waits_for_a_reader_to_replace_a_file() {
            TroubledFileSystem files = new TroubledFileSystem();
            try (RunStorage.Writer writer = storage(files).lock()) {
                writer.replace("results.json", bytes("old"));
                files.keepBusy("results.json", 3);
                writer.replace("results.json", bytes("new"));
            }
            assertThat(workspace.resolve("Poem/results.json")).hasContent("new");
            assertThat(pauses).hasSize(3).containsOnly(Duration.ofMillis(100));
        }

        @Test
        void waits_for_a_reader_to_rename_a_folder() {
            TroubledFileSystem files = new TroubledFileSystem();
            try (RunStorage.Writer writer = storage(files).lock()) {
                writer.replace("round_2/prompt.txt", bytes("old"));
                files.keepBusy("round_2", 1);
                writer.rename("round_2", "round_2.old");
            }
            assertThat(workspace.resolve("Poem/round_2.old/prompt.txt")).hasContent("old");
            assertThat(pauses).hasSize(1);
        }

        @Test
        void gives_up_after_a_second_and_leaves_the_old_file() {
            TroubledFileSystem files = new TroubledFileSystem();
            try (RunStorage.Writer writer = storage(files).lock()) {
                writer.replace("results.json", bytes("old"));
                files.keepBusy("results.json", Integer.MAX_VALUE);

                assertThatExceptionOfType(RunException.class)
                        .isThrownBy(() -> writer.replace("results.json", bytes("new")))
                        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.DISK));
            }
            assertThat(workspace.resolve("Poem/results.json")).hasContent("old");
            assertThat(workspace.resolve("Poem/.results.json.tmp")).doesNotExist();
            assertThat(pauses).hasSize(9);
        }

        @Test
        void keeps_an_interrupt_that_came_while_it_waited() {
            TroubledFileSystem files = new TroubledFileSystem();
            DirectoryStorage storage =
                    new DirectoryStorage(files.at(workspace.resolve("Poem")), new PatientMove(time -> {
                        throw new InterruptedException();
                    }));
            try (RunStorage.Writer writer = storage.lock()) {
                files.keepBusy("results.json", 2);
                writer.replace("results.json", bytes("new"));
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(workspace.resolve("Poem/results.json")).hasContent("new");
        }
    }
}
