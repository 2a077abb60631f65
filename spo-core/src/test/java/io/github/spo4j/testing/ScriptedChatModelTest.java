package io.github.spo4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptedChatModelTest {

    private static final List<QuestionAnswer> QUESTIONS = Stream.of("one?", "two?", "three\n\nor 3?", "four?")
            .map(QuestionAnswer::of)
            .toList();

    private static PromptOptimizer.Builder optimizer(ScriptedChatModel model, String start) {
        return PromptOptimizer.builder()
                .model(model)
                .template(IterationTemplate.of(start, "Be good.", QUESTIONS))
                .maxRounds(4)
                .seed(1);
    }

    private static OptimizationResult run(ScriptedChatModel model) {
        return optimizer(model, "start").build().optimize();
    }

    @Nested
    class As_it_comes {

        @ParameterizedTest
        @EnumSource
        void each_round_has_a_better_prompt(VotingRule rule) {
            OptimizationResult result = optimizer(new ScriptedChatModel(), "start")
                    .votingRule(rule)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).hasSize(4).allMatch(Round::accepted);
            assertThat(result.bestPrompt()).isEqualTo("prompt 4");
        }

        @Test
        void it_understands_Chinese_instructions_and_a_prompt_in_the_system_message() {
            OptimizationResult result = optimizer(new ScriptedChatModel(), "start")
                    .instructions(Instructions.chinese())
                    .placement(PromptPlacement.SYSTEM)
                    .build()
                    .optimize();

            assertThat(result.run().rounds()).allMatch(Round::accepted);
        }

        @Test
        void it_uses_the_tags_that_a_start_prompt_leaves_to_it() {
            OptimizationResult result = optimizer(
                            new ScriptedChatModel().proposes("Put it into a <prompt> tag, please."),
                            "Put it into a <prompt> tag.")
                    .maxRounds(2)
                    .build()
                    .optimize();

            assertThat(result.bestPrompt()).isEqualTo("Put it into a <prompt> tag, please.");
        }

        @Test
        void it_has_no_script_for_articles() {
            ModelRequest request = ModelRequest.of(ModelRole.EXTRACT, List.of(Message.user("an article")))
                    .build();

            assertThatIllegalStateException()
                    .isThrownBy(() -> new ScriptedChatModel().chat(request))
                    .withMessage("no script for EXTRACT; give one with on(ModelRole.EXTRACT, …)");
        }

        @Test
        void a_run_is_the_same_with_one_thread_and_with_many() {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                String many = SampleRun.rounds(optimizer(new ScriptedChatModel(), "start")
                        .clock(SampleRun.CLOCK)
                        .threads(threads)
                        .build()
                        .optimize());
                String one = SampleRun.rounds(optimizer(new ScriptedChatModel(), "start")
                        .clock(SampleRun.CLOCK)
                        .callPolicy(SampleRun.oneByOne().build())
                        .build()
                        .optimize());

                assertThat(many).isEqualTo(one);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class Its_script {

        @Test
        void says_what_to_propose_round_by_round_and_the_last_again() {
            OptimizationResult result = run(new ScriptedChatModel().proposes("first", "second"));

            assertThat(result.run().rounds())
                    .extracting(Round::prompt)
                    .containsExactly("start", "first", "second", "second");
            assertThat(result.run().rounds().get(3).voidReason()).isNotNull();
            assertThat(result.bestPrompt()).isEqualTo("second");
        }

        @Test
        void says_what_to_answer_to_prompt_and_question() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .answers(asked -> asked.lines().findFirst().orElse("") + "!");

            assertThat(run(model).run().rounds().get(1).answers())
                    .extracting(Round.Answer::answer)
                    .containsOnly("prompt 2!");
        }

        @Test
        void says_which_answers_to_vote_for() {
            ScriptedChatModel model = new ScriptedChatModel()
                    .proposes("good", "bad", "better")
                    .answers(asked -> asked.startsWith("good") ? "A good\nanswer." : asked)
                    .prefers(answers -> answers.contains("\nA good\nanswer."));

            OptimizationResult result = run(model);

            assertThat(result.run().rounds()).extracting(Round::accepted).containsExactly(true, true, false, false);
            assertThat(result.bestPrompt()).isEqualTo("good");
        }

        @ParameterizedTest
        @EnumSource(names = "PAPER", mode = EnumSource.Mode.EXCLUDE)
        void without_a_preference_promotes_nothing(VotingRule rule) {
            ScriptedChatModel model = new ScriptedChatModel().prefers(answers -> true);

            OptimizationResult result =
                    optimizer(model, "start").votingRule(rule).build().optimize();

            assertThat(result.bestPrompt()).isEqualTo("start");
            assertThat(result.run().judgeConsistency().abstained()).isZero();
        }
    }

    @Test
    void its_requests_are_kept_by_role() {
        ScriptedChatModel model = new ScriptedChatModel();
        run(model);

        assertThat(model.requests(ModelRole.OPTIMIZE)).hasSize(3);
        assertThat(model.requests())
                .hasSameSizeAs(Stream.of(ModelRole.values())
                        .flatMap(role -> model.requests(role).stream())
                        .toList());
    }
}
