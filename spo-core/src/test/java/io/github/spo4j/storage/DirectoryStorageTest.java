package io.github.spo4j.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.testing.RunStorageContract;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStorageTest extends RunStorageContract {

    private static final String NAME = "Poem";

    @TempDir
    private Path workspace;

    @Override
    protected RunStorage newStorage() {
        return RunStorage.directory(workspace, NAME);
    }

    @Override
    protected RunStorage reopen(RunStorage of) {
        return newStorage();
    }

    private Path folder() {
        return workspace.resolve(NAME);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void assertRefused(RunException.Kind kind, Path named, ThrowingCallable action) {
        assertThatExceptionOfType(RunException.class)
                .isThrownBy(action)
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(kind))
                .withMessageContaining(named.toString());
    }

    @Nested
    class The_folder {

        @Test
        void is_made_by_the_lock_and_not_before() {
            RunStorage storage = newStorage();
            assertThat(storage.read("file")).isEmpty();
            assertThat(folder()).doesNotExist();

            storage.lock().close();
            assertThat(folder()).isDirectory();
        }

        @Test
        void moved_aside_stands_beside_the_new_one_with_all_its_files() {
            RunStorage storage = newStorage();
            try (RunStorage.Writer writer = storage.lock()) {
                writer.replace("one/file", bytes("content"));
            }
            storage.moveAside("20261123-042147");

            assertThat(workspace.resolve("Poem.20261123-042147/one/file")).hasContent("content");
            assertThat(folder()).doesNotExist();
        }

        @Test
        void moved_aside_replaces_no_other() throws IOException {
            RunStorage storage = newStorage();
            storage.lock().close();
            Files.createDirectory(workspace.resolve("Poem.old"));

            assertRefused(RunException.Kind.DISK, folder(), () -> storage.moveAside("old"));
            assertThat(workspace.resolve("Poem.old")).isEmptyDirectory();
        }

        @ParameterizedTest
        @ValueSource(strings = {"CON", "nul", "Aux.txt", "COM1", "lpt9.a.b", "prn"})
        void has_a_name_that_Windows_takes(String name) throws IOException {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStorage.directory(workspace, name))
                    .withMessageContaining("'" + name + "' cannot be a run's name");

            Files.createDirectory(workspace.resolve(name)); // a run of before is opened still
            RunStorage.directory(workspace, name).lock().close();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Console", "NULL", "COM10", "COM", "a.con"})
        void may_have_a_name_that_only_looks_reserved(String name) {
            RunStorage.directory(workspace, name).lock().close();
        }

        @Test
        void has_a_name_that_fits_on_disk_also_when_it_is_moved_aside() {
            String longest = "诗".repeat(79);
            RunStorage storage = RunStorage.directory(workspace, longest);
            storage.lock().close();
            storage.moveAside("20261123-042147");
            assertThat(workspace.resolve(longest + ".20261123-042147")).isDirectory();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStorage.directory(workspace, longest + "歌"))
                    .withMessageContaining("at most 239 bytes");
        }

        @Test
        void of_before_may_have_a_longer_name() throws IOException {
            String old = "诗".repeat(85);
            Files.createDirectory(workspace.resolve(old));

            RunStorage.directory(workspace, old).lock().close();
        }

        @ParameterizedTest
        @ValueSource(strings = {"../other", "one/../../other", "/etc/passwd"})
        void keeps_its_files_inside(String path) {
            RunStorage storage = newStorage();
            assertThatIllegalArgumentException().isThrownBy(() -> storage.read(path));
            try (RunStorage.Writer writer = storage.lock()) {
                assertThatIllegalArgumentException().isThrownBy(() -> writer.replace(path, bytes("evil")));
                assertThatIllegalArgumentException().isThrownBy(() -> writer.append(path, bytes("evil")));
            }
            assertThat(workspace.resolve("other")).doesNotExist();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", ".", "..", "../out", "a/b", "a\\b", ".hidden", "dot.", "space ", "a:b", "a\nb"})
        void has_a_name_that_leads_nowhere_else(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStorage.directory(workspace, name))
                    .withMessageContaining("cannot be a run's name");
        }
    }

    @Nested
    class The_lock_file {

        @Test
        void says_who_holds_the_run_and_since_when() throws IOException {
            Instant before = Instant.now().minusSeconds(1);
            try (RunStorage.Writer writer = newStorage().lock()) {
                List<String> note = Files.readAllLines(folder().resolve("run.lock"));

                assertThat(note).hasSize(4);
                assertThat(note.get(0))
                        .isEqualTo("pid " + ProcessHandle.current().pid());
                assertThat(note.get(1)).matches("host \\S+");
                assertThat(Instant.parse(note.get(2).substring("since ".length())))
                        .isBetween(before, Instant.now());
                assertThat(note.get(3)).isEqualTo("token " + writer.token());
            }
        }

        @Test
        void left_from_an_earlier_run_locks_nobody_out() {
            newStorage().lock().close();
            assertThat(folder().resolve("run.lock")).exists();

            newStorage().lock().close();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "token", "token -1\n", "token 99999999999999999999\n", "\0\0\0"})
        void that_is_unreadable_is_written_anew(String content) throws IOException {
            Files.createDirectories(folder());
            Files.writeString(folder().resolve("run.lock"), content);

            try (RunStorage.Writer writer = newStorage().lock()) {
                assertThat(writer.token()).isPositive();
                assertThat(folder().resolve("run.lock")).content().contains("token " + writer.token());
            }
        }
    }

    /** Takes the run, says so, and holds it until its input ends or it is killed. */
    static final class OtherProcess {

        private static final String LOCKED = "locked, token ";

        private OtherProcess() {}

        public static void main(String[] args) throws IOException {
            try (RunStorage.Writer writer =
                    RunStorage.directory(Path.of(args[0]), NAME).lock()) {
                System.out.println(LOCKED + writer.token());
                while (System.in.read() >= 0) {
                    // until the other side closes the pipe
                }
            } catch (RunException e) {
                System.out.println(e.kind() + ": " + e.getMessage());
            }
        }
    }

    @Nested
    class Another_process {

        private Process start() throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            workspace.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        private String firstLine(Process process) throws IOException {
            BufferedReader reader = process.inputReader(UTF_8);
            return requireNonNull(reader.readLine(), "the other process said nothing");
        }

        private long token(String line) {
            assertThat(line).startsWith(OtherProcess.LOCKED);
            return Long.parseLong(line.substring(OtherProcess.LOCKED.length()));
        }

        void requireRefused() throws IOException, InterruptedException {
            Process other = start();
            try {
                assertThat(firstLine(other)).startsWith("LOCKED: ");
            } finally {
                end(other);
            }
        }

        private void end(Process process) throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void that_holds_the_run_is_named_to_whoever_is_refused() throws IOException, InterruptedException {
            Process other = start();
            try {
                long token = token(firstLine(other));

                assertThatExceptionOfType(RunException.class)
                        .isThrownBy(() -> newStorage().lock())
                        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(RunException.Kind.LOCKED))
                        .withMessageContaining(folder().toString())
                        .withMessageContaining("pid " + other.pid() + ",")
                        .withMessageContaining("since ");

                other.outputWriter().close();
                assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
                try (RunStorage.Writer writer = newStorage().lock()) {
                    assertThat(writer.token()).isGreaterThan(token);
                }
            } finally {
                end(other);
            }
        }

        @Test
        void is_refused_and_told_who_holds_the_run() throws IOException, InterruptedException {
            try (RunStorage.Writer writer = newStorage().lock()) {
                Process other = start();
                try {
                    assertThat(firstLine(other))
                            .startsWith("LOCKED: ")
                            .contains("pid " + ProcessHandle.current().pid() + ",", "host ", "since ");
                } finally {
                    end(other);
                }
                writer.append("file", bytes("still ours"));
            }
        }

        @Test
        void that_is_killed_loses_the_lock() throws IOException, InterruptedException {
            Process other = start();
            try {
                long token = token(firstLine(other));
                end(other);

                try (RunStorage.Writer writer = newStorage().lock()) {
                    assertThat(writer.token()).isGreaterThan(token);
                }
            } finally {
                end(other);
            }
        }
    }

    /** As a server loads the library for each of its applications. */
    @Nested
    class A_second_class_loader {

        private static Class<?> loadedAgain(URLClassLoader loader) throws ClassNotFoundException {
            Class<?> other = loader.loadClass(OtherLoader.class.getName());
            assertThat(other).isNotSameAs(OtherLoader.class);
            return other;
        }

        private URLClassLoader loader() throws MalformedURLException {
            URL[] path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(DirectoryStorageTest::url)
                    .toArray(URL[]::new);
            return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
        }

        private String said(URLClassLoader loader) throws ReflectiveOperationException {
            return (String)
                    loadedAgain(loader).getMethod("tryToLock", Path.class).invoke(null, workspace);
        }

        @Test
        void is_refused_and_leaves_the_lock_in_place() throws Exception {
            try (URLClassLoader loader = loader();
                    RunStorage.Writer writer = newStorage().lock()) {
                assertThat(said(loader))
                        .startsWith("LOCKED: ")
                        .contains("pid " + ProcessHandle.current().pid());
                writer.append("file", bytes("still ours"));
                new Another_process().requireRefused();
            }
        }

        @Test
        void is_refused_also_when_it_is_an_older_version_that_does_not_tell() throws Exception {
            Files.createDirectories(folder());
            try (URLClassLoader loader = loader();
                    FileChannel older = FileChannel.open(
                            folder().resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = older.tryLock(Long.MAX_VALUE - 1, 1, false)) {
                assertThat(said(loader)).startsWith("LOCKED: ");
                assertRefused(
                        RunException.Kind.LOCKED, folder(), () -> newStorage().lock());
                assertThat(lock.isValid()).isTrue();
                new Another_process().requireRefused();
            }
        }

        @Test
        void has_the_run_afterwards() throws Exception {
            newStorage().lock().close();

            try (URLClassLoader loader = loader()) {
                assertThat(said(loader)).isEqualTo("locked");
            }
            newStorage().lock().close();
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Takes the run with classes that were loaded a second time. */
    public static final class OtherLoader {

        private OtherLoader() {}

        /** What came of it, in a word. */
        public static String tryToLock(Path workspace) {
            try {
                RunStorage.directory(workspace, NAME).lock().close();
                return "locked";
            } catch (RunException e) {
                return e.kind() + ": " + e.getMessage();
            }
        }
    }

    @Nested
    class What_a_kill_leaves {

        @Test
        void of_a_replacement_does_no_harm() throws IOException {
            RunStorage storage = newStorage();
            try (RunStorage.Writer writer = storage.lock()) {
                writer.replace("one/file", bytes("before"));
            }
            Files.writeString(folder().resolve("one/.file.tmp"), "a longer content that was cut in the mid");
            assertThat(storage.read("one/file").orElseThrow()).isEqualTo(bytes("before"));

            try (RunStorage.Writer writer = storage.lock()) {
                writer.replace("one/file", bytes("after"));
            }
            assertThat(storage.read("one/file").orElseThrow()).isEqualTo(bytes("after"));
            assertThat(storage.list("one")).containsExactly("file");
        }
    }

    @Nested
    class A_disk_that_fails {

        private void delete(Path tree) throws IOException {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }

        @Test
        void is_noticed_when_a_file_was_deleted_that_is_added_to() throws IOException {
            try (RunStorage.Writer writer = newStorage().lock()) {
                writer.append("file", bytes("one"));
                Files.delete(folder().resolve("file"));

                assertRefused(
                        RunException.Kind.DISK, folder().resolve("file"), () -> writer.append("file", bytes("two")));
            }
        }

        @Test
        void is_noticed_when_the_file_added_to_is_another_one_by_now() throws IOException {
            try (RunStorage.Writer writer = newStorage().lock()) {
                writer.append("file", bytes("one"));
                Files.writeString(folder().resolve("other"), "one");
                Files.delete(folder().resolve("file"));
                Files.move(folder().resolve("other"), folder().resolve("file"));

                assertRefused(
                        RunException.Kind.DISK, folder().resolve("file"), () -> writer.append("file", bytes("two")));
            }
        }

        @Test
        void is_noticed_when_the_whole_folder_was_deleted() throws IOException {
            try (RunStorage.Writer writer = newStorage().lock()) {
                writer.append("one/file", bytes("one"));
                delete(folder());

                assertRefused(
                        RunException.Kind.DISK,
                        folder().resolve("one/file"),
                        () -> writer.append("one/file", bytes("two")));
            }
        }

        @Test
        void is_named_when_a_file_stands_where_a_folder_should_be() throws IOException {
            Files.writeString(folder(), "a file");
            assertRefused(RunException.Kind.DISK, folder(), () -> newStorage().lock());
            Files.delete(folder());

            try (RunStorage.Writer writer = newStorage().lock()) {
                writer.replace("file", bytes("no folder"));
                Path beneath = folder().resolve("file/beneath");
                assertRefused(RunException.Kind.DISK, beneath, () -> writer.replace("file/beneath", bytes("")));
                assertRefused(RunException.Kind.DISK, beneath, () -> writer.append("file/beneath", bytes("")));
                assertRefused(
                        RunException.Kind.DAMAGED,
                        folder().resolve("file"),
                        () -> newStorage().list("file"));
            }
        }

        @Test
        void is_named_when_a_folder_stands_where_a_file_should_be() throws IOException {
            Files.createDirectories(folder().resolve("file"));

            assertRefused(
                    RunException.Kind.DISK,
                    folder().resolve("file"),
                    () -> newStorage().read("file"));
            try (RunStorage.Writer writer = newStorage().lock()) {
                assertRefused(
                        RunException.Kind.DISK,
                        folder().resolve("file"),
                        () -> writer.append("file", bytes("content")));
            }
        }
    }
}
