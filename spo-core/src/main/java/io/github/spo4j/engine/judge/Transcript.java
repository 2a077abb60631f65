package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.SlottedText;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Questions with their answers, as they are shown to the optimizing and the judging model. Immutable. */
public final class Transcript {

    private final Map<String, String> texts;
    private final List<AnsweredQuestion> questions;
    private final BinaryOperator<String> frame;

    /**
     * Questions to show.
     *
     * @param instructions the words around them
     * @param questions with their answers
     * @param frame sets material apart from our own words, given its kind, such as {@code answer}
     */
    public Transcript(Instructions instructions, List<AnsweredQuestion> questions, BinaryOperator<String> frame) {
        texts = instructions.texts();
        this.questions = List.copyOf(questions);
        this.frame = frame;
    }

    /** {@return the questions, each with its answer, as numbered blocks} */
    public String answers() {
        return blocks(i -> block("question", i, question(questions.get(i))) + "\n"
                + block("answer", i, questions.get(i).answer()));
    }

    /**
     * {@return the expected answers of the questions that have one; empty if there is none}
     *
     * @param section the name of the text around them
     */
    public String expected(String section) {
        String expected = blocks(i -> {
            String answer = questions.get(i).expected();
            return answer == null ? "" : block("expected", i, answer);
        });
        return expected.isEmpty() ? "" : fill(section, Map.of("expected", expected));
    }

    private String question(AnsweredQuestion asked) {
        if (!asked.question().isEmpty()) {
            return asked.question();
        }
        boolean chinese = fill("question", Map.of()).codePoints().anyMatch(Character::isIdeographic);
        return chinese ? "（没有问题：只发送了提示词）" : "(no question: the prompt alone was sent)";
    }

    private String block(String kind, int index, String material) {
        String heading = fill(kind, Map.of("number", Integer.toString(index + 1)));
        return heading + "\n" + frame.apply(kind, material);
    }

    private String blocks(IntFunction<String> block) {
        return IntStream.range(0, questions.size())
                .mapToObj(block)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private String fill(String name, Map<String, String> values) {
        return SlottedText.fill(requireNonNull(texts.get(name), name), values);
    }
}
