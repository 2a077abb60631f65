package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.optimize.OptimizerMessage;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plain optimization loop around the simulation, to see that its defaults leave something to gain and to lose. */
class SimulatedRunTest {

    private static final int ROUNDS = 10;

    @ParameterizedTest
    @CsvSource({
        "Write a poem about the theme you are given., First snow;An unsent letter;The last tram, Stay with the theme.",
        "Follow the walk and answer the question., Walk 2 steps;Walk 3 steps;Walk 4 steps, The answer is right.",
        "请按给定的主题写一首诗。, 初雪;一封没有寄出的信;末班电车, 紧扣主题。"
    })
    void ten_rounds_improve_a_plain_prompt_and_turn_some_candidates_down(
            String prompt, String questions, String requirements) {
        List<Run> runs = LongStream.range(0, 50)
                .mapToObj(seed -> run(seed, prompt, List.of(questions.split(";", -1)), requirements))
                .toList();

        assertThat(runs.stream().filter(run -> run.gain() <= 0))
                .as("not improved")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(runs.stream().filter(run -> run.rejected() == 0))
                .as("nothing turned down")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(runs.stream().mapToInt(Run::worseAccepted).sum())
                .as("the judge errs now and then: %s", runs)
                .isPositive();
    }

    private record Run(long seed, double gain, int rejected, int worseAccepted) {}

    private static Run run(long seed, String start, List<String> questions, String requirements) {
        SimulatedModel model = SimulatedModel.builder().seed(seed).build();
        OptimizerMessage message = new OptimizerMessage(
                Instructions.inLanguageOf(requirements),
                IterationTemplate.of(start, requirements, "Why?"),
                PromptGuard.standard(),
                ReplyTags.PLAIN);
        String best = start;
        List<AnsweredQuestion> bestAnswers = answers(model, best, questions);
        int rejected = 0;
        int worseAccepted = 0;
        for (int round = 2; round <= ROUNDS; round++) {
            String asked = message.text(best, bestAnswers, null);
            String candidate = requireNonNull(
                    Requests.proposal(
                            model, Requests.request(ModelRole.OPTIMIZE, new CallId(round, "", 0), Message.user(asked))),
                    "seed " + seed + ", round " + round);
            List<AnsweredQuestion> answers = answers(model, candidate, questions);
            if (isBetter(model, requirements, bestAnswers, answers)) {
                worseAccepted += model.quality(candidate) < model.quality(best) ? 1 : 0;
                best = candidate;
                bestAnswers = answers;
            } else {
                rejected++;
            }
        }
        return new Run(seed, model.quality(best) - model.quality(start), rejected, worseAccepted);
    }

    private static List<AnsweredQuestion> answers(SimulatedModel model, String prompt, List<String> questions) {
        List<AnsweredQuestion> answers = new ArrayList<>();
        for (String question : questions) {
            String answer = model.chat(Requests.execute(prompt, question)).text();
            answers.add(new AnsweredQuestion(question, answer, null));
        }
        return answers;
    }

    /** Four votes, two in each order, of which the candidate needs three. */
    private static boolean isBetter(
            SimulatedModel model,
            String requirements,
            List<AnsweredQuestion> incumbent,
            List<AnsweredQuestion> candidate) {
        int votes = 0;
        for (int place = 1; place <= 4; place++) {
            boolean candidateFirst = place % 2 == 0;
            Choice choice = Requests.vote(
                    model,
                    candidateFirst
                            ? Requests.evaluate(requirements, candidate, incumbent, place)
                            : Requests.evaluate(requirements, incumbent, candidate, place));
            votes += choice == (candidateFirst ? Choice.A : Choice.B) ? 1 : 0;
        }
        return votes >= 3;
    }
}
