package io.github.spo4j.engine.answer;

import io.github.spo4j.internal.RoleModel;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.run.ReasoningMode;
import io.github.spo4j.template.QuestionAnswer;
import java.util.List;

/** Lets a model answer one question with a prompt, and once more if the reply cannot be used. Thread-safe. */
public final class AnswerCaller {

    private final RoleModel model;
    private final PromptGuard guard;
    private final PromptPlacement placement;
    private final ReasoningMode mode;

    /**
     * An answering model.
     *
     * @param model the model
     * @param guard knows the slots of prompts
     * @param placement where the prompt stands
     * @param mode what counts as an answer
     */
    public AnswerCaller(RoleModel model, PromptGuard guard, PromptPlacement placement, ReasoningMode mode) {
        this.model = model;
        this.guard = guard;
        this.placement = placement;
        this.mode = mode;
    }

    /**
     * Asks for an answer.
     *
     * @param round which round the call belongs to
     * @param item which answer it is
     * @param prompt the prompt
     * @param asked the question
     * @return the reply
     * @throws ModelException if there is none, or two replies were not usable
     */
    public ModelReply reply(int round, String item, String prompt, QuestionAnswer asked) {
        List<Message> messages = placement.messages(guard.slots(prompt).fill(asked.variables()), asked.question());
        try {
            return model.ask(new CallId(round, item, 0), messages);
        } catch (ModelException e) {
            if (!e.isNoUsableReply()) {
                throw e;
            }
            return model.ask(new CallId(round, item, 1), messages);
        }
    }

    /**
     * {@return what counts as the answer in a reply}
     *
     * @param reply the reply
     */
    public String text(ModelReply reply) {
        boolean withReasoning = mode == ReasoningMode.REASONING_MODEL && reply.reasoning() != null;
        return withReasoning ? reply.reasoning() + "\n\n" + reply.text() : reply.text();
    }
}
