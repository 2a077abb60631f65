package io.github.spo4j.examples.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.spo4j.engine.judge.AnsweredQuestion;
import io.github.spo4j.engine.judge.JudgeMessage;
import io.github.spo4j.engine.optimize.OptimizerMessage;
import io.github.spo4j.instruction.Instructions;
import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.internal.ReplyTags;
import io.github.spo4j.internal.SlottedText;
import io.github.spo4j.internal.TaggedReply;
import io.github.spo4j.model.CallId;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.style.StyleVocabulary;
import io.github.spo4j.template.IterationTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Requests as the optimizer sends them. */
final class Requests {

    /** What an answer looks like that nothing speaks for, and nothing against. */
    static final String PLAIN = "It is what it is.";

    private Requests() {}

    static ModelRequest optimize(String prompt, int round) {
        return optimize(prompt, round, List.of(new AnsweredQuestion("Why?", "Because.", null)));
    }

    static ModelRequest optimize(String prompt, int round, List<AnsweredQuestion> answers) {
        String requirements = "Be clear.\n````prompt\nnot this one\n````";
        return request(
                ModelRole.OPTIMIZE,
                new CallId(round, "", 0),
                Message.user(new OptimizerMessage(
                                Instructions.inLanguageOf(prompt),
                                IterationTemplate.of("Start.", requirements, "Why?"),
                                PromptGuard.standard(),
                                ReplyTags.PLAIN)
                        .text(prompt, answers, null)));
    }

    static ModelRequest execute(String prompt, String question) {
        return request(ModelRole.EXECUTE, new CallId(1, "0", 0), Message.user(prompt + "\n\n" + question));
    }

    static ModelRequest extract(String article) {
        return extract(article, StyleVocabulary.free());
    }

    /** As the extractor asks. */
    static ModelRequest extract(String article, StyleVocabulary vocabulary) {
        AtomicReference<ModelRequest> asked = new AtomicReference<>();
        StyleExtractor extractor = StyleExtractor.builder()
                .model(request -> {
                    asked.set(request);
                    throw new ModelException(ModelException.Kind.UNAUTHORIZED, "only the request is wanted");
                })
                .vocabulary(vocabulary)
                .build();
        assertThatExceptionOfType(ModelException.class).isThrownBy(() -> extractor.extract(article));
        return requireNonNull(asked.get());
    }

    static ModelRequest merge(List<String> profiles, List<Integer> articles) {
        Map<String, String> texts = styleInstructions(String.join("", profiles)).texts();
        List<String> blocks = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            Map<String, String> heading = Map.of("number", "" + (i + 1), "articles", "" + articles.get(i));
            blocks.add(SlottedText.fill(requireNonNull(texts.get("merge-profile")), heading) + "\n"
                    + SlottedText.fenced("json", profiles.get(i)));
        }
        return request(
                ModelRole.MERGE,
                new CallId(0, "merge", 0),
                Message.user(SlottedText.fill(
                        requireNonNull(texts.get("merge")),
                        Map.of("profiles", String.join("\n\n", blocks), "language", "", "refused", ""))));
    }

    private static StyleInstructions styleInstructions(String text) {
        return StyleInstructions.isChinese(text) ? StyleInstructions.chinese() : StyleInstructions.english();
    }

    static ModelRequest evaluate(String a, String b, int place) {
        return evaluate("Be clear.", List.of(exchange(a)), List.of(exchange(b)), place);
    }

    static ModelRequest evaluate(String requirements, List<AnsweredQuestion> a, List<AnsweredQuestion> b, int place) {
        return request(
                ModelRole.EVALUATE,
                new CallId(2, Integer.toString(place), 0),
                Message.user(new JudgeMessage(Instructions.inLanguageOf(requirements), requirements).text(a, b)));
    }

    static ModelRequest request(ModelRole role, CallId id, Message... messages) {
        return ModelRequest.of(role, List.of(messages)).callId(id).build();
    }

    static AnsweredQuestion exchange(String answer) {
        return new AnsweredQuestion("Why?", answer, null);
    }

    static @Nullable Choice vote(ChatModelPort model, ModelRequest request) {
        TaggedReply.Choice choice = TaggedReply.of(model.chat(request).text()).choice();
        return choice == null ? null : Choice.valueOf(choice.name());
    }

    static @Nullable String proposal(ChatModelPort model, ModelRequest request) {
        return TaggedReply.of(model.chat(request).text()).prompt();
    }
}
