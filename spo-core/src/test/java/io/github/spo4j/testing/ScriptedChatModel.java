package io.github.spo4j.testing;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model for unit tests: its replies have the form that SPO asks for, follow from the script alone, and need no
 * server. As it comes, it proposes a new prompt in each round, each prompt has answers of its own, and its votes are
 * for the new ones, so each round has a better prompt. Say what yours does otherwise:
 *
 * <pre>{@code
 * ScriptedChatModel model = new ScriptedChatModel()
 *         .proposes("Answer in one sentence.")
 *         .answers(asked -> asked.contains("one sentence") ? "Water falls." : "Rain is water that falls, and …")
 *         .prefers(answers -> answers.contains("Water falls."));
 * }</pre>
 *
 * <p>It keeps its requests, for assertions. It has no script for articles: give it one with {@link #on}. Thread-safe.
 */
public final class ScriptedChatModel implements ChatModelPort {

    private final Map<ModelRole, ChatModelPort> scripts = new ConcurrentHashMap<>();
    private final Map<Integer, Set<String>> answersByRound = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final List<ModelRequest> requests = new ArrayList<>();

    /** A model that makes each round's prompt a better one. */
    public ScriptedChatModel() {
        on(ModelRole.OPTIMIZE, request -> proposal(request, "prompt " + round(request)));
        answers(asked -> "answer to " + asked);
        on(
                ModelRole.EVALUATE,
                request -> AnswerSets.of(text(request)).vote(set -> newAnswersIn(set, promptRound(request))));
    }

    /**
     * Says which prompts to propose.
     *
     * @param first the one for round 2
     * @param more those for the rounds after it; after the last it is proposed again and again, and such rounds are
     *     void
     * @return this model
     */
    public ScriptedChatModel proposes(String first, String... more) {
        List<String> prompts = Stream.concat(Stream.of(first), Stream.of(more)).toList();
        return on(ModelRole.OPTIMIZE, request -> {
            int index = Math.max(0, round(request) - 2);
            return proposal(request, prompts.get(Math.min(index, prompts.size() - 1)));
        });
    }

    /**
     * Says what to answer.
     *
     * @param script from what is asked, prompt and question with a blank line between, to the answer; it may throw
     * @return this model
     */
    public ScriptedChatModel answers(UnaryOperator<String> script) {
        requireNonNull(script, "script");
        return on(ModelRole.EXECUTE, request -> script.apply(text(request)));
    }

    /**
     * Says which answers to vote for. Where the test holds for both sets or for neither, the vote is for the set that
     * is shown first, and so promotes nothing under any rule that shows both orders.
     *
     * @param test looks at one set: its questions and answers
     * @return this model
     */
    public ScriptedChatModel prefers(Predicate<String> test) {
        requireNonNull(test, "test");
        return on(ModelRole.EVALUATE, request -> AnswerSets.of(text(request)).vote(set -> test.test(set) ? 1 : 0));
    }

    /**
     * Says what to answer in a role.
     *
     * @param role the role
     * @param script from a request to the text of the reply; it may throw
     * @return this model
     */
    public ScriptedChatModel on(ModelRole role, Function<ModelRequest, String> script) {
        requireNonNull(script, "script");
        return onCall(role, request -> ModelReply.of(script.apply(request)));
    }

    /**
     * Says how to serve a role.
     *
     * @param role the role
     * @param port what serves it
     * @return this model
     */
    public ScriptedChatModel onCall(ModelRole role, ChatModelPort port) {
        scripts.put(role, port);
        return this;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        synchronized (lock) {
            requests.add(request);
        }
        ChatModelPort script = scripts.get(request.role());
        if (script == null) {
            throw new IllegalStateException(
                    "no script for " + request.role() + "; give one with on(ModelRole." + request.role() + ", …)");
        }
        ModelReply reply = script.chat(request);
        if (request.role() == ModelRole.EXECUTE && reply != null) {
            answersByRound
                    .computeIfAbsent(promptRound(request), any -> ConcurrentHashMap.newKeySet())
                    .add(reply.text());
        }
        return reply;
    }

    /**
     * What was asked, in the order of arrival.
     *
     * @return a copy
     */
    public List<ModelRequest> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    /**
     * What was asked in a role.
     *
     * @param role the role
     * @return in the order of arrival
     */
    public List<ModelRequest> requests(ModelRole role) {
        return requests().stream().filter(request -> request.role() == role).toList();
    }

    private long newAnswersIn(String set, int round) {
        return answersByRound.getOrDefault(round, Set.of()).stream()
                .filter(answer -> AnswerSets.has(set, answer))
                .count();
    }

    /** The round of the prompt that a request is about; one on a held-out question names it in its item. */
    private static int promptRound(ModelRequest request) {
        String[] item = request.callId().item().split(":", -1);
        return item[0].equals("held") ? Integer.parseInt(item[1]) : round(request);
    }

    private static int round(ModelRequest request) {
        return request.callId().round();
    }

    private static String text(ModelRequest request) {
        return request.messages().stream().map(Message::text).collect(Collectors.joining("\n\n"));
    }

    /** In the tag that is asked for: it has a prefix where the start prompt has the usual one itself. */
    private static String proposal(ModelRequest request, String prompt) {
        String tag = text(request).contains("<spo-prompt>") ? "spo-prompt" : "prompt";
        return "<" + tag + ">" + prompt + "</" + tag + ">";
    }
}
