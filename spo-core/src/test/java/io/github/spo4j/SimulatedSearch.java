package io.github.spo4j;

import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.SampleRun;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A search whose prompts have a known quality, so that it can be told how often a run ends below its start. A prompt's quality
 * is 0 at the start; a rewrite changes it by N(-0.5, 1) and has an effect of N(0, 1) of its own on each question. The judge
 * sees the difference of qualities, and of the effects on the questions that it is shown, with noise of 0.55 and a pull of 0.6
 * towards what stands first. Where edits hardly matter, effects, noise and pull are some times as large.
 *
 * @param seed decides all that is random
 * @param ground 1 where edits matter; 4 or 8 where they hardly do
 */
record SimulatedSearch(long seed, double ground) implements ChatModelPort {

    private static final double WORSENING = 0.5;
    private static final double NOISE = 0.55;
    private static final double PULL = 0.6;
    private static final Pattern PROMPT = Pattern.compile("prompt (\\d+) of quality (-?[\\d.E-]+)");
    private static final Pattern ANSWER =
            Pattern.compile("answer of prompt (\\d+) of quality (-?[\\d.E-]+) to question (\\d+)");
    private static final Pattern QUESTION = Pattern.compile("question (\\d+)\\?");

    /** A run of so many rounds: 3 questions are searched by votes of BALANCED, and more may be held out. */
    PromptOptimizer.Builder run(int rounds, int questions) {
        return PromptOptimizer.builder()
                .model(this)
                .template(IterationTemplate.of(
                        "prompt 1 of quality 0.0",
                        "Be good.",
                        IntStream.range(0, questions)
                                .mapToObj(i -> QuestionAnswer.of("question " + i + "?"))
                                .toList()))
                .questions(QuestionDraw.random(3))
                .votingRule(VotingRule.BALANCED)
                .callPolicy(SampleRun.oneByOne().build())
                .maxRounds(rounds)
                .seed(seed);
    }

    /** The true quality of a prompt. */
    static double quality(String prompt) {
        return Double.parseDouble(found(PROMPT, prompt).group(2));
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        String text = request.messages().get(0).text();
        return ModelReply.of(
                switch (request.role()) {
                    case OPTIMIZE -> rewrite(request, text);
                    case EXECUTE -> {
                        Matcher prompt = found(PROMPT, text);
                        yield "answer of " + prompt.group() + " to question "
                                + found(QUESTION, text).group(1);
                    }
                    default -> "<choose>" + (firstWins(request, text) ? "A" : "B") + "</choose>";
                });
    }

    private String rewrite(ModelRequest request, String text) {
        int round = request.callId().round();
        double quality = quality(text) - WORSENING + random(1, round).nextGaussian();
        return "<prompt>prompt " + round + " of quality " + quality + "</prompt>";
    }

    /** Which side is the candidate does not matter: the noise is symmetric. */
    private boolean firstWins(ModelRequest request, String text) {
        int b = text.indexOf("\n# B\n");
        double difference = worth(text.substring(0, b)) - worth(text.substring(b));
        double noise = random(2, (request.callId().round() + request.callId().item()).hashCode())
                .nextGaussian();
        return difference + ground * (NOISE * noise + PULL) > 0;
    }

    /** Quality, and the mean effect on the questions that are shown. */
    private double worth(String answers) {
        Matcher answer = ANSWER.matcher(answers);
        double sum = 0;
        int count = 0;
        while (answer.find()) {
            int prompt = Integer.parseInt(answer.group(1));
            int question = Integer.parseInt(answer.group(3));
            sum += Double.parseDouble(answer.group(2))
                    + ground * random(3, 1_000 * prompt + question).nextGaussian();
            count++;
        }
        return sum / count;
    }

    /** Scrambled first: the first numbers of seeds that are close to each other are close, too. */
    private Random random(int purpose, int index) {
        long mixed = (seed * 31 + purpose) * 1_000_003L + index;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return new Random(mixed ^ (mixed >>> 31));
    }

    private static Matcher found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not in this simulation: " + text);
        }
        return matcher;
    }
}
