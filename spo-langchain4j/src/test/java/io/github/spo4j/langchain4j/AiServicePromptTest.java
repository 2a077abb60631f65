package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import io.github.spo4j.live.OptimizedPrompt;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AiServicePromptTest {

    interface Assistant {
        @SystemMessage({"You are a {{role}}.", "Answer briefly."})
        String answer(@UserMessage String question, @V("role") String role);
    }

    interface Braces {
        @SystemMessage("{{role}}, answer {{question}} as {\"{role}\": {role}, \"${role}\": 1}.")
        String answer(@UserMessage @V("question") String question, @V("role") String role);
    }

    interface Listed {
        @SystemMessage("{{first}}, then {{ second one }}.")
        String answer(@UserMessage String question, @V("values") Map<String, Object> values);
    }

    @SystemMessage("You help with {{topic}}.")
    interface Helper {
        String help(@UserMessage String question, @V("topic") String topic);

        @SystemMessage("You summarize.")
        String summarize(@UserMessage String text);
    }

    interface Several {
        @SystemMessage("One.")
        String one(String text);

        @SystemMessage(fromResource = "several-two.txt")
        String two(String text);

        String three(String text);
    }

    interface Generic<T> {
        Object answer(T question);
    }

    /** Public, as LangChain4j calls the method that the compiler adds. */
    public interface Narrowed extends Generic<String> {
        @Override
        @SystemMessage("You answer.")
        String answer(@UserMessage String question);
    }

    @SystemMessage("Of all.")
    interface Overloaded {
        @SystemMessage("Of a number.")
        String of(@UserMessage int number);

        String of(@UserMessage String text);

        @SystemMessage("Of a flag.")
        String of(@UserMessage boolean flag);

        @SystemMessage("Of an object.")
        String of(@UserMessage Object object);
    }

    interface Plain {
        String answer(String question);
    }

    interface Remembering {
        String answer(@MemoryId int user, @UserMessage String question);
    }

    /** Answers with the system message that it was sent. */
    private static final class Echo implements ChatModel {

        private final List<List<ChatMessage>> requests = new ArrayList<>();

        @Override
        public synchronized ChatResponse doChat(ChatRequest request) {
            requests.add(request.messages());
            String system = request.messages().stream()
                    .filter(dev.langchain4j.data.message.SystemMessage.class::isInstance)
                    .map(message -> ((dev.langchain4j.data.message.SystemMessage) message).text())
                    .reduce((one, other) -> one + " AND " + other)
                    .orElse("none");
            return ChatResponse.builder().aiMessage(AiMessage.from(system)).build();
        }
    }

    private final Echo model = new Echo();

    @Nested
    class The_text {

        @Test
        void is_what_the_annotation_of_the_only_method_says() {
            assertThat(AiServicePrompt.of(Assistant.class).text()).isEqualTo("You are a {{role}}.\nAnswer briefly.");
        }

        @Test
        void is_what_the_annotation_of_the_interface_says() {
            assertThat(AiServicePrompt.of(Helper.class).text()).isEqualTo("You help with {{topic}}.");
            assertThat(AiServicePrompt.of(Helper.class, "summarize").text()).isEqualTo("You summarize.");
        }

        @Test
        void is_read_from_a_resource() {
            assertThat(AiServicePrompt.of(Several.class, "two").text()).isEqualTo("Two,\nfrom a resource.\n");
        }

        @Test
        void is_that_of_a_method_with_types_narrower_than_inherited() {
            assertThat(AiServicePrompt.of(Narrowed.class).text()).isEqualTo("You answer.");
            assertThat(AiServicePrompt.of(Narrowed.class, "answer").text()).isEqualTo("You answer.");
        }

        @Test
        void must_be_one() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AiServicePrompt.of(Several.class))
                    .withMessageContaining("on each of one, two; say which method");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AiServicePrompt.of(Several.class, "three"))
                    .withMessageContaining("It has one, two");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AiServicePrompt.of(Plain.class))
                    .withMessageContaining("has no @SystemMessage");
        }
    }

    @Nested
    class An_optimized_prompt {

        @Test
        void takes_the_place_of_the_annotation_with_its_slots_filled() {
            AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);
            OptimizedPrompt prompt = OptimizedPrompt.of(annotated.text());
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .systemMessageTransformer(annotated.exchangedFor(prompt))
                    .build();

            String before = assistant.answer("?", "pilot");
            prompt.swap("As a {{role}}, answer in steps.", "test");
            String after = assistant.answer("?", "pilot of {{role}}");

            assertThat(before).isEqualTo("You are a pilot.\nAnswer briefly.");
            assertThat(after).isEqualTo("As a pilot of {{role}}, answer in steps.");
        }

        @Test
        void at_its_first_version_sends_what_langchain4j_sends_without_it() {
            AiServicePrompt annotated = AiServicePrompt.of(Braces.class);
            Braces plain = AiServices.create(Braces.class, model);
            Braces exchanged = AiServices.builder(Braces.class)
                    .chatModel(model)
                    .systemMessageTransformer(annotated.exchangedFor(OptimizedPrompt.of(annotated.text())))
                    .build();

            plain.answer("Why?", "pilot {{question}} $1");
            exchanged.answer("Why?", "pilot {{question}} $1");

            assertThat(model.requests.get(1)).isEqualTo(model.requests.get(0));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{{\"answer\": \"new!\"}}",
                    "{{answer text new}}",
                    "{{ }}",
                    "{{}}",
                    "\\{{x\\}}",
                    "{{#each items}}",
                    "{{nope}}",
                    "{{\n  role: it\n}}",
                    "{{{{}}}}",
                    "{{a {b} c}} \\ $1 ${role} {role}"
                })
        void keeps_braces_that_have_no_value_as_they_were_measured(String braces) {
            AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);
            OptimizedPrompt prompt = OptimizedPrompt.of(annotated.text());
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .systemMessageTransformer(annotated.exchangedFor(prompt))
                    .build();

            prompt.swap("As {{role}}, reply as " + braces + " only, {{\"by\": {{ role }} }}, {{{role}}}.", "test");

            assertThat(assistant.answer("?", "pilot"))
                    .isEqualTo("As pilot, reply as " + braces + " only, {{\"by\": pilot }}, {pilot}.");
        }

        @Test
        void has_the_slots_that_langchain4j_fills_by_itself() {
            AiServicePrompt annotated = AiServicePrompt.of(Listed.class);
            Listed plain = AiServices.create(Listed.class, model);
            OptimizedPrompt prompt = OptimizedPrompt.of(annotated.text());
            Listed exchanged = AiServices.builder(Listed.class)
                    .chatModel(model)
                    .systemMessageTransformer(annotated.exchangedFor(prompt))
                    .build();
            Map<String, Object> values = Map.of("first", List.of("a"), "second one", 2);

            assertThat(exchanged.answer("?", values)).isEqualTo("[a], then 2.").isEqualTo(plain.answer("?", values));
            prompt.swap("{{first}}|{{current_date}}|{{current_time}}|{{current_date_time}}", "test");
            String[] filled = exchanged.answer("?", values).split("\\|", -1);
            assertThat(LocalDateTime.parse(filled[1] + "T" + filled[2])).isEqualTo(filled[3]);
        }

        @Test
        void leaves_methods_alone_that_have_a_system_message_of_their_own() {
            AiServicePrompt annotated = AiServicePrompt.of(Helper.class);
            Helper helper = AiServices.builder(Helper.class)
                    .chatModel(model)
                    .systemMessageTransformer(
                            annotated.exchangedFor(OptimizedPrompt.of("You are the best at {{topic}}.")))
                    .build();

            assertThat(helper.help("?", "knots")).isEqualTo("You are the best at knots.");
            assertThat(helper.summarize("text")).isEqualTo("You summarize.");
        }

        @Test
        void is_sent_by_a_method_with_types_narrower_than_inherited() {
            Narrowed narrowed = AiServices.builder(Narrowed.class)
                    .chatModel(model)
                    .systemMessageTransformer(
                            AiServicePrompt.of(Narrowed.class).exchangedFor(OptimizedPrompt.of("You answer well.")))
                    .build();
            Generic<String> generic = narrowed;

            assertThat(narrowed.answer("?")).isEqualTo("You answer well.");
            assertThat(generic.answer("?")).isEqualTo("You answer well.");
        }

        @Test
        void is_sent_by_the_overload_that_is_called() {
            Overloaded overloaded = AiServices.builder(Overloaded.class)
                    .chatModel(model)
                    .systemMessageTransformer(
                            AiServicePrompt.of(Overloaded.class).exchangedFor(OptimizedPrompt.of("The best of all.")))
                    .build();

            assertThat(overloaded.of(1)).isEqualTo("Of a number.");
            assertThat(overloaded.of("text")).isEqualTo("The best of all.");
            assertThat(overloaded.of(true)).isEqualTo("Of a flag.");
            assertThat(overloaded.of(List.of("one"))).isEqualTo("Of an object.");
        }

        @Test
        void is_provided_to_a_service_without_annotation() {
            OptimizedPrompt prompt = OptimizedPrompt.of("One.");
            Plain service = AiServices.builder(Plain.class)
                    .chatModel(model)
                    .systemMessageProvider(memoryId -> prompt.text())
                    .build();

            assertThat(service.answer("?")).isEqualTo("One.");
            prompt.swap("Two.", "test");
            assertThat(service.answer("?")).isEqualTo("Two.");
            prompt.rollBack();
            assertThat(service.answer("?")).isEqualTo("One.");
        }

        @Test
        void replaces_its_former_version_in_a_conversation_that_goes_on() {
            OptimizedPrompt prompt = OptimizedPrompt.of("One.");
            Remembering service = AiServices.builder(Remembering.class)
                    .chatModel(model)
                    .chatMemoryProvider(user -> MessageWindowChatMemory.withMaxMessages(10))
                    .systemMessageProvider(memoryId -> prompt.text())
                    .build();

            service.answer(1, "first");
            prompt.swap("Two.", "test");

            assertThat(service.answer(1, "second")).isEqualTo("Two.");
            assertThat(model.requests.get(1)).hasSize(4);
        }
    }

    @Nested
    class A_swap_under_load {

        private static final int THREADS = 32;
        private static final int SWAPS = 1_000;
        private static final Pattern NUMBER = Pattern.compile("v(\\d+)");

        private static String version(int number) {
            return "v" + number + " for {{it}}, v" + number + ", still v" + number;
        }

        private static int number(String answer) {
            List<String> seen = NUMBER.matcher(answer)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(seen).as(answer).hasSize(3).containsOnly(seen.get(0));
            return Integer.parseInt(seen.get(0));
        }

        @Test
        void lets_each_call_see_one_version_and_none_an_old_one() throws Exception {
            OptimizedPrompt prompt = OptimizedPrompt.of(version(1));
            Plain service = AiServices.builder(Plain.class)
                    .chatModel(new ChatModel() {
                        @Override
                        public ChatResponse doChat(ChatRequest request) {
                            return ChatResponse.builder()
                                    .aiMessage(AiMessage.from(((dev.langchain4j.data.message.SystemMessage)
                                                    request.messages().get(0))
                                            .text()))
                                    .build();
                        }
                    })
                    .systemMessageProvider(memoryId -> prompt.text())
                    .build();
            AtomicInteger returned = new AtomicInteger(1);
            AtomicBoolean done = new AtomicBoolean();
            CyclicBarrier together = new CyclicBarrier(THREADS + 1);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Integer>> calling = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    calling.add(threads.submit(() -> {
                        together.await();
                        int calls = 0;
                        while (!done.get()) {
                            int floor = returned.get();
                            int seen = number(service.answer("me"));
                            assertThat(seen).isBetween(floor, returned.get() + 1);
                            calls++;
                        }
                        return calls;
                    }));
                }
                together.await();
                for (int number = 2; number <= SWAPS + 1; number++) {
                    prompt.swap(version(number), "test");
                    returned.set(number);
                    assertThat(number(service.answer("me"))).isEqualTo(number);
                }
                done.set(true);
                int calls = 0;
                for (Future<Integer> thread : calling) {
                    calls += thread.get();
                }
                System.out.printf("%d threads made %d calls during %d swaps%n", THREADS, calls, SWAPS);
                assertThat(calls).isPositive();
                assertThat(number(service.answer("me"))).isEqualTo(SWAPS + 1);
            } finally {
                done.set(true);
                threads.shutdownNow();
            }
        }
    }
}
