package io.github.spo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.spo4j.evaluation.Confirmation;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A run of the Python system that is gone on with: it has rounds and no journal. */
class AdoptionTest {

    private static final String RESULTS = "prompts/results.json";

    private Map<String, byte[]> python;
    private IterationTemplate template;

    private static Path recorded(String path) throws URISyntaxException {
        return Path.of(requireNonNull(AdoptionTest.class.getResource("/interop/python-run/" + path))
                .toURI());
    }

    @BeforeEach
    void readRecorded() throws Exception {
        python = SampleRun.filesIn(recorded("zhmixed"));
        template = IterationTemplate.read(recorded("template.yaml"));
    }

    private static ScriptedChatModel model() {
        return new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>prompt " + request.callId().round() + " {braces}</prompt>")
                .onCall(ModelRole.EXECUTE, request -> ModelReply.of("answer " + request.callId()))
                .on(ModelRole.EVALUATE, request -> "<choose>A</choose>");
    }

    private PromptOptimizer.Builder optimizer(ChatModelPort port, MapStorage storage) {
        return PromptOptimizer.builder()
                .callPolicy(CallPolicy.builder().attempts(1).build())
                .model(port)
                .template(template)
                .storage(storage)
                .seed(1)
                .maxRounds(6)
                .clock(SampleRun.CLOCK);
    }

    private static String text(Map<String, byte[]> files, String path) {
        return new String(requireNonNull(files.get(path)), UTF_8);
    }

    /** Goes on with the Python run until an answer in round 5 fails. */
    private MapStorage stoppedInRound5(ScriptedChatModel model) {
        MapStorage storage = new MapStorage(python);
        assertThatThrownBy(() -> optimizer(
                                SampleRun.failingAt(ModelRole.EXECUTE, new CallId(5, "1", 0), model), storage)
                        .build()
                        .optimize())
                .isInstanceOf(ModelException.class);
        return storage;
    }

    @Nested
    class The_journal {

        @Test
        void begins_with_the_next_round_and_leaves_the_rounds_that_are_there() {
            Map<String, byte[]> files = stoppedInRound5(model()).files();

            assertThat(text(files, "journal.jsonl").lines())
                    .hasSizeGreaterThan(2)
                    .first()
                    .asString()
                    .contains("\"kind\":\"start\"");
            assertThat(text(files, "journal.jsonl").lines().skip(1))
                    .filteredOn(line -> !line.startsWith("{\"kind\":\"asked\""))
                    .allMatch(line -> line.contains("\"round\":5"));
            assertThat(text(files, "run.json")).contains("\"adopted_rounds\" : 4");
            files.remove("journal.jsonl");
            files.remove("run.json");
            assertThat(files).containsExactlyEntriesOf(python);
        }

        @Test
        void lets_a_stopped_run_go_on_as_if_nothing_had_been() {
            ScriptedChatModel whole = model();
            MapStorage undisturbed = new MapStorage(python);
            OptimizationResult expected = optimizer(whole, undisturbed).build().optimize();
            ScriptedChatModel before = model();
            MapStorage storage = stoppedInRound5(before);
            ScriptedChatModel after = model();

            OptimizationResult result = optimizer(after, storage).build().optimize();

            assertThat(SampleRun.rounds(result)).isEqualTo(SampleRun.rounds(expected));
            assertThat(result.run().rounds()).hasSize(6);
            assertThat(before.requests().size() + after.requests().size())
                    .isEqualTo(whole.requests().size());
            assertThat(after.requests())
                    .noneMatch(request -> request.callId().round() < 5)
                    .noneMatch(request -> request.role() == ModelRole.OPTIMIZE
                            && request.callId().round() == 5);
            assertThat(withoutUsage(storage)).isEqualTo(withoutUsage(undisturbed));
            String original = text(python, RESULTS);
            assertThat(text(storage.files(), RESULTS)).startsWith(original.substring(0, original.length() - 2));
        }

        /** The call that stopped the run counts as a call, also when it is asked again. */
        private static String withoutUsage(MapStorage storage) {
            return text(storage.files(), RESULTS).replaceAll("\"calls\": \\d+", "");
        }
    }

    @Test
    void holds_out_questions_that_no_round_of_the_python_system_answered() {
        List<QuestionAnswer> questions = new ArrayList<>(template.questions());
        for (int i = 0; i < 6; i++) {
            questions.add(QuestionAnswer.of("question " + i + "?"));
        }
        template = IterationTemplate.of(template.prompt(), template.requirements(), questions);
        MapStorage storage = new MapStorage(python);
        ScriptedChatModel model = new ScriptedChatModel()
                .on(
                        ModelRole.OPTIMIZE,
                        request -> "<prompt>prompt " + request.callId().round() + " {braces}</prompt>");

        OptimizationResult result = optimizer(model, storage).build().optimize();

        Set<String> answered = result.run().rounds().stream()
                .flatMap(round -> round.answers().stream())
                .map(answer -> answer.question().strip())
                .collect(Collectors.toSet());
        assertThat(result.start().heldOut())
                .hasSize(6)
                .noneMatch(question -> answered.contains(question.question().strip()));
        assertThat(result.confirmation().state()).isEqualTo(Confirmation.State.COMPARED);
        int calls = model.requests().size();
        assertThat(optimizer(model, storage).build().optimize().confirmation().sentences())
                .isEqualTo(result.confirmation().sentences());
        assertThat(model.requests()).hasSize(calls);
        assertThat(RecordedRun.read(storage).confirmation().orElseThrow().sentences())
                .isEqualTo(result.confirmation().sentences());
    }

    @Test
    void does_not_go_on_with_variables_that_the_python_system_did_not_fill_in() {
        python.put(
                RESULTS,
                text(python, RESULTS)
                        .replace("Improved prompt v=4", "Improved {braces} v=4")
                        .getBytes(UTF_8));
        List<QuestionAnswer> questions = template.questions().stream()
                .map(question -> question.variables(Map.of("braces", "x")))
                .toList();
        template = IterationTemplate.of(template.prompt(), template.requirements(), questions);
        MapStorage storage = new MapStorage(python);

        assertThatThrownBy(() -> optimizer(model(), storage).build().optimize())
                .isInstanceOfSatisfying(
                        RunException.class, e -> assertThat(e.kind()).isEqualTo(RunException.Kind.CHANGED))
                .hasMessageContaining("has variables, but round 4");
        assertThat(storage.files()).isEqualTo(python);
    }

    @Nested
    class A_round_that_was_taken_over {

        private void assertRefused(Map<String, byte[]> files, RunException.Kind kind, String message) {
            MapStorage storage = new MapStorage(files);
            ScriptedChatModel model = model();
            assertThatThrownBy(() -> optimizer(model, storage).build().optimize())
                    .isInstanceOfSatisfying(
                            RunException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining(message);
            assertThat(storage.files()).containsExactlyEntriesOf(files);
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void and_changed_afterwards_is_refused() {
            Map<String, byte[]> files = stoppedInRound5(model()).files();
            String results = text(files, RESULTS);
            for (String[] change : new String[][] {
                {"Improved prompt v=4", "Improved prompt v=5"},
                {"\"question\": 12,", "\"question\": \"12\","},
                {"\"succeed\": true", "\"succeed\": false"}
            }) {
                assertThat(results).contains(change[0]);
                files.put(RESULTS, results.replace(change[0], change[1]).getBytes(UTF_8));
                assertRefused(
                        files,
                        RunException.Kind.DAMAGED,
                        "lacks or has changed some of the 4 round(s) of the Python system that the run started with");
            }
        }

        @Test
        void and_deleted_afterwards_is_refused() {
            Map<String, byte[]> files = stoppedInRound5(model()).files();
            files.remove(RESULTS);

            assertRefused(files, RunException.Kind.DAMAGED, "lacks or has changed some of the 4 round(s)");
        }

        @Test
        void with_a_template_of_another_run_leaves_everything_as_it_is() {
            IterationTemplate own = template;
            template = IterationTemplate.of("p", "r", "another question?");
            assertRefused(new TreeMap<>(python), RunException.Kind.CHANGED, "the template lacks the question");

            template = own;
            MapStorage storage = new MapStorage(python);
            assertThat(optimizer(model(), storage).build().optimize().run().rounds())
                    .hasSize(6);
        }

        @Test
        void before_a_round_that_cannot_be_the_first_leaves_everything_as_it_is() {
            MapStorage storage = new MapStorage(python);

            assertThatThrownBy(() ->
                            optimizer(model(), storage).initialRound(9).build().optimize())
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("4 finished round(s)");
            assertThat(storage.files()).containsExactlyEntriesOf(python);
        }
    }
}
