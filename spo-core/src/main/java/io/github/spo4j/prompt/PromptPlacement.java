package io.github.spo4j.prompt;

import io.github.spo4j.model.Message;
import java.util.List;

/** Where the prompt stands in a request that answers a question with it. */
public enum PromptPlacement {
    /** One user message: the prompt, a blank line, the question. The reference does it so. */
    USER {
        @Override
        public List<Message> messages(String prompt, String question) {
            return List.of(Message.user(prompt + "\n\n" + question));
        }
    },
    /** The prompt as system message, the question as user message. */
    SYSTEM {
        @Override
        public List<Message> messages(String prompt, String question) {
            return List.of(Message.system(prompt), Message.user(question));
        }
    };

    /**
     * The messages that ask a question with a prompt.
     *
     * @param prompt sent as it is
     * @param question sent as it is
     * @return the messages, in order
     */
    public abstract List<Message> messages(String prompt, String question);
}
