package io.github.spo4j.engine.optimize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.spo4j.engine.session.Fingerprint;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.CapturedLog;
import io.github.spo4j.testing.MapStorage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFilesTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 23, 4, 21, 47, 55_302_000);
    private static final String RESULTS = "prompts/results.json";

    private final RunStorage storage = RunStorage.memory();

    private static Round round(int number, boolean accepted) {
        return measured(number, "prompt " + number, List.of(new Round.Answer("q", "a")))
                .accepted(accepted)
                .tokens(7L)
                .build();
    }

    private static Round.Builder measured(int number, String prompt, List<Round.Answer> answers) {
        return Round.builder(number, prompt).answers(answers).accepted(true).time(TIME);
    }

    private static Round voided(int number, String candidate, String reason) {
        return Round.builder(number, candidate)
                .voidReason(reason)
                .tokens(0L)
                .time(TIME)
                .build();
    }

    private final List<RunFiles> open = new ArrayList<>();

    /** The run as a later process finds it. */
    private RunFiles opened(RunStorage of) {
        closeAll();
        RunFiles store = RunFiles.lock(of);
        open.add(store);
        store.open(Fingerprint.of(Map.of("seed", "1")), Instant.EPOCH);
        return store;
    }

    @AfterEach
    void closeAll() {
        open.forEach(RunFiles::close);
        open.clear();
    }

    private String file(String path) {
        return new String(storage.read(path).orElseThrow(), UTF_8);
    }

    private void put(String path, String content) {
        put(path, content.getBytes(UTF_8));
    }

    private void put(String path, byte[] content) {
        closeAll();
        try (RunStorage.Writer writer = storage.lock()) {
            writer.replace(path, content);
        }
    }

    @Nested
    class The_files {

        @Test
        void are_laid_out_as_the_reference_does() {
            opened(storage).record(round(1, true), RunUsage.NONE);

            assertThat(file(RESULTS)).isEqualTo("""
                            [
                                {
                                    "round": 1,
                                    "answers": [
                                        {
                                            "question": "q",
                                            "answer": "a"
                                        }
                                    ],
                                    "prompt": "prompt 1",
                                    "succeed": true,
                                    "tokens": 7,
                                    "time": "2026-11-23 04:21:47.055302"
                                }
                            ]""");
            assertThat(file("prompts/round_1/prompt.txt")).isEqualTo("prompt 1");
            assertThat(file("prompts/round_1/answers.txt")).isEqualTo("Question:\nq\nAnswer:\na\n\n");
        }

        @Test
        void have_no_fraction_in_a_time_that_has_none() {
            opened(storage)
                    .record(
                            measured(1, "p", List.of())
                                    .time(LocalDateTime.of(2026, 1, 2, 3, 4, 5))
                                    .build(),
                            RunUsage.NONE);

            assertThat(file(RESULTS))
                    .contains("\"time\": \"2026-01-02 03:04:05\"")
                    .doesNotContain("tokens");
        }

        @Test
        void of_a_void_round_are_an_entry_alone() {
            RunFiles store = opened(storage);
            store.record(round(1, true), RunUsage.NONE);
            store.record(voided(2, "candidate", "why"), RunUsage.NONE);

            assertThat(file(RESULTS)).endsWith("""
                                {
                                    "round": 2,
                                    "answers": [],
                                    "prompt": "candidate",
                                    "succeed": false,
                                    "tokens": 0,
                                    "time": "2026-11-23 04:21:47.055302",
                                    "void_reason": "why"
                                }
                            ]""");
            assertThat(storage.list("prompts")).containsExactly("results.json", "round_1");
            assertThat(opened(storage).rounds().get(1).voidReason()).isEqualTo("why");
        }

        @Test
        void B16_survive_half_a_surrogate_pair() {
            String half = "a\uD83Db";
            opened(storage)
                    .record(
                            measured(1, "p", List.of(new Round.Answer("q", half)))
                                    .build(),
                            RunUsage.NONE);

            assertThat(file(RESULTS)).contains("a\\ud83db");
            assertThat(file("prompts/round_1/answers.txt")).contains("a?b");
            assertThat(opened(storage).rounds().get(0).answers().get(0).answer())
                    .isEqualTo(half);
        }

        @Test
        void are_read_again_however_long_an_answer_is() {
            String answer = "a".repeat(StreamReadConstraints.DEFAULT_MAX_STRING_LEN + 1);
            Round round =
                    measured(1, "p", List.of(new Round.Answer("q", answer))).build();
            ResultsFile file = new ResultsFile("results.json");

            List<Round> read = PythonRounds.read(
                    file, file.parse(ResultsFile.write(List.of(ResultsFile.entry(round, RunUsage.NONE)))));

            assertThat(read.get(0).answers().get(0).answer().length()).isEqualTo(answer.length());
        }

        @Test
        void are_ASCII_with_lower_case_escapes_also_for_DEL() {
            opened(storage)
                    .record(
                            measured(1, "中\u007f\u001f\"\\/\b\f\n\r\t\u2028😀<", List.of())
                                    .build(),
                            RunUsage.NONE);

            assertThat(file(RESULTS))
                    .contains("\"\\u4e2d\\u007f\\u001f\\\"\\\\/\\b\\f\\n\\r\\t\\u2028\\ud83d\\ude00<\"");
        }

        @Test
        void of_a_round_that_was_left_unfinished_are_moved_aside() {
            RunFiles store = opened(storage);
            store.record(round(1, true), RunUsage.NONE);
            put("prompts/round_2/prompt.txt", "left over");

            opened(storage).record(round(2, false), RunUsage.NONE);

            assertThat(file("prompts/round_2/prompt.txt")).isEqualTo("prompt 2");
            assertThat(file("prompts/round_2.20261123-042147/prompt.txt")).isEqualTo("left over");
        }

        @Test
        void must_be_those_of_the_next_round() {
            RunFiles store = opened(storage);
            assertThatIllegalArgumentException().isThrownBy(() -> store.record(round(2, true), RunUsage.NONE));
        }
    }

    /** Written whole after each of 800 rounds, the list of them took longer than all else. */
    @Nested
    class The_list_of_many_rounds {

        private static final int MANY = 130;

        /** The rounds that were listed at once. */
        private List<Integer> listed(Duration each) {
            RunFiles files = opened(storage);
            List<Integer> listed = new ArrayList<>();
            for (int number = 1; number <= MANY; number++) {
                files.record(
                        measured(number, "prompt " + number, List.of())
                                .time(TIME.plus(each.multipliedBy(number)))
                                .build(),
                        RunUsage.NONE);
                if (file(RESULTS).contains("\"round\": " + number + ",")) {
                    listed.add(number);
                }
            }
            return listed;
        }

        @Test
        void is_written_after_each_of_the_first_hundred_and_then_each_ten_seconds() {
            assertThat(listed(Duration.ofSeconds(4)).subList(100, 110))
                    .containsExactly(103, 106, 109, 112, 115, 118, 121, 124, 127, 130);
        }

        @Test
        void is_complete_when_the_run_stops() {
            assertThat(listed(Duration.ZERO)).hasSize(100);

            closeAll();

            assertThat(file(RESULTS)).contains("\"round\": " + MANY + ",");
        }

        @Test
        void is_completed_from_the_journal_after_a_kill() {
            assertThat(listed(Duration.ZERO)).hasSize(100);
            Map<String, byte[]> killed = new TreeMap<>();
            for (String path : List.of("run.json", "journal.jsonl", RESULTS)) {
                killed.put(path, storage.read(path).orElseThrow());
            }
            for (int number = 1; number <= MANY; number++) {
                for (String name : List.of("prompt.txt", "answers.txt")) {
                    String path = "prompts/round_" + number + "/" + name;
                    storage.read(path).ifPresent(content -> killed.put(path, content));
                }
            }
            MapStorage left = new MapStorage(killed);

            try (CapturedLog log = new CapturedLog(RunFiles.class)) {
                opened(left);
                assertThat(log.messages()).isEmpty();
            }

            assertThat(new String(left.read(RESULTS).orElseThrow(), UTF_8)).contains("\"round\": " + MANY + ",");
        }
    }

    @Nested
    class A_run_of_the_Python_system {

        private static Path recorded() throws URISyntaxException {
            return Path.of(RunFilesTest.class
                    .getResource("/interop/python-run/zhmixed/prompts")
                    .toURI());
        }

        private static Path copyTo(Path folder) throws IOException, URISyntaxException {
            Path target = folder.resolve("zhmixed/prompts");
            try (Stream<Path> files = Files.walk(recorded())) {
                for (Path file : files.toList()) {
                    Path to = target.resolve(recorded().relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(file, to);
                    }
                }
            }
            return target;
        }

        @Test
        void is_written_back_byte_for_byte() throws Exception {
            byte[] original = Files.readAllBytes(recorded().resolve("results.json"));
            ResultsFile file = new ResultsFile("results.json");

            assertThat(ResultsFile.write(file.parse(original))).isEqualTo(original);
        }

        @Test
        void has_the_same_text_files_as_ours_would_have() throws Exception {
            byte[] original = Files.readAllBytes(recorded().resolve("results.json"));
            for (Round round : PythonRounds.read(new ResultsFile("x"), new ResultsFile("x").parse(original))) {
                RunStorage ours = RunStorage.memory();
                RunFiles store = opened(ours);
                for (int number = 1; number < round.number(); number++) {
                    store.record(voided(number, "", "not looked at"), RunUsage.NONE);
                }
                store.record(
                        measured(round.number(), round.prompt(), round.answers())
                                .build(),
                        RunUsage.NONE);
                String folder = "round_" + round.number();
                for (String name : List.of("prompt.txt", "answers.txt")) {
                    assertThat(ours.read("prompts/" + folder + "/" + name).orElseThrow())
                            .as(folder + "/" + name)
                            .isEqualTo(Files.readAllBytes(
                                    recorded().resolve(folder).resolve(name)));
                }
            }
        }

        @Test
        void is_continued_with_its_own_entries_untouched(@TempDir Path folder) throws Exception {
            Path prompts = copyTo(folder);
            String before = Files.readString(prompts.resolve("results.json"));

            RunFiles store = opened(RunStorage.directory(folder, "zhmixed"));
            assertThat(store.rounds()).hasSize(4).allMatch(Round::accepted);
            assertThat(store.rounds().get(3).answers().get(2).question()).isEqualTo("12");
            store.record(round(5, false), RunUsage.NONE);

            String after = Files.readString(prompts.resolve("results.json"));
            assertThat(after).startsWith(before.substring(0, before.length() - 2));
            assertThat(after).contains("\"question\": 12,");
            for (int number = 1; number <= 4; number++) {
                for (String name : List.of("prompt.txt", "answers.txt")) {
                    String path = "round_" + number + "/" + name;
                    assertThat(prompts.resolve(path))
                            .hasSameBinaryContentAs(recorded().resolve(path));
                }
            }
        }

        @Test
        void keeps_whatever_values_its_entries_have() {
            String strange = """
                    [
                        {
                            "round": 1,
                            "answers": [
                                {
                                    "question": [
                                        1.50,
                                        12345678901234567890
                                    ],
                                    "answer": null,
                                    "own": {}
                                }
                            ],
                            "prompt": "p",
                            "succeed": true,
                            "cost": 0.10
                        }
                    ]""";
            ResultsFile file = new ResultsFile("results.json");

            assertThat(new String(ResultsFile.write(file.parse(strange.getBytes(UTF_8))), UTF_8))
                    .isEqualTo(strange);
            assertThat(PythonRounds.read(file, file.parse(strange.getBytes(UTF_8)))
                            .get(0)
                            .answers())
                    .containsExactly(new Round.Answer("[1.50,12345678901234567890]", ""));
        }
    }

    @Nested
    class A_run_of_the_Python_system_that_was_started_again {

        private String entry(int number, String prompt, boolean succeed) {
            return "{\"round\":" + number + ",\"answers\":[],\"prompt\":\"" + prompt + "\",\"succeed\":" + succeed
                    + "}";
        }

        private List<String> prompts() {
            return RunFiles.read(storage).rounds().stream().map(Round::prompt).toList();
        }

        @Test
        void has_the_last_entry_of_each_round_and_says_so() {
            put(
                    RESULTS,
                    "[" + entry(1, "old 1", true) + "," + entry(2, "old 2", true) + "," + entry(1, "new 1", true)
                            + "]");

            try (CapturedLog log = new CapturedLog(PythonRounds.class)) {
                assertThat(prompts()).containsExactly("new 1", "old 2");
                assertThat(log.messages()).singleElement().asString().startsWith("WARNING {0} lists round(s) {1} more");
            }
        }

        @Test
        void has_a_void_round_where_one_was_left_out() {
            put(RESULTS, "[" + entry(1, "one", true) + "," + entry(4, "four", false) + "]");

            List<Round> rounds = RunFiles.read(storage).rounds();
            assertThat(rounds).extracting(Round::number).containsExactly(1, 2, 3, 4);
            assertThat(rounds.get(1).voidReason()).isEqualTo("results.json has no entry for it");
            assertThat(Round.best(rounds).orElseThrow().prompt()).isEqualTo("one");
        }

        @Test
        void is_gone_on_with_and_keeps_all_its_entries() {
            put(
                    RESULTS,
                    "[" + entry(1, "old", true) + "," + entry(1, "new", true) + "," + entry(3, "three", true) + "]");
            try (CapturedLog log = new CapturedLog(PythonRounds.class)) {
                opened(storage).record(round(4, true), RunUsage.NONE);

                assertThat(opened(storage).rounds()).extracting(Round::number).containsExactly(1, 2, 3, 4);
                assertThat(prompts()).containsExactly("new", "", "three", "prompt 4");
                assertThat(log.messages()).isNotEmpty();
            }
            assertThat(new ResultsFile(RESULTS).parse(storage.read(RESULTS).orElseThrow()))
                    .extracting(listed -> listed.path("round").asInt())
                    .containsExactly(1, 1, 3, 4);
        }
    }

    @Nested
    class A_file_that_was_changed_by_hand {

        private List<String> changed(String path, String content) {
            opened(storage).record(round(1, true), RunUsage.NONE);
            opened(storage).record(round(2, false), RunUsage.NONE);
            String before = file(path);
            put(path, content.isEmpty() ? before.replace("\n", "\r\n") : content);
            try (CapturedLog log = new CapturedLog(RunFiles.class)) {
                opened(storage).record(round(3, true), RunUsage.NONE);
                assertThat(opened(storage).rounds()).hasSize(3);
                if (path.equals(RESULTS)) {
                    assertThat(file(path)).startsWith(before.substring(0, before.length() - 2));
                } else {
                    assertThat(file(path)).isEqualTo(before);
                }
                return log.messages();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"prompts/round_1/prompt.txt", "prompts/round_2/answers.txt"})
        void is_written_again_with_a_word(String path) {
            assertThat(changed(path, "other"))
                    .containsExactly("WARNING {0} was changed since the run wrote it; it is written again, because the"
                            + " journal counts");
        }

        @Test
        void is_written_again_when_git_gave_it_other_line_ends() {
            assertThat(changed("prompts/round_1/answers.txt", "")).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]x",
                    "{}",
                    "\uFEFF[]",
                    "[{\"round\":1,\"answers\":[],\"prompt\":\"mine\",\"succeed\":true}]",
                    "[{\"round\":7}]"
                })
        void is_written_again_also_as_the_list_of_all_rounds(String content) {
            assertThat(changed(RESULTS, content)).hasSize(1);
        }

        @Test
        void has_no_part_in_what_is_shown() {
            opened(storage).record(round(1, true), RunUsage.NONE);
            put(RESULTS, "no JSON");

            assertThat(RunFiles.read(storage).rounds()).hasSize(1);
        }

        @Test
        void is_refused_when_it_lists_rounds_that_the_journal_lost() {
            opened(storage).record(round(1, true), RunUsage.NONE);
            String one = file(RESULTS);
            String two = one.substring(0, one.length() - 2) + "," + one.substring(1);
            put(RESULTS, two);

            assertThatThrownBy(() -> opened(storage))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("lists rounds that the journal does not have");
            assertThat(file(RESULTS)).isEqualTo(two);
        }
    }

    @Nested
    class What_cannot_be_read {

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("damaged")
        void B9_B10_B11_B13_is_refused_and_left_as_it_is(String content, String reason) {
            put(RESULTS, content);

            assertThatThrownBy(() -> opened(storage))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.DAMAGED))
                    .hasMessageContaining("results.json")
                    .hasMessageContaining(reason);
            assertThat(file(RESULTS)).isEqualTo(content);
        }

        static Stream<Arguments> damaged() {
            String entry = "{\"round\":1,\"answers\":[],\"prompt\":\"p\",\"succeed\":true}";
            return Stream.of(
                    argumentSet("empty", "", "not a JSON array"),
                    argumentSet(
                            "truncated",
                            "[" + entry + ",{\"round\":2,\"answers\":[{\"que",
                            "no complete JSON (line 1)"),
                    argumentSet("byte order mark", "\uFEFF[" + entry + "]", "byte order mark"),
                    argumentSet("object", entry, "not a JSON array"),
                    argumentSet("trailing text", "[" + entry + "] x", "no complete JSON"),
                    argumentSet("other people's array", "[{\"id\":1}]", "round 1"),
                    argumentSet("array of numbers", "[1,2]", "round 1"),
                    argumentSet("without succeed", "[{\"round\":1,\"answers\":[],\"prompt\":\"p\"}]", "\"succeed\""),
                    argumentSet("succeed as text", "[" + entry.replace("true", "\"true\"") + "]", "\"succeed\""),
                    argumentSet("without prompt", "[{\"round\":1,\"answers\":[],\"succeed\":true}]", "\"prompt\""),
                    argumentSet("without answers", "[{\"round\":1,\"prompt\":\"p\",\"succeed\":true}]", "\"answers\""),
                    argumentSet("round as text", "[" + entry.replace("1", "\"1\"") + "]", "round 1"),
                    argumentSet("round 0", "[" + entry.replace("1", "0") + "]", "round 1 as entry 1"),
                    argumentSet(
                            "round of a far future",
                            "[" + entry + "," + entry.replace("1", "2000000000") + "]",
                            "round 2 as entry 2"),
                    argumentSet("round skipped", "[" + entry.replace("1", "2") + "]", "round 1 as entry 1"),
                    argumentSet(
                            "key twice",
                            "[" + entry.replace("\"prompt\"", "\"round\":1,\"prompt\"") + "]",
                            "no complete"),
                    argumentSet(
                            "answer as number",
                            "[" + entry.replace("[]", "[{\"question\":1,\"answer\":2}]") + "]",
                            "answer"),
                    argumentSet(
                            "answer without question",
                            "[" + entry.replace("[]", "[{\"answer\":\"x\"}]") + "]",
                            "answer"));
        }

        @Test
        void is_refused_when_it_is_not_UTF_8() {
            byte[] latin1 = {'[', '"', (byte) 0xE9, '"', ']'};
            put(RESULTS, latin1);

            assertThatThrownBy(() -> opened(storage)).hasMessageContaining("is not UTF-8");
            assertThat(storage.read(RESULTS)).hasValue(latin1);
        }

        @Test
        void B9_is_refused_when_rounds_are_missing_from_it() {
            put("prompts/round_1/prompt.txt", "p");
            put("prompts/round_2/prompt.txt", "p");

            assertThatThrownBy(() -> opened(storage))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("lists 0 round(s)")
                    .hasMessageContaining("round_2");
        }
    }

    @Nested
    class A_folder {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../../evil",
                    "..",
                    ".",
                    "",
                    "  ",
                    "a/b",
                    "a\\b",
                    "/tmp/x",
                    ".hidden",
                    "C:x",
                    "a\nb",
                    "a*",
                    "x."
                })
        void B30_has_a_plain_name(String name, @TempDir Path workspace) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunStorage.directory(workspace, name))
                    .withMessageContaining("'" + name + "'");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Poem", "my run-2_a.b", "诗歌", "9"})
        void may_be_called(String name, @TempDir Path workspace) {
            RunStorage folder = RunStorage.directory(workspace.resolve("new"), name);
            opened(folder).record(round(1, true), RunUsage.NONE);

            assertThat(workspace.resolve("new").resolve(name).resolve(RESULTS)).exists();
        }

        @Test
        void holds_nothing_but_the_files_of_the_run(@TempDir Path workspace) throws IOException {
            RunFiles store = opened(RunStorage.directory(workspace, "x"));
            store.record(round(1, true), RunUsage.NONE);
            store.record(round(2, true), RunUsage.NONE);

            List<String> names = new ArrayList<>();
            try (Stream<Path> files = Files.walk(workspace)) {
                files.filter(Files::isRegularFile)
                        .map(file -> workspace.relativize(file).toString())
                        .sorted()
                        .forEach(names::add);
            }
            assertThat(names)
                    .containsExactly(
                            "x/journal.jsonl",
                            "x/prompts/results.json",
                            "x/prompts/round_1/answers.txt",
                            "x/prompts/round_1/prompt.txt",
                            "x/prompts/round_2/answers.txt",
                            "x/prompts/round_2/prompt.txt",
                            "x/run.json",
                            "x/run.lock");
        }

        @Test
        void that_cannot_be_written_is_a_sentence(@TempDir Path workspace) throws IOException {
            Files.writeString(workspace.resolve("x"), "a file, not a folder");

            assertThatThrownBy(
                            () -> opened(RunStorage.directory(workspace, "x")).record(round(1, true), RunUsage.NONE))
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.DISK))
                    .hasMessageContaining(workspace.resolve("x").toString());
        }
    }
}
