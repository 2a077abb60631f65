package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.model.input.PromptTemplate;
import io.github.spo4j.OptimizationResult;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.export.ExportedPrompt;
import io.github.spo4j.export.PromptFormat;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.Speaker;
import io.github.spo4j.prompt.PromptPlacement;
import io.github.spo4j.prompt.PromptSlots;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.ScriptedChatModel;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.template.st.StTemplateRenderer;

/** Every format, read by the library that it is for, makes the requests that the run has made. */
class ExportRoundTripTest {

    /** Names that each of the formats allows, is known to reserve, or does not allow. */
    private static final List<String> NAMES = List.of(
            "name", "客户", "user.name", "a-b", "if", "true", "current_date", "question", "first", "i", "_x", "été");

    private static final List<String> TEXTS = List.of(
            "Answer",
            " kindly. ",
            "\n",
            "\n\n",
            "\n  - ",
            "\t",
            "   \n",
            " \n \n",
            "{",
            "}",
            "{{",
            "}}",
            "{{{",
            "}}}",
            "\\",
            "\\\\",
            "\\n",
            "$",
            "$$",
            "${",
            "#",
            "{#if x}",
            "{% if x %}",
            "{{ 1 + 1 }}",
            "{! c !}",
            "{|",
            "|}",
            "{\"a\": [1]}",
            "{}",
            "{ x }",
            "<b>",
            "'",
            "\"",
            "=",
            ":",
            "请回答。",
            "😀",
            "user :x",
            "!",
            "%",
            "[x]",
            "\\{",
            "\\}",
            "\\$");

    private static final List<String> VALUES =
            List.of("", "Anna", "two\nlines", "{{name}} {name} ${name}", "\\ $1 \\{ }", " \n ", "{% x %} {|", "客户");

    /** What a run asked, one list of messages a question. */
    private record Measured(OptimizationResult result, List<QuestionAnswer> questions, List<List<Message>> requests) {

        static Measured run(String prompt, PromptPlacement placement, List<QuestionAnswer> questions) {
            ScriptedChatModel model =
                    new ScriptedChatModel().onCall(ModelRole.EXECUTE, request -> ModelReply.of("Yes."));
            OptimizationResult result = PromptOptimizer.builder()
                    .optimizeWith(model, ModelSettings.unset())
                    .evaluateWith(model, ModelSettings.unset())
                    .executeWith(
                            model, ModelSettings.named("m-1").temperature(0.25).maxOutputTokens(99))
                    .template(IterationTemplate.of(prompt, "Be kind.", questions))
                    .placement(placement)
                    .maxRounds(1)
                    .seed(1)
                    .build()
                    .optimize();
            List<List<Message>> requests = new ArrayList<>(Collections.nCopies(questions.size(), List.of()));
            for (ModelRequest request : model.requests()) {
                requests.set(Integer.parseInt(request.callId().item()), request.messages());
            }
            return new Measured(result, questions, requests);
        }

        void assertSameRequests(PromptFormat format, String what) {
            ExportedPrompt exported = result.run().export().as(format);
            PromptPlacement placement = requests.get(0).size() == 2 ? PromptPlacement.SYSTEM : PromptPlacement.USER;
            for (int i = 0; i < questions.size(); i++) {
                assertThat(messages(exported, format, placement, questions.get(i)))
                        .as("%s, question %d of%n%s", what, i, exported.text())
                        .isEqualTo(requests.get(i));
            }
        }
    }

    private static List<Message> messages(
            ExportedPrompt exported, PromptFormat format, PromptPlacement placement, QuestionAnswer question) {
        Map<String, Object> values = new HashMap<>();
        exported.slots().forEach((name, mark) -> {
            String original = PromptSlots.of(mark).names().stream().findFirst().orElse("");
            values.put(name, question.variables().getOrDefault(original, mark));
        });
        if (exported.questionSlot() != null) {
            values.put(exported.questionSlot(), question.question());
        }
        return switch (format) {
            case TEXT ->
                placement.messages(PromptSlots.of(exported.text()).fill(question.variables()), question.question());
            case CHAT_JSON -> chatJson(exported, question);
            case LANGCHAIN4J ->
                single(
                        placement,
                        PromptTemplate.from(exported.text()).apply(values).text(),
                        question);
            case SPRING_AI ->
                single(placement, StTemplateRenderer.builder().build().apply(exported.text(), values), question);
            case QUARKUS -> quarkus(exported.text(), values);
            case PROMPTY -> prompty(exported.text(), values);
        };
    }

    private static List<Message> single(PromptPlacement placement, String text, QuestionAnswer question) {
        return placement == PromptPlacement.SYSTEM
                ? List.of(Message.system(text), Message.user(question.question()))
                : List.of(Message.user(text));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Message> chatJson(ExportedPrompt exported, QuestionAnswer question) {
        Map<String, String> values = new HashMap<>(question.variables());
        values.put(requireNonNull(exported.questionSlot()), question.question());
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : json(exported.text()).path("messages")) {
            messages.add(new Message(
                    message.path("role").asText().equals("system") ? Speaker.SYSTEM : Speaker.USER,
                    PromptSlots.of(message.path("content").asText()).fill(values)));
        }
        return messages;
    }

    /** As Quarkus reads its configuration and Quarkus LangChain4j its templates. */
    private static List<Message> quarkus(String text, Map<String, Object> values) {
        SmallRyeConfig config = config(text);
        Engine engine = Engine.builder()
                .addDefaults()
                .addParserHook(parser -> parser.addContentFilter(
                        content -> content.replace("{{", "{").replace("}}", "}")))
                .build();
        List<Message> messages = new ArrayList<>();
        config.getOptionalValue("spo.prompt.system-message", String.class)
                .ifPresent(system -> messages.add(Message.system(qute(engine, system, values))));
        messages.add(Message.user(qute(engine, config.getValue("spo.prompt.user-message", String.class), values)));
        return messages;
    }

    private static SmallRyeConfig config(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> map = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(map, "application.properties", 250))
                .addDefaultInterceptors()
                .build();
    }

    private static String qute(Engine engine, String template, Map<String, Object> values) {
        TemplateInstance instance = engine.parse(template).instance();
        values.forEach(instance::data);
        return instance.render();
    }

    /** As Prompty reads its files: behind what is in front, a section a role, each of them a template. */
    private static List<Message> prompty(String text, Map<String, Object> values) {
        String body = text.substring(text.indexOf("\n---\n") + 5);
        List<Message> messages = new ArrayList<>();
        if (body.startsWith("system:\n")) {
            int end = body.indexOf("\nuser:\n");
            messages.add(Message.system(jinja(body.substring("system:\n".length(), end), values)));
            body = body.substring(end + 1);
        }
        assertThat(body).startsWith("user:\n").endsWith("\n");
        messages.add(Message.user(jinja(body.substring("user:\n".length(), body.length() - 1), values)));
        return messages;
    }

    /** What Jinja makes of names and of texts in quotes. */
    private static String jinja(String template, Map<String, Object> values) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            if (template.startsWith("{{", at)) {
                int end =
                        template.indexOf("}}", template.startsWith("{{ \"", at) ? template.indexOf("\" ", at + 4) : at);
                String expression = template.substring(at + 2, end).strip();
                text.append(
                        expression.startsWith("\"")
                                ? expression.substring(1, expression.length() - 1)
                                : requireNonNull(values.get(expression), expression));
                at = end + 2;
            } else {
                assertThat(template.startsWith("{%", at) || template.startsWith("{#", at))
                        .as("a tag of Jinja in %s", template)
                        .isFalse();
                text.append(template.charAt(at++));
            }
        }
        return text.toString();
    }

    @Nested
    class Every_format {

        @ParameterizedTest
        @EnumSource
        void makes_the_measured_requests(PromptFormat format) {
            String prompt =
                    "Greet {{ 客户 }} of {city}, paid ${sum}:\n  {note}\n\n{note}\nas {\"json\": {{x}}} \\{raw}\n<b>"
                            + " \\frac{x}{y}, $\\boxed{raw}$, x_{max}, `${y}`, {{ x | upper }} {% if x %} {x:.2f} %s [NAME]";
            List<QuestionAnswer> questions = List.of(
                    QuestionAnswer.of("How?\n  {city}"),
                    QuestionAnswer.of("Why?")
                            .variables(Map.of(
                                    "客户", "An{n}a", "city", "Rome\\", "sum", "$5", "note", "a\n b", "x", "{}", "raw",
                                    "")));
            for (PromptPlacement placement : PromptPlacement.values()) {
                Measured.run(prompt, placement, questions).assertSameRequests(format, placement.name());
            }
        }

        @Test
        void makes_the_measured_requests_of_prompts_at_random() {
            compare(100);
        }

        @Test
        @Tag("thorough")
        void makes_the_measured_requests_of_500_prompts_at_random() {
            compare(500);
        }

        private void compare(int prompts) {
            long seed = 4_811;
            Random random = new Random(seed);
            for (int number = 0; number < prompts; number++) {
                String prompt = prompt(random);
                Map<String, String> values = new HashMap<>();
                for (String name : PromptSlots.of(prompt).names()) {
                    values.put(name, pick(VALUES, random));
                }
                Map<String, String> few = new HashMap<>(values);
                few.keySet().removeIf(name -> random.nextBoolean() && isWrittenAlike(prompt, name));
                List<QuestionAnswer> questions = List.of(
                        QuestionAnswer.of("Q" + pick(TEXTS, random) + "?").variables(few),
                        QuestionAnswer.of("Why?" + pick(TEXTS, random)).variables(values));
                PromptPlacement placement = pick(List.of(PromptPlacement.values()), random);
                Measured measured = Measured.run(prompt, placement, questions);
                for (PromptFormat format : PromptFormat.values()) {
                    measured.assertSameRequests(
                            format, format + ", seed " + seed + ", prompt " + number + ", " + placement);
                }
            }
        }

        /** What has no value and is written in two ways is two texts, and no single value makes both of one slot. */
        private boolean isWrittenAlike(String prompt, String name) {
            String open = "\\$?\\{\\{?[ \t]*";
            return Pattern.compile(open + Pattern.quote(name) + "[ \t]*}}?")
                            .matcher(prompt)
                            .results()
                            .map(MatchResult::group)
                            .distinct()
                            .count()
                    == 1;
        }

        private String prompt(Random random) {
            boolean wordFirst = random.nextBoolean(); // there is always one: LangChain4j takes no blank prompt
            StringBuilder prompt = new StringBuilder(wordFirst ? "x" : "");
            for (int i = 1 + random.nextInt(10); i >= 0; i--) {
                String name = pick(NAMES, random);
                prompt.append(
                        random.nextInt(3) == 0
                                ? pick(
                                        List.of(
                                                "{{" + name + "}}",
                                                "${" + name + "}",
                                                "{" + name + "}",
                                                "{{ " + name + " }}"),
                                        random)
                                : pick(TEXTS, random));
            }
            return wordFirst ? prompt.toString() : prompt + "x";
        }

        private <T> T pick(List<T> from, Random random) {
            return from.get(random.nextInt(from.size()));
        }
    }
}
