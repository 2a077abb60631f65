package io.github.spo4j;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiskTroubleTest {

    private static final Pattern CALL =
            Pattern.compile("\"role\":\"(\\w+)\",\"round\":(\\d+),\"item\":\"(\\w*)\",\"ask\":(\\d)");

    @TempDir
    Path workspace;

    private final CapturedLog voids = new CapturedLog("io.github.spo4j.engine.optimize");
    private final CapturedLog tails = new CapturedLog("io.github.spo4j.engine.session.JournalFile");
    private Path folder;
    private RunStorage directory;

    @BeforeEach
    void chooseFolder() {
        folder = workspace.resolve("x");
        directory = RunStorage.directory(workspace, "x");
    }

    @AfterEach
    void closeLogs() {
        voids.close();
        tails.close();
    }

    private static RunException stoppedByDisk(PromptOptimizer optimizer) {
        try {
            optimizer.optimize();
        } catch (RunException e) {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(RunException.Kind.DISK);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
            return e;
        }
        throw new AssertionError("the run did not stop");
    }

    private static Set<String> calls(ScriptedChatModel model) {
        Set<String> calls = new HashSet<>();
        model.requests().forEach(request -> calls.add(request.role() + " " + request.callId()));
        return calls;
    }

    /** A folder on a disk that has room for a given number of bytes. What does not fit is written in part. */
    private static final class FullDisk implements RunStorage {

        private final RunStorage disk;
        private long room;

        FullDisk(RunStorage disk, long room) {
            this.disk = disk;
            this.room = room;
        }

        @Override
        public String describe(String path) {
            return disk.describe(path);
        }

        @Override
        public Optional<byte[]> read(String path) {
            return disk.read(path);
        }

        @Override
        public List<String> list(String path) {
            return disk.list(path);
        }

        @Override
        public void moveAside(String suffix) {
            disk.moveAside(suffix);
        }

        @Override
        public Writer lock() {
            Writer writer = disk.lock();
            return new Writer() {
                @Override
                public long token() {
                    return writer.token();
                }

                @Override
                public void append(String path, byte[] content) {
                    writer.append(path, Arrays.copyOf(content, (int) Math.min(room, content.length)));
                    take(path, content);
                }

                @Override
                public void replace(String path, byte[] content) {
                    if (room < content.length) { // as a folder does: a part of a temporary file beside it
                        String temporary = path.substring(0, path.lastIndexOf('/') + 1) + ".full.tmp";
                        writer.replace(temporary, Arrays.copyOf(content, (int) room));
                    } else {
                        writer.replace(path, content);
                    }
                    take(path, content);
                }

                private void take(String path, byte[] content) {
                    if (room < content.length) {
                        room = 0;
                        throw new RunException(
                                RunException.Kind.DISK, "cannot write " + path + " (no space left on device)");
                    }
                    room -= content.length;
                }

                @Override
                public void rename(String path, String newName) {
                    writer.rename(path, newName);
                }

                @Override
                public void close() {
                    writer.close();
                }
            };
        }
    }

    @Nested
    class A_full_disk {

        @Test
        void stops_the_run_wherever_it_is_and_a_resume_ends_right() throws Exception {
            OptimizationResult undisturbed =
                    SampleRun.optimizer(SampleRun.model()).build().optimize();
            ScriptedChatModel whole = SampleRun.model();
            SampleRun.optimizer(whole)
                    .workspace(workspace)
                    .name("whole")
                    .build()
                    .optimize();
            Map<String, byte[]> expected = SampleRun.filesIn(workspace.resolve("whole"));
            expected.remove("run.lock");
            int bytes = expected.values().stream()
                    .mapToInt(content -> content.length)
                    .sum();

            int stops = 0;
            for (int room = 0; room < bytes; room += bytes / 60) {
                String name = "room for " + room;
                RunStorage place = RunStorage.directory(workspace, name);
                ScriptedChatModel before = SampleRun.model();
                stoppedByDisk(SampleRun.optimizer(before)
                        .storage(new FullDisk(place, room))
                        .build());
                Set<String> safe = journalled(place);

                ScriptedChatModel after = SampleRun.model();
                OptimizationResult result =
                        SampleRun.optimizer(after).storage(place).build().optimize();

                assertThat(SampleRun.all(result)).as(name).isEqualTo(SampleRun.all(undisturbed));
                assertThat(calls(after)).as(name).noneMatch(safe::contains);
                assertThat(before.requests().size() - safe.size())
                        .as(name + ": calls that were paid for and not safe")
                        .isBetween(0, 1);
                Map<String, byte[]> files = SampleRun.filesIn(workspace.resolve(name));
                files.keySet().removeIf(path -> path.endsWith(".tmp") || path.equals("run.lock"));
                assertThat(files).as(name).containsExactlyEntriesOf(expected);
                stops++;
            }
            assertThat(stops).isGreaterThan(55);
            assertThat(tails.messages()).isNotEmpty();
        }

        /** The calls that a journal holds; half a line at its end is none. */
        private Set<String> journalled(RunStorage place) {
            String journal = place.read("journal.jsonl")
                    .map(content -> new String(content, US_ASCII))
                    .orElse("");
            Set<String> calls = new HashSet<>();
            CALL.matcher(journal.substring(0, journal.lastIndexOf('\n') + 1))
                    .results()
                    .forEach(call -> {
                        CallId id = new CallId(
                                Integer.parseInt(call.group(2)), call.group(3), Integer.parseInt(call.group(4)));
                        calls.add(call.group(1) + " " + id);
                    });
            return calls;
        }
    }

    @Nested
    class A_folder_that_is_deleted_meanwhile {

        private void delete(Path deleted) {
            try (Stream<Path> files = Files.walk(deleted)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ChatModelPort deletingAt(ModelRole role, CallId id, Path deleted, ChatModelPort port) {
            return request -> {
                if (request.role() == role && request.callId().equals(id)) {
                    delete(deleted);
                }
                return port.chat(request);
            };
        }

        private void assertNextRunEndsRight() {
            assertThat(SampleRun.all(SampleRun.optimizer(SampleRun.model())
                            .storage(directory)
                            .build()
                            .optimize()))
                    .isEqualTo(SampleRun.all(
                            SampleRun.optimizer(SampleRun.model()).build().optimize()));
        }

        @Test
        void stops_the_run_with_a_sentence() {
            ScriptedChatModel model = SampleRun.model();
            RunException e = stoppedByDisk(
                    SampleRun.optimizer(deletingAt(ModelRole.EVALUATE, new CallId(2, "1", 0), folder, model))
                            .storage(directory)
                            .build());

            assertThat(e).hasMessageContaining("it is not there").hasMessageContaining(folder.toString());
            assertThat(model.requests(ModelRole.EVALUATE)).hasSize(1); // though two belong together
            assertThat(folder).doesNotExist();
            assertNextRunEndsRight();
        }

        @Test
        void stops_a_resumed_run_at_its_first_call() {
            SampleRun.stop(directory);
            ScriptedChatModel model = SampleRun.model();

            RunException e = stoppedByDisk(
                    SampleRun.optimizer(deletingAt(ModelRole.EVALUATE, SampleRun.IN_ROUND_4, folder, model))
                            .storage(directory)
                            .build());

            assertThat(e).hasMessageContaining(folder.toString());
            assertThat(folder).doesNotExist();
            assertNextRunEndsRight();
        }

        @Test
        void stops_the_run_between_two_rounds() {
            stoppedByDisk(SampleRun.optimizer(SampleRun.model())
                    .storage(directory)
                    .listener(new OptimizationListener() {
                        @Override
                        public void roundFinished(Round round, RunUsage usage) {
                            if (round.number() == 2) {
                                delete(folder);
                            }
                        }
                    })
                    .build());

            assertThat(folder).doesNotExist();
            assertNextRunEndsRight();
        }

        @Test
        void and_made_again_is_not_taken_for_the_old_one() throws Exception {
            ChatModelPort port = request -> {
                if (request.role() == ModelRole.OPTIMIZE && request.callId().round() == 2) {
                    delete(folder);
                    SampleRun.optimizer(SampleRun.model())
                            .workspace(workspace)
                            .name("y")
                            .maxRounds(1)
                            .build()
                            .optimize();
                    try {
                        Files.move(workspace.resolve("y"), folder);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return SampleRun.model().chat(request);
            };
            Map<String, byte[]> before = SampleRun.filesIn(workspace);

            assertThatThrownBy(() ->
                            SampleRun.optimizer(port).storage(directory).build().optimize())
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining(folder.toString());

            assertThat(before).isEmpty();
            assertNextRunEndsRight();
        }

        @Test
        void down_to_its_lock_alone_stops_the_run_which_then_goes_on() {
            assertThatThrownBy(() -> SampleRun.optimizer(deletingAt(
                                    ModelRole.EVALUATE,
                                    new CallId(2, "1", 0),
                                    folder.resolve("run.lock"),
                                    SampleRun.model()))
                            .storage(directory)
                            .build()
                            .optimize())
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.LOCKED))
                    .hasMessageContaining("is gone; run the same again to resume");

            assertNextRunEndsRight();
        }

        @Test
        void in_part_is_written_again_by_a_resume() {
            List<String> told = new ArrayList<>();
            OptimizationResult result = SampleRun.optimizer(SampleRun.model())
                    .storage(directory)
                    .listener(new OptimizationListener() {
                        @Override
                        public void roundFinished(Round round, RunUsage usage) {
                            told.add("round " + round.number());
                            delete(folder.resolve("prompts"));
                        }
                    })
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo(SampleRun.BEST_PROMPT);
            assertThat(told).hasSize(SampleRun.ROUNDS);
            assertNextRunEndsRight();
            assertThat(folder.resolve("prompts/round_1/prompt.txt")).hasContent("quality 50");
        }
    }

    @Nested
    class A_folder_that_may_not_be_written {

        @Test
        @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no such permissions")
        void stops_the_run_before_a_call_and_stays_as_it_is() throws Exception {
            SampleRun.stop(directory);
            Map<String, byte[]> before = SampleRun.filesIn(folder);
            ScriptedChatModel model = SampleRun.model();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            Files.setPosixFilePermissions(folder.resolve("run.lock"), PosixFilePermissions.fromString("r--r--r--"));
            try {
                assumeTrue(!Files.isWritable(folder), "root may write everywhere");
                RunException e = stoppedByDisk(
                        SampleRun.optimizer(model).storage(directory).build());
                assertThat(e).hasMessageContaining("no permission");
                assertThat(model.requests()).isEmpty();
                assertThat(SampleRun.filesIn(folder)).containsExactlyEntriesOf(before);
            } finally {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(folder.resolve("run.lock"), PosixFilePermissions.fromString("rw-r--r--"));
            }
        }

        @Test
        void because_a_file_is_in_its_place_stops_the_run() throws Exception {
            Files.writeString(folder, "not a folder");

            RunException e = stoppedByDisk(
                    SampleRun.optimizer(SampleRun.model()).storage(directory).build());

            assertThat(e).hasMessageContaining(folder.toString());
            assertThat(folder).hasContent("not a folder");
        }
    }
}
