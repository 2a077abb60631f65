package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.examples.terminal.TerminalScreen;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.run.Round;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final StringWriter said = new StringWriter();

    @Nested
    class A_run {

        private Progress progress(ProgressOptions.Kind kind) {
            Terminal terminal = new Terminal(Map.of("TERM", "dumb")::get, descriptor -> true, () -> OptionalInt.of(70));
            LiveLine live = new LiveLine(new TerminalScreen(70), terminal, () -> 0, ticker -> {});
            return new Progress(Words.english(), "", kind, live, new PrintWriter(said, true));
        }

        private static ModelException failure(ModelException.Kind kind, @Nullable Duration asked) {
            return new ModelException(kind, "the server is busy", null, 429, asked);
        }

        @Test
        void says_that_it_waits_and_why() {
            Progress progress = progress(ProgressOptions.Kind.PLAIN);
            ModelException asked = failure(ModelException.Kind.RATE_LIMITED, Duration.ofSeconds(40));
            ModelException busy = failure(ModelException.Kind.SERVER_ERROR, null);

            progress.callRetried(ModelRole.EXECUTE, asked, 1, 2, Duration.ofSeconds(40));
            progress.callRetried(ModelRole.EXECUTE, asked, 1, 2, Duration.ofSeconds(40));
            progress.callRetried(ModelRole.EXECUTE, busy, 2, 3, Duration.ofMillis(1125));

            assertThat(said.toString().lines())
                    .containsExactly(
                            "waits 40 s, because the server asked for it, then retry 1 of 2: the server is busy",
                            "waits 1 s, then retry 2 of 3: the server is busy");
        }

        @Test
        void says_that_fewer_calls_are_sent() {
            progress(ProgressOptions.Kind.PLAIN).callsReduced(ModelRole.EXECUTE, "tiny", 4);

            assertThat(said).asString().startsWith("tiny (").contains("4 call(s) at a time");
        }

        @Test
        void names_and_quotes_a_judge_that_cannot_be_read_even_if_quiet() {
            Progress progress = progress(ProgressOptions.Kind.NONE);

            progress.votesUnclear(2, "tiny", "Both are nice.");
            progress.votesUnclear(3, null, "");

            assertThat(said.toString().lines())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .endsWith(
                                            "no vote of round 2 could be read, so its prompt was rejected; the judge, tiny,"
                                                    + " said: Both are nice."),
                            line -> assertThat(line).endsWith("the judge, a model without a name, gave no text"));
        }

        @Test
        void says_how_many_answers_were_cut_even_if_quiet() {
            Round round = Round.builder(2, "p")
                    .answers(List.of(new Round.Answer("a", "b"), new Round.Answer("c", "d")))
                    .cutAnswers(1)
                    .build();

            progress(ProgressOptions.Kind.NONE).roundFinished(round, RunUsage.NONE);

            assertThat(said).asString().contains("1 of 2 answers of round 2 were cut at max_tokens");
        }
    }

    @Nested
    class A_result {

        private String report(String proposal) {
            OptimizationResult result = PromptOptimizer.builder()
                    .model(request -> ModelReply.builder(request.role() == ModelRole.OPTIMIZE ? proposal : "an answer")
                            .finishReason(FinishReason.STOP)
                            .build())
                    .template(IterationTemplate.of("start", "Be good.", List.of(QuestionAnswer.of("one?"))))
                    .build()
                    .optimize();
            new OptimizeReport(Words.english()).print(result, "", new PrintWriter(said, true));
            return said.toString();
        }

        @Test
        void of_void_rounds_does_not_count_prompts_that_were_never_tried() {
            assertThat(report("no tags"))
                    .contains("Best prompt: round 1; no new prompt was tried.")
                    .contains("3 of 4 round(s) were void, so nothing was measured in them:")
                    .contains("  3 round(s): no candidate could be used: ")
                    .contains("Stopped: as many void rounds in a row as --void-rounds allows.")
                    .doesNotContain("won");
        }
    }
}
