package io.github.spo4j.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class OptimizedPromptTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("history.jsonl");
    }

    private OptimizedPrompt stored() {
        return OptimizedPrompt.storedIn(file(), "You are a {{role}}.", CLOCK);
    }

    private static List<String> texts(OptimizedPrompt prompt) {
        return prompt.history().stream().map(PromptVersion::text).toList();
    }

    @Nested
    class A_swap {

        @Test
        void puts_the_new_prompt_into_use_and_keeps_the_old_one() {
            OptimizedPrompt prompt = stored();

            PromptVersion version = prompt.swap("You are a good {{role}}.", "run Poem, round 3");

            assertThat(version).isEqualTo(prompt.current());
            assertThat(prompt.text()).isEqualTo("You are a good {{role}}.");
            assertThat(version.number()).isEqualTo(2);
            assertThat(version.origin()).isEqualTo("run Poem, round 3");
            assertThat(version.since()).isEqualTo(CLOCK.instant());
            assertThat(texts(prompt)).containsExactly("You are a {{role}}.", "You are a good {{role}}.");
        }

        @Test
        void for_what_is_in_use_already_changes_nothing() {
            OptimizedPrompt prompt = stored();

            assertThat(prompt.swap("You are a {{role}}.", "again").number()).isEqualTo(1);
            assertThat(prompt.history()).hasSize(1);
        }

        static Stream<Arguments> unfit() {
            return Stream.of(
                    argumentSet("blank", " \n", "it is blank"),
                    argumentSet("a slot is lost", "You are good.", "it lacks the slot(s) role"),
                    argumentSet("a slot is renamed", "You are a {{rôle}}.", "it lacks the slot(s) role"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("unfit")
        void for_an_unfit_prompt_is_refused_and_changes_nothing(String text, String why) {
            OptimizedPrompt prompt = stored();

            assertThatThrownBy(() -> prompt.swap(text, "somewhere"))
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining("version 1 stays in use");
            assertThat(prompt.history()).hasSize(1);
            assertThat(stored().history()).hasSize(1);
        }

        @Test
        void is_seen_by_whoever_asks_after_it_returned() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of("version 1");
            int readers = 8;
            int swaps = 1_000;
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(readers);
            try {
                List<Future<Integer>> reading = new ArrayList<>();
                for (int reader = 0; reader < readers; reader++) {
                    reading.add(threads.submit(() -> {
                        int seen = 0;
                        while (!done.get()) {
                            int now = prompt.current().number();
                            assertThat(now).isGreaterThanOrEqualTo(seen);
                            seen = now;
                        }
                        return seen;
                    }));
                }
                for (int number = 2; number <= swaps; number++) {
                    assertThat(prompt.swap("version " + number, "test").number())
                            .isEqualTo(number);
                    assertThat(prompt.text()).isEqualTo("version " + number);
                }
                done.set(true);
                for (Future<Integer> seen : reading) {
                    assertThat(seen.get()).isLessThanOrEqualTo(swaps);
                }
            } finally {
                done.set(true);
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class A_step_back {

        @Test
        void puts_the_earlier_version_into_use_as_a_new_one() {
            OptimizedPrompt prompt = OptimizedPrompt.of("one");
            prompt.swap("two", "a");
            prompt.swap("three", "b");

            assertThat(prompt.rollBack().text()).isEqualTo("two");
            assertThat(prompt.rollBack().text()).isEqualTo("one");
            assertThat(prompt.current().number()).isEqualTo(5);
            assertThat(prompt.current().origin()).isEqualTo("back to version 1");
            assertThatThrownBy(prompt::rollBack)
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining("no version before the first");
        }

        @Test
        void goes_on_after_a_restart() {
            OptimizedPrompt prompt = OptimizedPrompt.storedIn(file(), "one");
            prompt.swap("two", "a");
            prompt.swap("three", "b");
            prompt.rollBack();

            OptimizedPrompt later = OptimizedPrompt.storedIn(file(), "one");

            assertThat(later.text()).isEqualTo("two");
            assertThat(later.rollBack().text()).isEqualTo("one");
        }

        @Test
        void after_a_swap_that_followed_one_goes_to_what_was_in_use_before_it() {
            OptimizedPrompt prompt = OptimizedPrompt.of("one");
            prompt.swap("two", "a");
            prompt.rollBack();
            prompt.swap("three", "b");

            assertThat(prompt.rollBack().text()).isEqualTo("one");
        }
    }

    @Nested
    class The_history {

        @Test
        void is_gone_on_with_and_beats_the_start() {
            stored().swap("You are a good {{role}}.", "run");
            OptimizedPrompt later;
            try (CapturedLog log = new CapturedLog(OptimizedPrompt.class)) {
                later = OptimizedPrompt.storedIn(file(), "You are new, {{role}}.");
                assertThat(log.messages()).singleElement().asString().contains("the start text is not in the history");
            }

            assertThat(texts(later)).containsExactly("You are a {{role}}.", "You are a good {{role}}.");
            assertThat(later.history()).isEqualTo(stored().history());
        }

        @Test
        void reports_an_edited_start_that_can_be_put_into_use_with_its_own_slots() {
            stored().swap("You are a good {{role}}.", "run");
            String edited = "You help {{name}}.";
            OptimizedPrompt later = OptimizedPrompt.storedIn(file(), edited);

            assertThat(later.unusedStart()).contains(edited);
            later.swap(edited, "edited");

            assertThat(later.unusedStart()).isEmpty();
            assertThatThrownBy(() -> later.swap("You are a {{role}}.", "run")).hasMessageContaining("name");
            try (CapturedLog log = new CapturedLog(OptimizedPrompt.class)) {
                assertThat(OptimizedPrompt.storedIn(file(), edited).text()).isEqualTo(edited);
                assertThat(stored().unusedStart()).isEmpty();
                assertThat(log.messages()).isEmpty();
            }
        }

        @Test
        void that_cannot_be_made_does_not_stop_the_application() throws IOException {
            Path nowhere = folder.resolve("none").resolve("history.jsonl");
            try (CapturedLog log = new CapturedLog(OptimizedPrompt.class)) {
                OptimizedPrompt prompt = OptimizedPrompt.storedIn(nowhere, "You are a {{role}}.");

                assertThat(prompt.text()).isEqualTo("You are a {{role}}.");
                assertThat(prompt.isKept()).isFalse();
                assertThat(prompt.swap("A {{role}}.", "run").number()).isEqualTo(2);
                assertThat(log.messages())
                        .singleElement()
                        .asString()
                        .contains("WARNING", "is kept until this is mended");
            }
            assertThat(nowhere).doesNotExist();
            assertThat(stored().isKept()).isTrue();
        }

        @Test
        void loses_only_the_line_that_a_kill_has_cut() throws IOException {
            stored().swap("You are a good {{role}}.\n第二行 \uD83D\uDE00", "run");
            byte[] whole = Files.readAllBytes(file());
            int first = new String(whole, UTF_8).indexOf('\n') + 1;
            for (int cut = first; cut < whole.length - 1; cut++) {
                Files.write(file(), java.util.Arrays.copyOf(whole, cut));
                try (CapturedLog log = new CapturedLog(HistoryFile.class)) {

                    OptimizedPrompt prompt = stored();

                    assertThat(prompt.current().number()).as("cut at %d", cut).isEqualTo(1);
                    prompt.swap("You are a good {{role}}.\n第二行 \uD83D\uDE00", "run");
                    assertThat(file()).as("cut at %d", cut).hasBinaryContent(whole);
                    assertThat(log.messages()).as("cut at %d", cut).hasSize(cut == first ? 0 : 1);
                    assertThat(log.messages())
                            .allMatch("WARNING the last line of {0} was cut by a kill and is dropped"::equals);
                }
            }
        }

        @Test
        void keeps_a_last_line_that_lacks_only_its_newline() throws IOException {
            OptimizedPrompt before = stored();
            before.swap("You are a good {{role}}.\n第二行 \uD83D\uDE00", "run");
            String whole = Files.readString(file());
            Files.writeString(file(), whole.stripTrailing());
            try (CapturedLog log = new CapturedLog(HistoryFile.class)) {

                OptimizedPrompt prompt = stored();

                assertThat(prompt.history()).isEqualTo(before.history());
                prompt.swap("You are a better {{role}}.", "run");
                prompt.rollBack();
                assertThat(file()).content().startsWith(whole).hasLineCount(4);
                assertThat(stored().history()).isEqualTo(prompt.history()).hasSize(4);
                assertThat(log.messages()).isEmpty();
            }
        }

        @Test
        void that_is_damaged_is_told_and_left_alone() throws IOException {
            stored().swap("You are a good {{role}}.", "run");
            String whole = Files.readString(file());
            for (String damage : List.of(
                    whole.replace("\"version\":1", "\"version\":2"),
                    whole.replace("2026", "20x6"),
                    "no JSON\n" + whole,
                    whole.replaceFirst("\"text\":\"[^\"]*\"", "\"text\":\" \""))) {
                Files.writeString(file(), damage);

                try (CapturedLog log = new CapturedLog(OptimizedPrompt.class)) {
                    OptimizedPrompt prompt = stored();
                    prompt.swap("You are a better {{role}}.", "run");

                    assertThat(prompt.isKept()).isFalse();
                    assertThat(texts(prompt)).containsExactly("You are a {{role}}.", "You are a better {{role}}.");
                    assertThat(log.messages()).hasSize(1);
                }
                assertThat(file()).hasContent(damage);
            }
        }

        @Test
        void that_somebody_else_writes_is_not_written() throws IOException {
            OptimizedPrompt prompt = stored();
            OptimizedPrompt other = stored();
            other.swap("You are another {{role}}.", "other");

            assertThatThrownBy(() -> prompt.swap("You are a good {{role}}.", "run"))
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining("is also written elsewhere");
            assertThat(prompt.text()).isEqualTo("You are a {{role}}.");
            assertThat(texts(stored())).containsExactly("You are a {{role}}.", "You are another {{role}}.");
        }

        @Test
        void that_cannot_be_written_leaves_the_version_in_use() throws IOException {
            OptimizedPrompt prompt = stored();
            Files.delete(file());
            Files.createDirectory(file());

            assertThatThrownBy(() -> prompt.swap("You are a good {{role}}.", "run"))
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining("history.jsonl");
            assertThat(prompt.text()).isEqualTo("You are a {{role}}.");
        }

        @Test
        void is_written_by_an_interrupted_thread_which_stays_interrupted() {
            Thread.currentThread().interrupt();
            try {
                OptimizedPrompt prompt = stored();
                prompt.swap("You are a good {{role}}.", "run");
                prompt.rollBack();

                assertThat(stored().history()).isEqualTo(prompt.history()).hasSize(3);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }

        @Test
        void is_written_whenever_an_interrupt_comes() throws Exception {
            OptimizedPrompt prompt = stored();
            String text = "You are a good {{role}}. ".repeat(1_000);
            FutureTask<Integer> swaps = new FutureTask<>(() -> {
                for (int swap = 1; swap <= 50; swap++) {
                    prompt.swap(text + swap, "run");
                    Thread.interrupted();
                }
                return prompt.current().number();
            });
            Thread swapping = new Thread(swaps);
            swapping.start();
            while (!swaps.isDone()) {
                swapping.interrupt();
                Thread.onSpinWait();
            }

            assertThat(swaps.get()).isEqualTo(51);
            assertThat(stored().history()).isEqualTo(prompt.history());
        }

        @Test
        void begins_with_a_prompt_that_has_text() {
            assertThatIllegalArgumentException().isThrownBy(() -> OptimizedPrompt.of(" "));
            assertThatIllegalArgumentException().isThrownBy(() -> OptimizedPrompt.storedIn(file(), " "));
            assertThat(file()).doesNotExist();
        }
    }

    @Nested
    class A_watch {

        private static final Duration OFTEN = Duration.ofMillis(1);

        private final BlockingQueue<String> looks = new ArrayBlockingQueue<>(1);

        /** A source that is looked at as often as the test has something to say. */
        private String next() throws InterruptedException {
            return looks.take();
        }

        private void says(String text) throws InterruptedException {
            assertThat(looks.offer(text, 30, TimeUnit.SECONDS)).isTrue();
        }

        /** Once a third look is under way, what the second one saw has been acted upon. */
        private void saysTwice(String text) throws InterruptedException {
            says(text);
            says(text);
            says(text);
            says(text);
        }

        @Test
        void takes_a_change_that_it_sees_twice() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of("one");
            try (PromptWatch watch = prompt.watch(this::next, "a file", OFTEN)) {
                assertThat(watch).isNotNull();
                saysTwice("one");
                says("tw");
                saysTwice("two");

                assertThat(texts(prompt)).containsExactly("one", "two");
                assertThat(prompt.current().origin()).isEqualTo("a file");
            }
        }

        @Test
        void leaves_the_prompt_in_use_when_its_source_fails_or_is_unfit() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of("one {{slot}}");
            try (PromptWatch watch = prompt.watch(
                    () -> {
                        String text = next();
                        if (text.equals("fail")) {
                            throw new IOException("no such file");
                        }
                        return text;
                    },
                    "a file",
                    OFTEN)) {
                assertThat(watch).isNotNull();
                saysTwice("fail");
                saysTwice("one without it");
                saysTwice("two {{slot}}");

                assertThat(texts(prompt)).containsExactly("one {{slot}}", "two {{slot}}");
            }
        }

        /** A history on a disk that is full at times. */
        private static final class FullDisk implements PromptHistory {

            private volatile boolean full;

            @Override
            public List<PromptVersion> read() {
                return List.of();
            }

            @Override
            public void add(PromptVersion version) {
                if (full) {
                    throw new PromptException("cannot be written", new IOException("no space left"));
                }
            }
        }

        @Test
        void takes_a_change_as_soon_as_it_can_be_written() throws Exception {
            FullDisk disk = new FullDisk();
            OptimizedPrompt prompt = new OptimizedPrompt(disk, "one", CLOCK);
            prompt.swap("two", "somebody");
            try (CapturedLog log = new CapturedLog(PromptWatch.class);
                    PromptWatch watch = prompt.watch(this::next, "a file", OFTEN)) {
                assertThat(watch).isNotNull();
                disk.full = true;
                saysTwice("three");
                assertThat(prompt.text()).isEqualTo("two");

                disk.full = false;
                saysTwice("three");
                assertThat(prompt.text()).isEqualTo("three");
                assertThat(log.messages())
                        .containsExactly("WARNING a file is not put into use; the prompt in use stays");
            }
        }

        @Test
        void takes_an_earlier_prompt_after_a_change_that_could_not_be_written() throws Exception {
            FullDisk disk = new FullDisk();
            OptimizedPrompt prompt = new OptimizedPrompt(disk, "one", CLOCK);
            prompt.swap("two", "somebody");
            try (CapturedLog log = new CapturedLog(PromptWatch.class);
                    PromptWatch watch = prompt.watch(this::next, "a file", OFTEN)) {
                assertThat(watch).isNotNull();
                disk.full = true;
                saysTwice("three");
                says("one");
                says("one"); // now the last look at three is over
                disk.full = false;
                saysTwice("one");

                assertThat(texts(prompt)).containsExactly("one", "two", "one");
                assertThat(log.messages()).isNotEmpty();
            }
        }

        @Test
        void tries_a_refused_prompt_once() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of("one {{slot}}");
            try (CapturedLog log = new CapturedLog(PromptWatch.class);
                    PromptWatch watch = prompt.watch(
                            () -> {
                                String text = next();
                                if (text.equals("fail")) {
                                    throw new IOException("no such file");
                                }
                                return text;
                            },
                            "a file",
                            OFTEN)) {
                assertThat(watch).isNotNull();
                saysTwice("one without it");
                saysTwice("fail");
                saysTwice("one without it");

                assertThat(log.messages())
                        .containsExactly(
                                "WARNING a file is not put into use; the prompt in use stays",
                                "WARNING a file cannot be read; the prompt in use stays");
            }
        }

        @Test
        void does_not_undo_a_step_back_after_a_restart() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of("one");
            prompt.swap("two", "a file");
            prompt.rollBack();
            try (PromptWatch watch = prompt.watch(this::next, "a file", OFTEN)) {
                assertThat(watch).isNotNull();
                saysTwice("two");
                assertThat(prompt.text()).isEqualTo("one");

                saysTwice("three");
                saysTwice("two");
                assertThat(prompt.text()).isEqualTo("two");
            }
        }

        @Test
        void reads_a_file() throws Exception {
            Path source = folder.resolve("prompt.txt");
            Files.writeString(source, "one");
            OptimizedPrompt prompt = OptimizedPrompt.of("one");
            BlockingQueue<Boolean> looked = new ArrayBlockingQueue<>(100);
            try (PromptWatch watch = prompt.watch(
                    () -> {
                        looked.offer(true);
                        return Files.readString(source);
                    },
                    "prompt.txt",
                    OFTEN)) {
                assertThat(watch).isNotNull();
                Files.writeString(source, "two", StandardOpenOption.TRUNCATE_EXISTING);
                while (!prompt.text().equals("two")) {
                    assertThat(looked.poll(30, TimeUnit.SECONDS)).isNotNull();
                }
            }
        }
    }
}
