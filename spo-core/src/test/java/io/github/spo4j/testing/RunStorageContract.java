package io.github.spo4j.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a {@link RunStorage} promises. The test of a storage of your own extends this and says how to make one. What is
 * needed besides the test-jar, the {@linkplain io.github.spo4j.testing package} says:
 *
 * <pre>{@code
 * class DatabaseStorageTest extends RunStorageContract {
 *     protected RunStorage newStorage() { … }
 *     protected RunStorage reopen(RunStorage storage) { … }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class RunStorageContract {

    private static final int THREADS = 16;

    private RunStorage storage;
    private final List<RunStorage.Writer> writers = new ArrayList<>();

    /** For the class that extends this. */
    protected RunStorageContract() {}

    /**
     * A run of which nothing is there yet. Called once a test, before it.
     *
     * @return a storage that shares nothing with those returned before
     */
    protected abstract RunStorage newStorage();

    /**
     * The same run, as another process would open it.
     *
     * @param of a storage from {@link #newStorage()}
     * @return one that sees and locks the same files
     */
    protected abstract RunStorage reopen(RunStorage of);

    @BeforeEach
    void openStorage() {
        storage = Given.by(newStorage(), "newStorage()", "a storage");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(RunStorage.Writer::close);
    }

    private RunStorage.Writer lock(RunStorage of) {
        RunStorage.Writer writer = Given.by(of.lock(), "lock()", "a writer, or throw a RunException");
        writers.add(writer);
        return writer;
    }

    private RunStorage reopened() {
        return Given.by(reopen(storage), "reopen(storage)", "a storage with the same files");
    }

    private static byte[] content(RunStorage of, String path) {
        return Given.by(of.read(path), "read(\"" + path + "\")", "an Optional")
                .orElseThrow(
                        () -> new AssertionError("read(\"" + path + "\") found nothing, but the file was written"));
    }

    private String text(String path) {
        return new String(content(reopened(), path), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static void assertRefused(RunException.Kind kind, ThrowingCallable action) {
        assertThatExceptionOfType(RunException.class)
                .isThrownBy(action)
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(kind))
                .satisfies(refused -> assertThat(refused.getMessage()).isNotBlank());
    }

    @Nested
    class Nothing {

        @Test
        void reads_as_nothing() {
            assertThat(storage.read("file")).isEmpty();
            assertThat(storage.read("folder/file")).isEmpty();
        }

        @Test
        void lists_as_nothing() {
            assertThat(storage.list("")).isEmpty();
            assertThat(storage.list("folder")).isEmpty();
        }

        @Test
        void has_a_name_for_people_all_the_same() {
            assertThat(storage.describe("")).isNotBlank();
            assertThat(storage.describe("folder/file")).contains("file");
        }
    }

    @Nested
    class Replacing {

        @Test
        void makes_a_file_and_the_folders_on_the_way() {
            lock(storage).replace("one/two/file", bytes("content"));

            assertThat(text("one/two/file")).isEqualTo("content");
            assertThat(storage.list("one")).containsExactly("two");
        }

        @Test
        void leaves_nothing_of_the_earlier_content() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("file", bytes("a long content"));
            writer.replace("file", bytes("short"));
            assertThat(text("file")).isEqualTo("short");

            writer.replace("file", new byte[0]);
            assertThat(text("file")).isEmpty();
        }

        @Test
        void leaves_no_other_file_behind() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("folder/file", bytes("first"));
            writer.replace("folder/file", bytes("second"));

            assertThat(storage.list("folder")).containsExactly("file");
        }

        @Test
        void keeps_every_byte() {
            byte[] all = new byte[256];
            IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
            lock(storage).replace("file", all);

            assertThat(content(reopened(), "file")).isEqualTo(all);
        }

        @Test
        void is_seen_as_a_whole_or_not_at_all() throws InterruptedException, ExecutionException {
            RunStorage.Writer writer = lock(storage);
            String one = "1".repeat(20_000);
            String other = "2".repeat(30_000);
            writer.replace("file", bytes(one));
            ExecutorService threads = Executors.newSingleThreadExecutor();
            try {
                Future<?> writing = threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        writer.replace("file", bytes(i % 2 == 0 ? other : one));
                    }
                });
                while (!writing.isDone()) {
                    String seen = text("file");
                    assertThat(seen.equals(one) || seen.equals(other)).isTrue();
                }
                writing.get();
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class Appending {

        @Test
        void makes_a_file_and_adds_to_its_end() {
            RunStorage.Writer writer = lock(storage);
            writer.append("folder/file", bytes("one,"));
            assertThat(text("folder/file")).isEqualTo("one,");

            writer.append("folder/file", bytes("two"));
            assertThat(text("folder/file")).isEqualTo("one,two");
        }

        @Test
        void goes_on_where_an_earlier_writer_stopped() {
            RunStorage.Writer first = lock(storage);
            first.append("file", bytes("one,"));
            first.close();
            lock(reopened()).append("file", bytes("two"));

            assertThat(text("file")).isEqualTo("one,two");
        }

        @Test
        void takes_turns_with_replacing() {
            RunStorage.Writer writer = lock(storage);
            writer.append("file", bytes("gone"));
            writer.replace("file", bytes("one,"));
            writer.append("file", bytes("two"));
            assertThat(text("file")).isEqualTo("one,two");

            writer.replace("file", bytes("three,"));
            writer.append("file", bytes("four"));
            assertThat(text("file")).isEqualTo("three,four");
        }

        @Test
        void from_16_threads_loses_nothing() throws InterruptedException, ExecutionException {
            RunStorage.Writer writer = lock(storage);
            int each = 10;
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<?>> appending = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    String name = "thread " + thread + " line ";
                    appending.add(threads.submit(() -> {
                        for (int line = 0; line < each; line++) {
                            writer.append("file", bytes(name + line + "\n"));
                        }
                    }));
                }
                for (Future<?> thread : appending) {
                    thread.get();
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(text("file").lines())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, THREADS * each)
                            .mapToObj(i -> "thread " + i / each + " line " + i % each)
                            .toList());
        }
    }

    @Nested
    class Contents {

        @Test
        void are_copied_when_they_are_given() {
            RunStorage.Writer writer = lock(storage);
            byte[] replaced = bytes("replaced");
            byte[] appended = bytes("appended");
            writer.replace("replaced", replaced);
            writer.append("appended", appended);
            Arrays.fill(replaced, (byte) 'x');
            Arrays.fill(appended, (byte) 'x');

            assertThat(text("replaced")).isEqualTo("replaced");
            assertThat(text("appended")).isEqualTo("appended");
        }

        @Test
        void are_copied_when_they_are_read() {
            lock(storage).replace("file", bytes("content"));
            Arrays.fill(content(storage, "file"), (byte) 'x');

            assertThat(content(storage, "file")).isEqualTo(bytes("content"));
        }
    }

    @Nested
    class Listing {

        @Test
        void names_files_and_folders_in_order() {
            RunStorage.Writer writer = lock(storage);
            for (String path : List.of("all/b/file", "all/b.txt", "all/c", "all/b-2/file", "all/a", "all/b/other")) {
                writer.replace(path, bytes("content"));
            }

            assertThat(reopened().list("all")).containsExactly("a", "b", "b-2", "b.txt", "c");
        }

        @Test
        void names_what_lies_in_the_runs_own_folder() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("folder/file", bytes("content"));
            writer.append("file", bytes("content"));

            assertThat(reopened().list(""))
                    .contains("file", "folder")
                    .isSorted()
                    .doesNotHaveDuplicates();
        }

        @Test
        void takes_no_folder_for_another_that_begins_with_its_name() {
            lock(storage).replace("folder_2/file", bytes("content"));

            assertThat(storage.list("folder")).isEmpty();
        }
    }

    @Nested
    class Renaming {

        @Test
        void moves_a_file() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("folder/old", bytes("content"));
            writer.rename("folder/old", "new");

            assertThat(text("folder/new")).isEqualTo("content");
            assertThat(storage.read("folder/old")).isEmpty();
            assertThat(storage.list("folder")).containsExactly("new");
        }

        @Test
        void moves_a_folder_with_all_that_is_in_it() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("all/old/one", bytes("1"));
            writer.append("all/old/more/two", bytes("2"));
            writer.replace("all/old_one", bytes("stays"));
            writer.rename("all/old", "new");

            assertThat(text("all/new/one")).isEqualTo("1");
            assertThat(text("all/new/more/two")).isEqualTo("2");
            assertThat(storage.list("all")).containsExactly("new", "old_one");
        }

        @Test
        void frees_the_name_for_appending_too() {
            RunStorage.Writer writer = lock(storage);
            writer.append("folder/file", bytes("old"));
            writer.rename("folder", "away");
            writer.append("folder/file", bytes("new"));

            assertThat(text("away/file")).isEqualTo("old");
            assertThat(text("folder/file")).isEqualTo("new");
        }

        @Test
        void refuses_a_name_that_is_taken() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("file", bytes("moving"));
            writer.replace("taken", bytes("staying"));
            writer.replace("folder/file", bytes("in the way"));

            assertRefused(RunException.Kind.DISK, () -> writer.rename("file", "taken"));
            assertRefused(RunException.Kind.DISK, () -> writer.rename("file", "folder"));
            assertRefused(RunException.Kind.DISK, () -> writer.rename("folder", "taken"));
            assertThat(text("file")).isEqualTo("moving");
            assertThat(text("taken")).isEqualTo("staying");
            assertThat(text("folder/file")).isEqualTo("in the way");
        }

        @Test
        void refuses_what_is_not_there() {
            RunStorage.Writer writer = lock(storage);

            assertRefused(RunException.Kind.DISK, () -> writer.rename("file", "new"));
        }
    }

    @Nested
    class The_lock {

        @Test
        void is_given_to_one_at_a_time() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("file", bytes("content"));

            assertRefused(RunException.Kind.LOCKED, storage::lock);
            assertRefused(RunException.Kind.LOCKED, reopened()::lock);
            writer.append("file", bytes(", more"));
            assertThat(text("file")).isEqualTo("content, more");
        }

        @Test
        void is_free_once_it_is_given_back() {
            lock(storage).close();
            RunStorage.Writer second = lock(reopened());
            second.replace("file", bytes("second"));

            assertThat(text("file")).isEqualTo("second");
        }

        @Test
        void is_not_taken_from_the_next_holder_by_closing_twice() {
            RunStorage.Writer first = lock(storage);
            first.close();
            RunStorage.Writer second = lock(storage);
            first.close();

            assertRefused(RunException.Kind.LOCKED, storage::lock);
            second.replace("file", bytes("second"));
            assertThat(text("file")).isEqualTo("second");
        }

        @Test
        void has_a_token_that_grows() {
            long last = 0;
            for (int i = 0; i < 5; i++) {
                RunStorage.Writer writer = lock(i % 2 == 0 ? storage : reopened());
                assertThat(writer.token()).isGreaterThan(last);
                last = writer.token();
                writer.close();
            }
        }

        @Test
        void lets_nobody_write_who_gave_it_back() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("replaced", bytes("kept"));
            writer.append("appended", bytes("kept"));
            writer.close();

            assertRefused(RunException.Kind.LOCKED, () -> writer.replace("replaced", bytes("late")));
            assertRefused(RunException.Kind.LOCKED, () -> writer.append("appended", bytes("late")));
            assertRefused(RunException.Kind.LOCKED, () -> writer.rename("replaced", "late"));
            assertThat(text("replaced")).isEqualTo("kept");
            assertThat(text("appended")).isEqualTo("kept");
            assertThat(storage.list("")).doesNotContain("late");
        }

        @Test
        void keeps_nobody_from_reading() {
            lock(storage).replace("folder/file", bytes("content"));

            assertThat(text("folder/file")).isEqualTo("content");
            assertThat(reopened().list("folder")).containsExactly("file");
        }
    }

    @Nested
    class Moving_aside {

        private void write(String content) {
            try (RunStorage.Writer writer = storage.lock()) {
                writer.replace("folder/file", bytes(content));
            }
        }

        @Test
        void leaves_an_empty_storage_that_can_be_used_anew() {
            write("old");
            storage.moveAside("old");
            assertThat(storage.list("")).isEmpty();
            assertThat(reopened().read("folder/file")).isEmpty();

            write("new");
            assertThat(text("folder/file")).isEqualTo("new");
        }

        @Test
        void refuses_a_name_that_is_taken() {
            write("old");
            storage.moveAside("same");
            write("new");

            assertRefused(RunException.Kind.DISK, () -> storage.moveAside("same"));
            assertThat(text("folder/file")).isEqualTo("new");
            storage.moveAside("other");
            assertThat(storage.list("")).isEmpty();
        }

        @Test
        void refuses_a_run_that_somebody_writes_to() {
            RunStorage.Writer writer = lock(storage);
            writer.replace("file", bytes("content"));

            assertRefused(RunException.Kind.LOCKED, () -> storage.moveAside("old"));
            assertRefused(RunException.Kind.LOCKED, () -> reopened().moveAside("old"));
            writer.append("file", bytes(", more"));
            assertThat(text("file")).isEqualTo("content, more");
        }

        @Test
        void does_nothing_where_there_is_nothing() {
            storage.moveAside("old");
            write("content");
            storage.moveAside("old");

            assertThat(storage.list("")).isEmpty();
        }
    }

    @Nested
    class An_interrupted_thread {

        @Test
        void reads_and_writes_like_any_other_and_stays_interrupted() {
            Thread.currentThread().interrupt();
            try {
                RunStorage.Writer writer = lock(storage);
                writer.append("folder/appended", bytes("one,"));
                writer.append("folder/appended", bytes("two"));
                writer.replace("folder/replaced", bytes("content"));
                writer.replace("folder/old", bytes("renamed"));
                writer.rename("folder/old", "new");
                writer.close();

                assertThat(text("folder/appended")).isEqualTo("one,two");
                assertThat(text("folder/replaced")).isEqualTo("content");
                assertThat(text("folder/new")).isEqualTo("renamed");
                assertThat(storage.list("folder")).containsExactly("appended", "new", "replaced");
                storage.moveAside("old");
                assertThat(storage.list("")).isEmpty();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }
    }
}
