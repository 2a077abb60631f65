package io.github.spo4j.prompt;

import io.github.spo4j.model.Message;
import java.util.List;

/** Where the prompt is in a request. */
public enum PromptPlacement {
    /** One user message: the prompt, a blank line, the question, as in the Python system. */
    USER {
        @Override
        public List<Message> messages(String prompt, String question) {
            return List.of(Message.user(question.isEmpty() ? prompt : prompt + "\n\n" + question));
        }
    },
    /** The prompt as system message, the question as user message. */
    SYSTEM {
        @Override
        public List<Message> messages(String prompt, String question) {
            return question.isEmpty() // models need a user message
                    ? List.of(Message.user(prompt))
                    : List.of(Message.system(prompt), Message.user(question));
        }
    };

    /**
     * The messages of a request.
     *
     * @param prompt sent unchanged
     * @param question sent unchanged; if it is empty, the prompt is the only message, from the user
     * @return the messages, in order
     */
    public abstract List<Message> messages(String prompt, String question);
}
