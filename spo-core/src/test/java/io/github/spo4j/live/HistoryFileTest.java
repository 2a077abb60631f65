package io.github.spo4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryFileTest {

    private static final HistoryFile.Disk WELL = open -> open.getFD().sync();
    private static final PromptVersion ONE = version(1, "one");
    private static final PromptVersion TWO = version(2, "two");

    @TempDir
    private Path folder;

    private static PromptVersion version(int number, String text) {
        return new PromptVersion(number, text, "test", Instant.EPOCH, null);
    }

    private Path file() {
        return folder.resolve("history.jsonl");
    }

    private List<PromptVersion> restarted() {
        return new HistoryFile(file()).read();
    }

    @Test
    void reads_again_what_is_longer_than_a_string_of_jackson_may_be_by_default() {
        int length = StreamReadConstraints.DEFAULT_MAX_STRING_LEN + 1;
        new HistoryFile(file()).add(version(1, "x".repeat(length)));

        assertThat(restarted().get(0).text().length()).isEqualTo(length);
    }

    @Nested
    class A_write_that_failed {

        private HistoryFile.Disk disk = WELL;
        private HistoryFile history;

        @BeforeEach
        void begin() {
            history = new HistoryFile(file(), open -> disk.force(open));
            history.add(ONE);
        }

        static Stream<Arguments> failures() {
            HistoryFile.Disk refuses = open -> {
                throw new IOException("no space left");
            };
            HistoryFile.Disk gone = open -> {
                open.close();
                throw new IOException("the disk is gone");
            };
            HistoryFile.Disk cuts = open -> {
                open.setLength(open.length() - 5);
                open.close();
                throw new IOException("the disk is gone in the middle");
            };
            return Stream.of(
                    argumentSet("and could be taken back", refuses),
                    argumentSet("and could not be taken back", gone),
                    argumentSet("in the middle and could not be taken back", cuts));
        }

        private void fail(HistoryFile.Disk failure) {
            disk = failure;
            assertThatThrownBy(() -> history.add(TWO))
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining("cannot be written")
                    .hasCauseInstanceOf(IOException.class);
            disk = WELL;
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("failures")
        void is_made_good_by_the_next(HistoryFile.Disk failure) {
            fail(failure);

            PromptVersion other = version(2, "another");
            history.add(other);
            history.add(version(3, "three"));

            assertThat(restarted()).containsExactly(ONE, other, version(3, "three"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("failures")
        void after_a_line_without_its_newline_is_made_good_by_the_next(HistoryFile.Disk failure) throws IOException {
            Files.writeString(file(), Files.readString(file()).stripTrailing());
            history.read();
            fail(failure);

            history.add(TWO);

            assertThat(restarted()).containsExactly(ONE, TWO);
        }

        @Test
        void leaves_no_version_to_a_restart() {
            fail(open -> {
                throw new IOException("no space left");
            });

            assertThat(restarted()).containsExactly(ONE);
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("failures")
        void still_lets_somebody_else_be_noticed(HistoryFile.Disk failure) throws IOException {
            fail(failure);
            Files.writeString(file(), Files.readString(file()).lines().limit(1).reduce("", String::concat) + "\nother");

            assertThatThrownBy(() -> history.add(TWO))
                    .isInstanceOf(PromptException.class)
                    .hasMessageContaining("is also written elsewhere");
            assertThat(file()).content().endsWith("\nother");
        }
    }
}
