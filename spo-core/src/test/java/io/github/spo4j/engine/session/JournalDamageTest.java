package io.github.spo4j.engine.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.engine.optimize.RunFiles;
import io.github.spo4j.internal.Json;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalDamageTest {

    private static final String JOURNAL = "journal.jsonl";
    private static final String RUN = "run.json";
    private static final String RESULTS = "prompts/results.json";

    private final CapturedLog log = new CapturedLog(JournalFile.class);
    private final CapturedLog voids = new CapturedLog("io.github.spo4j.engine.optimize");
    private final ScriptedChatModel model = SampleRun.model();

    @AfterEach
    void closeLogs() {
        log.close();
        voids.close();
    }

    private OptimizationResult goOn(MapStorage storage) {
        return SampleRun.optimizer(model).storage(storage).build().optimize();
    }

    private void assertRefused(Map<String, byte[]> files, RunException.Kind kind, String... said) {
        MapStorage storage = new MapStorage(files);
        assertThatThrownBy(() -> goOn(storage))
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(said);
        assertThat(storage.files()).containsExactlyEntriesOf(files);
        assertThat(model.requests()).isEmpty();
        assertThat(log.messages()).isEmpty();
    }

    private void assertGoesOn(Map<String, byte[]> files, Map<String, byte[]> expected) {
        MapStorage storage = new MapStorage(files);
        goOn(storage);
        assertThat(storage.files()).containsExactlyEntriesOf(expected);
    }

    private void assertWritesAgain(Map<String, byte[]> files, Map<String, byte[]> expected) {
        try (CapturedLog word = new CapturedLog(RunFiles.class)) {
            assertGoesOn(files, expected);
            assertThat(word.messages()).hasSize(1);
        }
    }

    private static List<String> lines(Map<String, byte[]> files) {
        return Arrays.asList(text(files, JOURNAL).split("(?<=\n)"));
    }

    private static String text(Map<String, byte[]> files, String path) {
        return new String(requireNonNull(files.get(path)), ISO_8859_1);
    }

    private static void put(Map<String, byte[]> files, String path, String content) {
        files.put(path, content.getBytes(ISO_8859_1));
    }

    private static List<String> changed(List<String> lines, int number, UnaryOperator<String> change) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(number - 1, change.apply(lines.get(number - 1)));
        return changed;
    }

    @Nested
    class A_damaged_line {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("damages")
        void is_refused_with_its_number(UnaryOperator<List<String>> damage, int number, String what) {
            Map<String, byte[]> files = SampleRun.finished(1);
            put(files, JOURNAL, String.join("", damage.apply(lines(files))));

            assertRefused(
                    files,
                    RunException.Kind.DAMAGED,
                    "journal.jsonl, line " + number + ": " + what,
                    "it was left as it is: put a good copy back, or start again");
        }

        static Stream<Arguments> damages() {
            List<String> others = lines(SampleRun.finished(2));
            int last = lines(SampleRun.finished(1)).size();
            return Stream.of(
                    damage(
                            "a flipped bit",
                            lines -> changed(lines, 3, line -> line.replaceFirst("quality", "qualitx")),
                            3,
                            "is not what was written"),
                    damage(
                            "a flipped bit in the checksum",
                            lines -> changed(lines, 5, line -> line.replaceFirst("\"sum\":\"", "\"sun\":\"")),
                            5,
                            "is not what was written"),
                    damage(
                            "a flipped bit in the last line",
                            lines -> changed(lines, last, line -> line.replaceFirst("false", "true ")),
                            last,
                            "is not what was written"),
                    damage("a byte too many", lines -> changed(lines, 4, line -> "\u00e9" + line), 4, "is not what"),
                    damage(
                            "a line cut in the middle of the journal",
                            lines -> changed(lines, 6, line -> line.substring(0, 30) + "\n"),
                            6,
                            "is not what was written"),
                    damage(
                            "two carriage returns",
                            lines -> changed(lines, 6, line -> line.strip() + "\r\r\n"),
                            6,
                            "is not what was written"),
                    damage(
                            "a carriage return in place of the last byte",
                            lines -> changed(lines, 6, line -> line.substring(0, line.length() - 2) + "\r\n"),
                            6,
                            "is not what was written"),
                    damage("an empty line", lines -> changed(lines, 6, line -> "\n" + line), 6, "is not what"),
                    damage("the first line missing", lines -> without(lines, 1), 1, "is not the one that followed"),
                    damage("a missing line", lines -> without(lines, 7), 7, "is not the one that followed here"),
                    damage(
                            "a doubled line",
                            lines -> changed(lines, 8, line -> line + line),
                            9,
                            "is not the one that followed here"),
                    damage("swapped lines", lines -> swapped(lines, 4, 9), 4, "is not the one that followed here"),
                    damage(
                            "a line of another run",
                            lines -> changed(lines, 5, line -> others.get(4)),
                            5,
                            "belongs to another run"),
                    damage("all lines of another run", lines -> others, 1, "belongs to another run"),
                    damage("garbage before the lines", lines -> changed(lines, 1, line -> "\0" + line), 1, "is not"),
                    damage("no journal at all", lines -> List.of("something else\n"), 1, "is not what was written"));
        }

        private static Arguments damage(String name, UnaryOperator<List<String>> damage, int number, String what) {
            return argumentSet(name, damage, number, what);
        }

        private static List<String> without(List<String> lines, int number) {
            List<String> left = new ArrayList<>(lines);
            left.remove(number - 1);
            return left;
        }

        private static List<String> swapped(List<String> lines, int one, int other) {
            List<String> swapped = new ArrayList<>(lines);
            swapped.set(one - 1, lines.get(other - 1));
            swapped.set(other - 1, lines.get(one - 1));
            return swapped;
        }
    }

    @Nested
    class A_line_that_is_sound_and_makes_no_sense {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("senseless")
        void is_refused_with_its_number(String fields) throws Exception {
            Map<String, byte[]> files = SampleRun.stopped();
            List<String> lines = lines(files);
            JournalLine last =
                    JournalLine.read(lines.get(lines.size() - 1).strip()).orElseThrow();
            ObjectNode added = (ObjectNode) Json.OURS.readTree(fields);
            added.put("n", lines.size() + 1);
            added.set("run", last.fields().path("run"));
            added.put("prev", last.sum());
            put(files, JOURNAL, text(files, JOURNAL) + JournalLine.seal(JournalLine.open(added)) + "\n");

            assertRefused(
                    files,
                    RunException.Kind.DAMAGED,
                    "journal.jsonl, line " + (lines.size() + 1) + ": has a value that it cannot have");
        }

        static Stream<Arguments> senseless() {
            String call = "{'kind':'call','role':'EXECUTE','round':9,'item':'0','ask':0,'hash':'x','attempts':1,"
                    + "'text':'t','finish':'COMPLETE'}";
            return Stream.of(
                            argumentSet("an unknown kind", "{'kind':'dance'}"),
                            argumentSet("no kind", "{}"),
                            argumentSet("a second start", "{'kind':'start','format':1}"),
                            argumentSet("an unknown role", call.replace("EXECUTE", "DANCE")),
                            argumentSet("a third ask", call.replace("'ask':0", "'ask':2")),
                            argumentSet("a negative round", call.replace("'round':9", "'round':-1")),
                            argumentSet("no attempt", call.replace("'attempts':1", "'attempts':0")),
                            argumentSet("an unknown end", call.replace("COMPLETE", "DANCE")),
                            argumentSet("an unknown failure", call.replace("call", "failed")),
                            argumentSet("a call settled before", call.replace("'round':9", "'round':1")))
                    .map(set -> argumentSet(set.getName(), ((String) requireNonNull(set.get()[0])).replace('\'', '"')));
        }
    }

    @Nested
    class A_torn_last_line {

        @Test
        void is_dropped_with_one_warning_and_asked_again_at_every_seventh_cut() {
            cutAtEach(7);
        }

        @Test
        @Tag("thorough")
        void is_dropped_with_one_warning_and_asked_again_wherever_it_was_cut() {
            cutAtEach(1);
        }

        private void cutAtEach(int distance) {
            Map<String, byte[]> files = SampleRun.stopped();
            byte[] journal = requireNonNull(files.get(JOURNAL));
            List<String> lines = lines(files);
            int lastLine = journal.length - lines.get(lines.size() - 1).length();
            MapStorage undisturbed = new MapStorage();
            String expected = SampleRun.all(SampleRun.optimizer(SampleRun.model())
                    .storage(undisturbed)
                    .build()
                    .optimize());

            int cuts = 0;
            for (int length = lastLine + 1; length < journal.length; length += distance) {
                cuts++;
                Map<String, byte[]> torn = new TreeMap<>(files);
                torn.put(JOURNAL, Arrays.copyOf(journal, length));
                MapStorage storage = new MapStorage(torn);
                try (CapturedLog warnings = new CapturedLog(JournalFile.class)) {
                    assertThat(SampleRun.all(goOn(storage)))
                            .as("cut at %d", length)
                            .isEqualTo(expected);
                    assertThat(storage.files()).as("cut at %d", length).containsExactlyEntriesOf(undisturbed.files());
                    assertThat(warnings.messages())
                            .as("cut at %d", length)
                            .containsExactly(
                                    "WARNING the last line of {0} was cut by a kill and is dropped; its call is repeated");
                }
            }
            assertThat(log.messages()).hasSize(cuts);
        }

        @Test
        void that_is_the_only_one_is_a_new_beginning() {
            Map<String, byte[]> files = SampleRun.finished(1);
            Map<String, byte[]> begun = new TreeMap<>();
            begun.put(RUN, requireNonNull(files.get(RUN)));
            begun.put(JOURNAL, Arrays.copyOf(requireNonNull(files.get(JOURNAL)), 40));

            assertGoesOn(begun, files);
            assertThat(log.messages()).hasSize(1);
        }

        @Test
        void is_left_where_it_is_when_something_else_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            String journal = text(files, JOURNAL);
            put(files, JOURNAL, journal + "{\"kind\":\"ca");
            files.put("prompts/round_12/answers.txt", "of a round that was lost".getBytes(UTF_8));

            assertRefused(files, RunException.Kind.DAMAGED, "but there is also prompts/round_12");
        }

        @Test
        void of_a_round_that_is_listed_already_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            String journal = text(files, JOURNAL);
            put(files, JOURNAL, journal.substring(0, journal.length() - 5));

            assertRefused(files, RunException.Kind.DAMAGED, "results.json lists rounds that the journal does not have");
        }
    }

    @Nested
    class A_later_format {

        @Test
        void of_run_json_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            put(files, RUN, text(files, RUN).replace("\"format\" : 1", "\"format\" : 3"));

            assertRefused(files, RunException.Kind.NEWER_FORMAT, "run.json was written by a later version");
        }

        @Test
        void of_the_journal_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            List<String> lines = lines(files);
            ObjectNode start =
                    JournalLine.read(lines.get(0).strip()).orElseThrow().fields();
            start.put("format", 3);
            put(
                    files,
                    JOURNAL,
                    String.join("", changed(lines, 1, line -> JournalLine.seal(JournalLine.open(start)) + "\n")));

            assertRefused(files, RunException.Kind.NEWER_FORMAT, "journal.jsonl was written by a later version");
        }
    }

    @Nested
    class Run_json {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "{}",
                    "[]",
                    "null",
                    "7",
                    "{\"format\":1}",
                    "{\"format\":1,\"sum\":null}",
                    "{\"a\":1,",
                    "\0"
                })
        void that_is_something_else_is_refused(String content) {
            Map<String, byte[]> files = SampleRun.finished(1);
            put(files, RUN, content);

            assertRefused(files, RunException.Kind.DAMAGED, "run.json is damaged", "left as it is");
        }

        @Test
        void with_another_value_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            put(files, RUN, text(files, RUN).replace("\"seed\" : \"1\"", "\"seed\" : \"2\""));

            assertRefused(files, RunException.Kind.DAMAGED, "run.json is damaged");
        }

        @Test
        void of_another_run_made_with_the_same_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            MapStorage later = new MapStorage();
            SampleRun.optimizer(SampleRun.model())
                    .clock(Clock.offset(SampleRun.CLOCK, Duration.ofDays(1)))
                    .storage(later)
                    .build()
                    .optimize();
            files.put(RUN, requireNonNull(later.files().get(RUN)));

            assertRefused(files, RunException.Kind.DAMAGED, "journal.jsonl, line 1: belongs to another run");
        }

        @Test
        void of_a_run_made_with_something_else_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.put(RUN, requireNonNull(SampleRun.finished(2).get(RUN)));

            assertRefused(files, RunException.Kind.CHANGED, "seed was \"2\" and is \"1\"");
        }

        @Test
        void that_is_missing_while_there_is_a_journal_is_refused() {
            for (Map<String, byte[]> files : List.of(SampleRun.finished(1), SampleRun.stopped())) {
                files.remove(RUN);
                assertRefused(files, RunException.Kind.DAMAGED, "has a journal but no run.json");
            }
        }
    }

    @Nested
    class The_journal {

        @Test
        void that_is_missing_while_rounds_are_listed_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.remove(JOURNAL);

            assertRefused(files, RunException.Kind.DAMAGED, "results.json lists rounds that the journal does not have");
        }

        @Test
        void that_is_empty_while_rounds_are_listed_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.put(JOURNAL, new byte[0]);

            assertRefused(files, RunException.Kind.DAMAGED, "results.json lists rounds that the journal does not have");
        }

        @Test
        void that_is_missing_before_a_round_is_finished_begins_anew() {
            Map<String, byte[]> files = SampleRun.finished(1);

            assertGoesOn(new TreeMap<>(Map.of(RUN, requireNonNull(files.get(RUN)))), files);
        }

        @Test
        void without_its_last_lines_is_asked_again_as_after_a_kill() {
            Map<String, byte[]> files = SampleRun.stopped();
            MapStorage undisturbed = new MapStorage();
            SampleRun.optimizer(SampleRun.model()).storage(undisturbed).build().optimize();
            List<String> lines = lines(files);
            int kept = lines.size();
            while (!lines.get(kept - 1).contains("\"kind\":\"round\"")) {
                put(files, JOURNAL, String.join("", lines.subList(0, --kept)));
                assertGoesOn(files, undisturbed.files());
            }
            assertThat(lines.size() - kept).isGreaterThan(5);
        }
    }

    @Nested
    class Results_json {

        @Test
        void that_is_ahead_of_the_journal_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            List<String> lines = lines(files);
            put(files, JOURNAL, String.join("", lines.subList(0, lines.size() - 1)));

            assertRefused(files, RunException.Kind.DAMAGED, "results.json lists rounds that the journal does not have");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"succeed\": true",
                    "quality 50",
                    "\"tokens\": ",
                    "04:21:47",
                    "four?",
                    "\"void_reason\": \"a"
                })
        void that_differs_from_the_journal_is_written_again(String text) {
            Map<String, byte[]> files = SampleRun.finished(1);
            String results = text(files, RESULTS);
            String other = text.contains("true") ? "\"succeed\": false" : text + "1";
            assertThat(results).contains(text);
            Map<String, byte[]> changed = new TreeMap<>(files);
            put(changed, RESULTS, results.replace(text, other));

            assertWritesAgain(changed, files);
        }

        @Test
        void that_is_behind_the_journal_is_written_again() throws Exception {
            Map<String, byte[]> files = SampleRun.finished(1);
            Map<String, byte[]> behind = new TreeMap<>(files);
            for (int rounds = SampleRun.ROUNDS - 1; rounds > 0; rounds--) {
                ArrayNode entries = (ArrayNode) Json.OURS.readTree(requireNonNull(behind.get(RESULTS)));
                entries.remove(rounds);
                behind.put(RESULTS, Json.OURS.writeValueAsBytes(entries));
                assertGoesOn(behind, files);
            }
            behind.remove(RESULTS);
            assertGoesOn(behind, files);
            assertThat(model.requests()).isEmpty();
        }
    }

    @Nested
    class A_rounds_folder {

        @ParameterizedTest
        @ValueSource(strings = {"round_1/prompt.txt", "round_2/answers.txt", "round_5/answers.txt"})
        void is_written_again_where_it_is_missing_or_changed(String name) {
            String path = "prompts/" + name;
            Map<String, byte[]> files = SampleRun.finished(1);
            Map<String, byte[]> damaged = new TreeMap<>(files);
            damaged.remove(path);
            assertGoesOn(damaged, files);

            put(damaged, path, text(files, path) + "\n");
            assertWritesAgain(damaged, files);
        }

        @Test
        void is_written_again_with_all_others() {
            Map<String, byte[]> files = SampleRun.finished(1);
            Map<String, byte[]> damaged = new TreeMap<>(files);
            damaged.keySet().removeIf(path -> path.startsWith("prompts/"));

            assertGoesOn(damaged, files);
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void that_is_missing_is_not_written_when_another_is_refused() {
            Map<String, byte[]> files = SampleRun.finished(1);
            files.remove("prompts/round_1/prompt.txt");
            files.put("prompts/round_12/answers.txt", new byte[0]);

            assertRefused(files, RunException.Kind.DAMAGED, "but there is also prompts/round_12");
        }
    }
}
