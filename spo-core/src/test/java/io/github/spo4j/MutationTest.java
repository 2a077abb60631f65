package io.github.spo4j;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages the files of a run in one place, at random, and resumes it: that ends in a refusal that leaves all files as they
 * are, or in the result of the undamaged run.
 */
class MutationTest {

    private static final int MUTATIONS = 1_000;
    private static final int THOROUGH_MUTATIONS = 10_000;
    private static final List<Damage> DAMAGES = List.of(Damage.values());
    private static final String JOURNAL = "journal.jsonl";

    /** One kind of damage. */
    private enum Damage {
        BIT_FLIP,
        CUT_AT_THE_END,
        CUT_IN_THE_MIDDLE,
        GARBAGE_INSERTED,
        GARBAGE_APPENDED,
        LINES_SWAPPED,
        LINE_DOUBLED,
        LINE_DELETED,
        LINE_OF_ANOTHER_RUN,
        FILE_EMPTIED,
        FILE_DELETED,
        FILE_OF_ANOTHER_RUN,
        FILES_SWAPPED,
        FOLDER_DELETED
    }

    /** Damaged files, and what was done to them. */
    private record Mutation(Damage damage, String file, Map<String, byte[]> files) {}

    private static final class Mutator {

        private final Random random;
        private final Map<String, byte[]> files;
        private final Map<String, byte[]> others;
        private final List<String> paths;

        Mutator(Random random, Map<String, byte[]> files, Map<String, byte[]> others) {
            this.random = random;
            this.files = files;
            this.others = others;
            paths = List.copyOf(files.keySet());
        }

        Mutation next() {
            while (true) {
                Damage damage = DAMAGES.get(random.nextInt(DAMAGES.size()));
                Mutation mutation = mutate(damage, file());
                if (!same(mutation.files, files)) {
                    return mutation;
                }
            }
        }

        /** The journal half of the time, since most can happen to it. */
        private String file() {
            return random.nextBoolean() ? JOURNAL : paths.get(random.nextInt(paths.size()));
        }

        private Mutation mutate(Damage damage, String file) {
            Map<String, byte[]> damaged = new TreeMap<>(files);
            byte[] content = requireNonNull(files.get(file));
            switch (damage) {
                case FILE_DELETED -> damaged.remove(file);
                case FOLDER_DELETED -> damaged.keySet().removeIf(path -> path.startsWith(folderOf(file)));
                case FILE_OF_ANOTHER_RUN -> damaged.put(file, others.get(file));
                case FILES_SWAPPED -> {
                    String other = file();
                    damaged.put(file, files.get(other));
                    damaged.put(other, content);
                }
                default -> damaged.put(file, mutate(damage, content, requireNonNull(others.get(file))));
            }
            return new Mutation(damage, file, damaged);
        }

        private String folderOf(String file) {
            String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/') + 1) : "prompts/";
            return random.nextBoolean() ? folder : "prompts/";
        }

        private byte[] mutate(Damage damage, byte[] content, byte[] other) {
            int at = random.nextInt(content.length);
            return switch (damage) {
                case BIT_FLIP -> {
                    byte[] flipped = content.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
                case CUT_AT_THE_END -> Arrays.copyOf(content, at);
                case CUT_IN_THE_MIDDLE -> {
                    int to = at + random.nextInt(Math.min(200, content.length - at)) + 1;
                    yield joined(content, at, new byte[0], to);
                }
                case GARBAGE_INSERTED -> joined(content, at, garbage(), at);
                case GARBAGE_APPENDED -> joined(content, content.length, garbage(), content.length);
                case FILE_EMPTIED -> new byte[0];
                default -> bytes(mutate(damage, lines(content), lines(other)));
            };
        }

        private byte[] garbage() {
            byte[] garbage = new byte[1 + random.nextInt(40)];
            random.nextBytes(garbage);
            if (random.nextBoolean()) {
                garbage[garbage.length - 1] = '\n';
            }
            return garbage;
        }

        private List<String> mutate(Damage damage, List<String> content, List<String> other) {
            List<String> lines = new ArrayList<>(content);
            int at = random.nextInt(lines.size());
            int to = random.nextInt(lines.size());
            switch (damage) {
                case LINES_SWAPPED -> {
                    lines.set(at, content.get(to));
                    lines.set(to, content.get(at));
                }
                case LINE_DOUBLED -> lines.add(random.nextBoolean() ? at + 1 : to, content.get(at));
                case LINE_DELETED -> lines.remove(at);
                case LINE_OF_ANOTHER_RUN -> {
                    String foreign = other.get(Math.min(at, other.size() - 1));
                    if (random.nextBoolean()) {
                        lines.set(at, foreign);
                    } else {
                        lines.add(at, foreign);
                    }
                }
                default -> throw new IllegalArgumentException("no damage to lines: " + damage);
            }
            return lines;
        }

        private static List<String> lines(byte[] content) {
            return Arrays.asList(new String(content, ISO_8859_1).split("(?<=\n)"));
        }

        private static byte[] bytes(List<String> lines) {
            return String.join("", lines).getBytes(ISO_8859_1);
        }

        private static byte[] joined(byte[] content, int until, byte[] between, int from) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.write(content, 0, until);
            joined.writeBytes(between);
            joined.write(content, from, content.length - from);
            return joined.toByteArray();
        }
    }

    private static boolean same(Map<String, byte[]> files, Map<String, byte[]> others) {
        return files.keySet().equals(others.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), others.get(file.getKey())));
    }

    private static Set<String> differing(Map<String, byte[]> files, Map<String, byte[]> others) {
        Set<String> paths = new TreeSet<>(files.keySet());
        paths.addAll(others.keySet());
        return paths.stream()
                .filter(path -> !Arrays.equals(files.get(path), others.get(path)))
                .collect(Collectors.toSet());
    }

    /** Counts how the mutations of each kind ended. */
    private static final class Tally {

        private final Map<Damage, int[]> ends = new EnumMap<>(Damage.class);
        private int refused;
        private int right;

        void add(Damage damage, boolean refusal) {
            ends.computeIfAbsent(damage, any -> new int[2])[refusal ? 0 : 1]++;
            refused += refusal ? 1 : 0;
            right += refusal ? 0 : 1;
        }

        @Override
        public String toString() {
            return refused + " refused, " + right + " right; "
                    + ends.entrySet().stream()
                            .map(end -> end.getKey() + " " + end.getValue()[0] + "/" + end.getValue()[1])
                            .collect(Collectors.joining(", "));
        }
    }

    @Nested
    class A_damaged_run {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void is_refused_and_left_as_it_is_or_ends_with_the_right_result(boolean finished) {
            mutate(finished, MUTATIONS / 2);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Tag("thorough")
        void of_10_000_is_refused_and_left_as_it_is_or_ends_with_the_right_result(boolean finished) {
            mutate(finished, THOROUGH_MUTATIONS / 2);
        }

        private void mutate(boolean finished, int mutations) {
            long seed = finished ? 20_261 : 20_262;
            Map<String, byte[]> files = finished ? SampleRun.finished(1) : SampleRun.stopped();
            Mutator mutator = new Mutator(new Random(seed), files, SampleRun.finished(2));
            OptimizationResult undisturbed = goOn(new MapStorage(files), SampleRun.model());
            OptimizationResult neverStopped =
                    SampleRun.optimizer(SampleRun.model()).build().optimize();
            Tally tally = new Tally();
            try (CapturedLog tails = new CapturedLog("io.github.spo4j.engine.session.JournalFile");
                    CapturedLog voids = new CapturedLog("io.github.spo4j.engine.optimize")) {
                for (int number = 0; number < mutations; number++) {
                    Mutation mutation = mutator.next();
                    String what = "mutation " + number + " of seed " + seed + ": " + mutation.damage + " in "
                            + mutation.file + (finished ? " of the finished run" : " of the stopped run");
                    tally.add(mutation.damage, refused(mutation, what, undisturbed, neverStopped));
                }
                assertThat(tails.messages()).as("seed %d", seed).isNotEmpty();
                assertThat(voids.messages())
                        .as("seed %d", seed)
                        .allMatch(message -> message.endsWith("is void")
                                || message.endsWith("it is written again, because the journal counts"));
            }
            System.out.println("seed " + seed + (finished ? ", finished: " : ", stopped: ") + tally);
            assertThat(tally.refused).as("seed %d", seed).isPositive();
            assertThat(tally.right).as("seed %d", seed).isPositive();
        }

        private boolean refused(
                Mutation mutation, String what, OptimizationResult undisturbed, OptimizationResult neverStopped) {
            MapStorage storage = new MapStorage(mutation.files);
            ScriptedChatModel model = SampleRun.model();
            OptimizationResult result;
            try {
                result = goOn(storage, model);
            } catch (RunException e) {
                assertThat(differing(storage.files(), mutation.files))
                        .as(what + ", files changed by a refusal: " + e.getMessage())
                        .isEmpty();
                assertThat(model.requests()).as(what).isEmpty();
                assertThat(e.getMessage()).as(what).isNotBlank();
                return true;
            } catch (RuntimeException e) {
                return fail(what, e);
            }
            assertThat(SampleRun.rounds(result)).as(what).isEqualTo(SampleRun.rounds(undisturbed));
            // The failed call counts, unless the line that says so is among those that were lost.
            assertThat(SampleRun.all(result)).as(what).isIn(SampleRun.all(undisturbed), SampleRun.all(neverStopped));
            requireOpensAgain(storage, what, result);
            return false;
        }

        /** What was mended must be a run as good as any: it is finished now, and costs nothing any more. */
        private void requireOpensAgain(MapStorage storage, String what, OptimizationResult result) {
            ScriptedChatModel model = SampleRun.model();
            assertThat(SampleRun.all(goOn(storage, model))).as(what).isEqualTo(SampleRun.all(result));
            assertThat(model.requests()).as(what).isEmpty();
        }
    }

    @Nested
    class A_damaged_note_of_who_holds_the_run {

        @Test
        void hinders_nobody(@TempDir Path workspace) throws Exception {
            long seed = 20_263;
            RunStorage folder = RunStorage.directory(workspace, "x");
            OptimizationResult undisturbed = goOn(folder, SampleRun.model());
            Path note = workspace.resolve("x/run.lock");
            byte[] content = Files.readAllBytes(note);
            Mutator mutator = new Mutator(new Random(seed), Map.of(JOURNAL, content), Map.of(JOURNAL, content));
            for (int number = 0; number < 100; number++) {
                Mutation mutation = mutator.next();
                byte[] damaged = mutation.files.get(JOURNAL);
                Files.deleteIfExists(note);
                if (damaged != null) {
                    Files.write(note, damaged);
                }
                assertThat(SampleRun.all(goOn(folder, SampleRun.model())))
                        .as("seed %d, mutation %d, %s", seed, number, mutation.damage)
                        .isEqualTo(SampleRun.all(undisturbed));
            }
        }
    }

    private static OptimizationResult goOn(RunStorage storage, ScriptedChatModel model) {
        return SampleRun.optimizer(model).storage(storage).build().optimize();
    }
}
