package io.github.spo4j.examples.aiservice;

import dev.langchain4j.service.SystemMessage;

/** An AI service as an application has it before its prompt is optimized. */
public interface Assistant {

    /**
     * {@return the answer to a question}
     *
     * @param question what the user asks
     */
    @SystemMessage("Answer the question.")
    String answer(String question);
}
