package io.github.spo4j.engine.judge;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.internal.SlottedText;
import java.util.List;
import java.util.Map;

/**
 * The message to the judging model. Each line of material is indented by two spaces, so that no heading or mark inside an
 * answer can pass for one of SPO's. {@code # A} and {@code # B} stand alone on their lines.
 */
public final class JudgeMessage {

    private final Instructions instructions;
    private final String requirements;

    /**
     * Messages of one run.
     *
     * @param instructions the words of the message
     * @param requirements what is required of the answers
     */
    public JudgeMessage(Instructions instructions, String requirements) {
        this.instructions = instructions;
        this.requirements = requirements;
    }

    /**
     * {@return the message}
     *
     * @param a the answers shown first
     * @param b the answers shown second, to the same questions
     */
    public String text(List<AnsweredQuestion> a, List<AnsweredQuestion> b) {
        Transcript first = new Transcript(instructions, a, SlottedText::indented);
        Transcript second = new Transcript(instructions, b, SlottedText::indented);
        return SlottedText.fill(
                requireNonNull(instructions.texts().get("evaluate")),
                Map.of(
                        "requirements", SlottedText.indented("requirements", requirements),
                        "expected", first.expected("evaluate-expected"),
                        "a", first.answers(),
                        "b", second.answers()));
    }
}
