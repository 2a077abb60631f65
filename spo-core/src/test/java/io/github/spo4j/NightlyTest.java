package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.spo4j.evaluation.HandOut;
import io.github.spo4j.live.OptimizedPrompt;
import io.github.spo4j.live.PromptVersion;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.Round;
import io.github.spo4j.storage.RunException;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.testing.SampleRun;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nightly loop that {@link OptimizedPrompt} describes: a prompt says what its answers are worth, and an honest judge
 * chooses those that are worth more. Tonight's models propose what the test says.
 */
class NightlyTest {

    private static final Pattern WORTH = Pattern.compile("worth (\\d+)");
    private static final LocalDate TUESDAY = LocalDate.of(2026, 12, 1);
    private static final LocalDate WEDNESDAY = TUESDAY.plusDays(1);
    private static final LocalDate THURSDAY = TUESDAY.plusDays(2);

    private static final IterationTemplate TEMPLATE = IterationTemplate.of(
            "not used: worth 0",
            "Be worth much.",
            IntStream.range(0, 12).mapToObj(i -> "question " + i + "?").toArray(String[]::new));

    @TempDir
    private Path folder;

    private Path workspace;
    private OptimizedPrompt prompt;

    @BeforeEach
    void start() {
        workspace = folder.resolve("workspace");
        prompt = application();
    }

    /** An application that is started again finds its prompt. */
    private OptimizedPrompt application() {
        return OptimizedPrompt.storedIn(folder.resolve("history.jsonl"), "worth 10", SampleRun.CLOCK);
    }

    private static ScriptedChatModel proposing(int worth) {
        return new ScriptedChatModel()
                .proposes("worth " + worth)
                .answers(asked -> "answer " + worth(asked))
                .on(ModelRole.EVALUATE, NightlyTest::honest);
    }

    private static int worth(String asked) {
        Matcher found = WORTH.matcher(asked);
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static String honest(ModelRequest request) {
        String[] sets = request.messages().get(0).text().split("\n# B\n", 2);
        return "<choose>" + (answered(sets[0]) > answered(sets[1]) ? "A" : "B") + "</choose>";
    }

    private static int answered(String set) {
        return Pattern.compile("answer (\\d+)")
                .matcher(set)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    /** The code in the documentation. */
    private OptimizationResult night(LocalDate date, ScriptedChatModel model) {
        PromptVersion inUse = prompt.current();
        OptimizationResult result = PromptOptimizer.builder()
                .model(model)
                .template(TEMPLATE.withPrompt(inUse.text()))
                .heldOut(8)
                .handOut(HandOut.ONLY_IF_BETTER)
                .workspace(workspace)
                .name("support-" + date + "-v" + inUse.number())
                .maxRounds(2)
                .callPolicy(SampleRun.oneByOne().build())
                .build()
                .optimize();
        if (prompt.current().equals(inUse)) {
            result.run()
                    .handedOut()
                    .ifPresent(round ->
                            prompt.swap(round.prompt(), "run " + result.run().location()));
        }
        return result;
    }

    private List<String> runs() throws IOException {
        try (Stream<Path> runs = Files.list(workspace)) {
            return runs.map(run -> run.getFileName().toString()).sorted().toList();
        }
    }

    private String startOf(String run) {
        return RecordedRun.read(RunStorage.directory(workspace, run))
                .rounds()
                .get(0)
                .prompt();
    }

    @Nested
    class Three_nights {

        @Test
        void start_each_from_the_prompt_in_use_and_keep_all_runs_and_versions() throws IOException {
            night(TUESDAY, proposing(20));
            night(WEDNESDAY, proposing(15));
            prompt = application();
            night(THURSDAY, proposing(30));

            assertThat(runs())
                    .containsExactly("support-2026-12-01-v1", "support-2026-12-02-v2", "support-2026-12-03-v2");
            assertThat(runs().stream().map(NightlyTest.this::startOf))
                    .containsExactly("worth 10", "worth 20", "worth 20");
            assertThat(prompt.history())
                    .extracting(PromptVersion::text)
                    .containsExactly("worth 10", "worth 20", "worth 30");
            assertThat(prompt.current().origin()).isEqualTo("run " + workspace.resolve("support-2026-12-03-v2"));
        }
    }

    @Nested
    class A_night {

        @Test
        void whose_search_finds_what_held_out_questions_do_not_confirm_leaves_the_prompt_in_use() {
            ScriptedChatModel model = proposing(20).onCall(ModelRole.EXECUTE, request -> {
                boolean heldOut = request.callId().item().startsWith("held:");
                int worth = worth(request.messages().get(0).text());
                return ModelReply.of("answer " + (heldOut ? 10 : worth));
            });

            OptimizationResult result = night(TUESDAY, model);

            assertThat(result.run().searchWinner().map(Round::number)).contains(2);
            assertThat(prompt.current().number()).isEqualTo(1);
        }

        @Test
        void that_was_killed_is_resumed_and_no_call_is_paid_twice() throws IOException {
            ScriptedChatModel dying = proposing(20).onCall(ModelRole.EVALUATE, request -> {
                throw ModelException.notSent(ModelException.Kind.UNAUTHORIZED, "no key", null);
            });
            assertThatExceptionOfType(ModelException.class).isThrownBy(() -> night(TUESDAY, dying));
            ScriptedChatModel model = proposing(20);

            night(TUESDAY, model);

            assertThat(runs()).containsExactly("support-2026-12-01-v1");
            assertThat(prompt.text()).isEqualTo("worth 20");
            assertThat(model.requests())
                    .extracting(request -> request.role() + " " + request.callId())
                    .doesNotHaveDuplicates();
            assertThat(model.requests(ModelRole.OPTIMIZE)).isEmpty();
        }

        @Test
        void that_found_nothing_costs_nothing_when_it_is_repeated() {
            night(TUESDAY, proposing(5));
            ScriptedChatModel model = proposing(5);

            night(TUESDAY, model);

            assertThat(model.requests()).isEmpty();
            assertThat(prompt.history()).hasSize(1);
        }

        @Test
        void that_found_something_goes_on_from_it_when_it_is_repeated() throws IOException {
            night(TUESDAY, proposing(20));

            night(TUESDAY, proposing(30));

            assertThat(runs()).containsExactly("support-2026-12-01-v1", "support-2026-12-01-v2");
            assertThat(prompt.text()).isEqualTo("worth 30");
        }

        @Test
        void in_which_a_person_puts_another_prompt_into_use_does_not_replace_it() {
            ScriptedChatModel model = proposing(20);
            model.answers(asked -> {
                prompt.swap("worth 7, by a person", "a person");
                return "answer " + worth(asked);
            });

            night(TUESDAY, model);

            assertThat(prompt.text()).isEqualTo("worth 7, by a person");
        }
    }

    @Nested
    class The_same_name_for_another_start {

        @Test
        void is_refused_and_told_what_to_do() {
            PromptOptimizer.Builder optimizer = PromptOptimizer.builder()
                    .model(proposing(20))
                    .workspace(workspace)
                    .name("support")
                    .maxRounds(1);
            optimizer.template(TEMPLATE.withPrompt("worth 10")).build().optimize();

            assertThatExceptionOfType(RunException.class)
                    .isThrownBy(() -> optimizer
                            .template(TEMPLATE.withPrompt("worth 20"))
                            .build()
                            .optimize())
                    .withMessageEndingWith(
                            "template.prompt was \"worth 10\" and is \"worth 20\"; change it back, or start"
                                    + " again under another name, such as one with the date in it: a run has one start prompt");
        }
    }
}
