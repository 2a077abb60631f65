package io.github.spo4j.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.CrashingStorage.Crash;
import io.github.spo4j.testing.CrashingStorage.Leaving;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The disk of the crash test is a proper storage as long as its power lasts. */
class CrashingStorageTest extends RunStorageContract {

    @Override
    protected RunStorage newStorage() {
        return new CrashingStorage();
    }

    @Override
    protected RunStorage reopen(RunStorage of) {
        return of;
    }

    @Nested
    class A_crash {

        private static byte[] bytes(String text) {
            return text.getBytes(UTF_8);
        }

        private static String found(CrashingStorage storage, Leaving leaving) {
            return storage.afterCrash(leaving, new Random(1))
                    .read("file")
                    .map(content -> new String(content, UTF_8))
                    .orElse("nothing");
        }

        @Test
        void takes_what_was_added_and_not_forced() {
            CrashingStorage storage = new CrashingStorage();
            RunStorage.Writer writer = storage.lock();
            writer.append("file", bytes("safe,"));
            storage.dieAfter(1);

            assertThatExceptionOfType(Crash.class).isThrownBy(() -> writer.append("file", bytes("not safe")));
            assertThat(found(storage, Leaving.NOTHING)).isEqualTo("safe,");
            assertThat(found(storage, Leaving.EVERYTHING)).isEqualTo("safe,not safe");
            assertThat(found(storage, Leaving.A_PART)).startsWith("safe,").hasSizeBetween(5, 13);
        }

        @Test
        void leaves_the_old_content_or_the_new_one() {
            for (int step = 1; step <= 4; step++) {
                CrashingStorage storage = new CrashingStorage();
                RunStorage.Writer writer = storage.lock();
                writer.replace("file", bytes("old"));
                storage.dieAfter(step);

                assertThatExceptionOfType(Crash.class).isThrownBy(() -> writer.replace("file", bytes("new")));
                assertThat(found(storage, Leaving.NOTHING)).isEqualTo(step < 4 ? "old" : "new");
                assertThat(found(storage, Leaving.EVERYTHING)).isEqualTo(step < 3 ? "old" : "new");
            }
        }

        @Test
        void lets_nothing_follow() {
            CrashingStorage storage = new CrashingStorage();
            RunStorage.Writer writer = storage.lock();
            storage.dieAfter(1);

            assertThatExceptionOfType(Crash.class).isThrownBy(() -> writer.replace("file", bytes("")));
            assertThatExceptionOfType(Crash.class).isThrownBy(() -> writer.append("file", bytes("")));
            assertThatExceptionOfType(Crash.class).isThrownBy(() -> storage.read("file"));
            assertThatExceptionOfType(Crash.class).isThrownBy(writer::close);
            storage.afterCrash(Leaving.NOTHING, new Random(1)).lock().close();
        }
    }
}
