package io.github.spo4j.examples.simulation;

import io.github.spo4j.instruction.Exchange;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.instruction.TaggedReply;
import io.github.spo4j.instruction.TaggedReply.Choice;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests as the optimizer sends them. */
final class Requests {

    /** What an answer looks like that nothing speaks for, and nothing against. */
    static final String PLAIN = "It is what it is.";

    private Requests() {}

    static ModelRequest optimize(String prompt, int round) {
        return optimize(prompt, round, List.of(new Exchange("Why?", "Because.", null)));
    }

    static ModelRequest optimize(String prompt, int round, List<Exchange> answers) {
        String requirements = "Be clear.\n````prompt\nnot this one\n````";
        return request(
                ModelRole.OPTIMIZE,
                new CallId(round, "", 0),
                Message.user(Instructions.inLanguageOf(prompt)
                        .optimize(requirements, prompt, answers, Instructions.Limits.NONE, null)));
    }

    static ModelRequest execute(String prompt, String question) {
        return request(ModelRole.EXECUTE, new CallId(1, "0", 0), Message.user(prompt + "\n\n" + question));
    }

    static ModelRequest extract(String article) {
        return extract(article, new StyleInstructions.Frame(List.of(), List.of(), List.of(), null));
    }

    static ModelRequest extract(String article, StyleInstructions.Frame frame) {
        return request(
                ModelRole.EXTRACT,
                new CallId(0, "article", 0),
                Message.user(styleInstructions(article).extract(article, frame, null, null)));
    }

    static ModelRequest merge(List<String> profiles, List<Integer> articles) {
        return request(
                ModelRole.MERGE,
                new CallId(0, "merge", 0),
                Message.user(styleInstructions(String.join("", profiles)).merge(profiles, articles, null, null)));
    }

    private static StyleInstructions styleInstructions(String text) {
        return StyleInstructions.isChinese(text) ? StyleInstructions.chinese() : StyleInstructions.english();
    }

    static ModelRequest evaluate(String a, String b, int place) {
        return evaluate("Be clear.", List.of(exchange(a)), List.of(exchange(b)), place);
    }

    static ModelRequest evaluate(String requirements, List<Exchange> a, List<Exchange> b, int place) {
        return request(
                ModelRole.EVALUATE,
                new CallId(2, Integer.toString(place), 0),
                Message.user(Instructions.inLanguageOf(requirements).evaluate(requirements, a, b)));
    }

    static ModelRequest request(ModelRole role, CallId id, Message... messages) {
        return ModelRequest.of(role, List.of(messages)).callId(id).build();
    }

    static Exchange exchange(String answer) {
        return new Exchange("Why?", answer, null);
    }

    static @Nullable Choice vote(ChatModelPort model, ModelRequest request) {
        return TaggedReply.of(model.chat(request).text()).choice();
    }

    static @Nullable String proposal(ChatModelPort model, ModelRequest request) {
        return TaggedReply.of(model.chat(request).text()).prompt();
    }
}
