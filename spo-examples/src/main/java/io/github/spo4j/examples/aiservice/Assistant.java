package io.github.spo4j.examples.aiservice;

import dev.langchain4j.service.SystemMessage;

/** An AI service as an application has it, before anybody thought of optimizing its prompt. */
public interface Assistant {

    /**
     * Answers a question.
     *
     * @param question what the user asks
     * @return the answer
     */
    @SystemMessage("Answer the question.")
    String answer(String question);
}
