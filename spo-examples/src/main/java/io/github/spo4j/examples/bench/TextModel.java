package io.github.spo4j.examples.bench;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Texts of 1,000 characters, never the same twice. As a judge it says A and B in turn. */
final class TextModel implements ChatModelPort {

    private static final int LETTERS = 1_000;

    private final Duration latency;
    private final AtomicLong calls = new AtomicLong();

    TextModel(Duration latency) {
        this.latency = latency;
    }

    static IterationTemplate template(int questions, long number) {
        return IterationTemplate.of(
                text("Answer the question.", number),
                text("Clear, short and complete.", number),
                LongStream.range(0, questions)
                        .mapToObj(question -> QuestionAnswer.of(text("Why is the sky blue?", question)))
                        .toList());
    }

    long calls() {
        return calls.get();
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        long number = calls.incrementAndGet();
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String said =
                switch (request.role()) {
                    case OPTIMIZE ->
                        "<analyse>a</analyse><modification>m</modification><prompt>"
                                + text("Answer the question well.", number) + "</prompt>";
                    case EVALUATE ->
                        "<analyse>" + text("Both are fine.", number) + "</analyse><choose>"
                                + (number % 2 == 0 ? "A" : "B") + "</choose>";
                    default -> text("It is as one would think.", number);
                };
        return ModelReply.builder(said).usage(TokenUsage.of(900, 250)).build();
    }

    /** Lines as people write them. */
    private static String text(String beginning, long number) {
        StringBuilder text = new StringBuilder(LETTERS);
        text.append(beginning).append(" Number ").append(number).append('.');
        while (text.length() < LETTERS) {
            text.append(text.length() % 8 == 0 ? "\n" : " ").append("Every word of this line counts, and no more.");
        }
        return text.substring(0, LETTERS);
    }
}
