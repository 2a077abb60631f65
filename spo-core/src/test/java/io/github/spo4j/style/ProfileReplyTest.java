package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What models make of the JSON that they are asked for. */
class ProfileReplyTest {

    private static final Set<ProfileField> ASKED = EnumSet.of(
            ProfileField.SUMMARY,
            ProfileField.LABELS,
            ProfileField.STYLE,
            ProfileField.FACTS,
            ProfileField.IMAGE,
            ProfileField.PROMPT);

    private static final String GOOD = """
            {
              "style_summary": "Calm, step by step",
              "style_label": ["calm", "useful"],
              "style": {"language": {"rhetoric": ["lists"]}, "emotion": {"intensity": 2}},
              "fact_info": "Tea costs 3 yuan; see https://tea.example/a#b // really",
              "image": "",
              "prompt": "Write a notice.\\n1. Greet.\\n2. List."
            }""";

    private static final String NOISE = "\"'“”{}[],:\\/#\n `a";

    private static final StyleProfile PROFILE = StyleProfile.parse("expected", GOOD);

    private static final String FENCED_CODE = GOOD.replace("2. List.", "2. List.\\n```java\\nint a;\\n```\\nEnd.");

    /** The profile whose prompt is this. */
    private static StyleProfile prompting(String escaped) {
        return StyleProfile.parse("expected", withPrompt(escaped));
    }

    private static String withPrompt(String escaped) {
        return GOOD.replace("Write a notice.\\n1. Greet.\\n2. List.", escaped);
    }

    private static String cutBefore(String part) {
        return GOOD.substring(0, GOOD.indexOf(part));
    }

    static Stream<Arguments> read() {
        String smart = GOOD.replaceAll("\"([^\"]*)\"", "“$1”");
        return Stream.of(
                argumentSet("plain", GOOD, PROFILE),
                argumentSet("on one line", GOOD.replace("\n", ""), PROFILE),
                argumentSet("Windows line ends", GOOD.replace("\n", "\r\n"), PROFILE),
                argumentSet("a byte order mark", "\uFEFF" + GOOD, PROFILE),
                argumentSet("in prose", "Here is the profile:\n\n" + GOOD + "\n\nTell me if you need more.", PROFILE),
                argumentSet("behind a mark in prose", "I fill {style} and {prompt} as asked: " + GOOD, PROFILE),
                argumentSet("before a mark in prose", GOOD + " The slot {name} stays.", PROFILE),
                argumentSet("behind another object", "{\"note\": \"as asked\"} " + GOOD, PROFILE),
                argumentSet("in a fence", "```json\n" + GOOD + "\n```", PROFILE),
                argumentSet("c6_in a fence of another case", "```JSON\n" + GOOD + "\n```", PROFILE),
                argumentSet("in a fence without a name", "```\n" + GOOD + "\n```", PROFILE),
                argumentSet("in a fence of waves", "~~~json5\n" + GOOD + "\n~~~", PROFILE),
                argumentSet("in a fence of four", "````json\n" + GOOD + "\n````", PROFILE),
                argumentSet("in a fence that is not closed", "```json\n" + GOOD, PROFILE),
                argumentSet("in a fence on one line", "```json" + GOOD + "```", PROFILE),
                argumentSet(
                        "c6_with a fence in a text",
                        "```json\n" + FENCED_CODE + "\n```",
                        StyleProfile.parse("e", FENCED_CODE)),
                argumentSet(
                        "c6_with a fence in a text, line ends not escaped",
                        "```json\n" + FENCED_CODE.replace("\\n", "\n") + "\n```",
                        StyleProfile.parse("e", FENCED_CODE)),
                argumentSet("behind thoughts", "<think>{\"prompt\": \"no\"}</think>\n" + GOOD, PROFILE),
                argumentSet(
                        "behind thoughts without start", "I'd say {\"prompt\": \"no\"}\n</think>\n" + GOOD, PROFILE),
                argumentSet(
                        "behind thoughts in other marks",
                        "<thinking>{\"prompt\": \"no\"}</thinking>\n" + GOOD,
                        PROFILE),
                argumentSet(
                        "with thinking marks in a text",
                        withPrompt("Reason in <think>…</think>, then write."),
                        prompting("Reason in <think>…</think>, then write.")),
                argumentSet(
                        "behind thoughts and with thinking marks in a text",
                        "<think>{\"prompt\": \"no\"}</think>" + withPrompt("Close </think> first."),
                        prompting("Close </think> first.")),
                argumentSet(
                        "no-break spaces",
                        GOOD.replace("  \"", "\u00A0\u00A0\"").replace(", \"", ",\u00A0\""),
                        PROFILE),
                argumentSet(
                        "escaped underlines in keys",
                        GOOD.replace("style_", "style\\_").replace("rhetoric", "rhe\\_toric"),
                        StyleProfile.parse("e", GOOD.replace("rhetoric", "rhe_toric"))),
                argumentSet("behind a sketch", "As {\"style_summary\": \"...\", ...}:\n" + GOOD, PROFILE),
                argumentSet(
                        "behind a sketch of all fields",
                        "{\"style_summary\": \"…\", \"style\": {...}, \"style_label\": [\"...\"], \"prompt\": \"...\"}\n"
                                + GOOD,
                        PROFILE),
                argumentSet("between other marks", "<json>" + GOOD + "</json>", PROFILE),
                argumentSet("twice the same", GOOD + "\nOnce more:\n" + GOOD, PROFILE),
                argumentSet("an array of one", "[" + GOOD + "]", PROFILE),
                argumentSet("in an object of another name", "{\"result\": " + GOOD + "}", PROFILE),
                argumentSet("in an object beside a remark", "{\"ok\": true, \"profile\": " + GOOD + "}", PROFILE),
                argumentSet("a comma before the last bracket", GOOD.replace(".\"\n}", ".\",\n}"), PROFILE),
                argumentSet(
                        "a comma before each bracket", GOOD.replace("]", ",]").replace("}", ",}"), PROFILE),
                argumentSet("a comma missing at a line's end", GOOD.replace("step\",", "step\""), PROFILE),
                argumentSet("a comma missing behind a list", GOOD.replace("],\n", "]\n"), PROFILE),
                argumentSet("single quotes", GOOD.replace('"', '\''), PROFILE),
                argumentSet(
                        "double quotes inside single ones",
                        withPrompt("a \\\"b\\\" c")
                                .replaceAll("(?<!\\\\)\"", "'")
                                .replace("\\\"", "\""),
                        prompting("a \\\"b\\\" c")),
                argumentSet("an escaped apostrophe", withPrompt("It\\'s tea"), prompting("It's tea")),
                argumentSet("smart quotes", smart, PROFILE),
                argumentSet("smart quotes, all closing", smart.replace('“', '”'), PROFILE),
                argumentSet(
                        "straight quotes inside smart ones",
                        smart.replace("Write a notice", "Write \"a\" notice"),
                        prompting("Write \\\"a\\\" notice.\\n1. Greet.\\n2. List.")),
                argumentSet(
                        "smart quotes inside straight ones",
                        withPrompt("Say “tea” and ‘hot’"),
                        prompting("Say “tea” and ‘hot’")),
                argumentSet("corner brackets", GOOD.replaceAll("\"([^\"]*)\"", "「$1」"), PROFILE),
                argumentSet(
                        "full-width colons and commas",
                        GOOD.replace("\": ", "\"：").replace("\",\n", "\"，\n"),
                        PROFILE),
                argumentSet("keys without quotes", GOOD.replaceAll("\"([a-z_]+)\":", "$1:"), PROFILE),
                argumentSet(
                        "keys in another case",
                        GOOD.replace("style_summary", "Style-Summary").replace("\"prompt\"", "\"Prompt\""),
                        PROFILE),
                argumentSet(
                        "keys as Java writes them",
                        GOOD.replace("style_label", "styleLabel").replace("fact_info", "factInfo"),
                        PROFILE),
                argumentSet("line comments", GOOD.replace("\",\n", "\", // as said: it's so\n"), PROFILE),
                argumentSet("comments of shells", GOOD.replace("\",\n", "\", # it's said\n"), PROFILE),
                argumentSet("block comments", GOOD.replace("\"prompt\"", "/* the\n } prompt's */ \"prompt\""), PROFILE),
                argumentSet("line ends not escaped", GOOD.replace("\\n", "\n"), PROFILE),
                argumentSet("tabs not escaped", withPrompt("a\tb"), prompting("a\\tb")),
                argumentSet(
                        "escapes that JSON does not have",
                        withPrompt("\\d+ \\_x\\_ C:\\Users"),
                        prompting("\\\\d+ \\\\_x\\\\_ C:\\\\Users")),
                argumentSet("an escape that is no character", withPrompt("\\unit"), prompting("\\\\unit")),
                argumentSet("the last bracket missing", GOOD.substring(0, GOOD.length() - 1), PROFILE),
                argumentSet(
                        "the last bracket missing in a fence",
                        "```json\n" + GOOD.substring(0, GOOD.length() - 2) + "\n```\nDone.",
                        PROFILE),
                argumentSet("c5_labels as a text", GOOD.replace("[\"calm\", \"useful\"]", "\"calm, useful\""), PROFILE),
                argumentSet(
                        "c5_facts as a list",
                        GOOD.replace(
                                "\"Tea costs 3 yuan; see https://tea.example/a#b // really\"",
                                "[\"Tea costs 3 yuan; see https://tea.example/a#b // really\"]"),
                        PROFILE),
                argumentSet(
                        "a field that is null",
                        GOOD.replace(
                                "\"fact_info\": \"Tea costs 3 yuan; see https://tea.example/a#b // really\",",
                                "\"fact_info\": null,"),
                        StyleProfile.parse(
                                "e",
                                GOOD.replace(
                                        "\"fact_info\": \"Tea costs 3 yuan; see https://tea.example/a#b // really\",",
                                        ""))),
                argumentSet(
                        "a field more",
                        GOOD.replace("\"image\"", "\"mood\": [1.50], \"image\""),
                        StyleProfile.parse("e", GOOD.replace("\"image\"", "\"mood\": [1.50], \"image\""))));
    }

    @ParameterizedTest
    @MethodSource("read")
    void is_read_where_only_one_thing_can_be_meant(String reply, StyleProfile expected) throws Exception {
        assertThat(ProfileReply.read(reply, ASKED)).isEqualTo(expected);
    }

    static Stream<Arguments> askedAgain() {
        return Stream.of(
                argumentSet("nothing", "", "no JSON object"),
                argumentSet("prose", "I cannot do that.", "no JSON object"),
                argumentSet("an object of something else", "{\"answer\": 42}", "no JSON object"),
                argumentSet("thoughts that do not end", "<think>" + GOOD, "before the answer"),
                argumentSet("a draft only, in thoughts without start", GOOD + "</think> I cannot.", "no JSON object"),
                argumentSet("a sketch only", "{\"style_summary\": \"...\", ...}", "no JSON object"),
                argumentSet("two different profiles", GOOD + GOOD.replace("calm", "loud"), "2 different"),
                argumentSet("an array of two", "[" + GOOD + "," + GOOD.replace("calm", "loud") + "]", "2 different"),
                argumentSet("quotation marks inside a text", withPrompt("Say \"tea\" to them"), "damaged"),
                argumentSet(
                        "quotation marks inside a text, before a comma", withPrompt("Say \"tea\", then go"), "damaged"),
                argumentSet("a quotation mark at the end of a text", withPrompt("Say \"tea\""), "damaged"),
                argumentSet(
                        "smart quotes inside smart ones",
                        withPrompt("Say “tea” now").replaceAll("\"([^\"]*)\"", "“$1”"),
                        "damaged"),
                argumentSet(
                        "an apostrophe inside single quotes",
                        withPrompt("It's tea").replace('"', '\''),
                        "in the middle"),
                argumentSet(
                        "a text without quotes",
                        GOOD.replace("\"Calm, step by step\"", "Calm, step by step"),
                        "damaged"),
                argumentSet("dots for the rest", GOOD.replace("\"useful\"]", "\"useful\", ...]"), "damaged"),
                argumentSet(
                        "a mark of comments behind quotation marks inside a text",
                        withPrompt("Use \"#\" for headings"),
                        "damaged"),
                argumentSet(
                        "two slashes behind quotation marks inside a text",
                        withPrompt("Begin with \"// tea\""),
                        "damaged"),
                argumentSet(
                        "a block comment behind quotation marks inside a text",
                        withPrompt("Begin with \"/* tea */\" and \"x"),
                        "in the middle"),
                argumentSet("two commas", GOOD.replace("\",\n", "\",,\n"), "damaged"),
                argumentSet("a colon missing", GOOD.replace("\"prompt\":", "\"prompt\""), "damaged"),
                argumentSet("a comma missing within a line", GOOD.replace("\"calm\", ", "\"calm\" "), "damaged"),
                argumentSet("brackets of the wrong kind", GOOD.replace("\"useful\"]", "\"useful\"}"), "damaged"),
                argumentSet("a key twice", GOOD.replace("\"image\"", "\"prompt\": \"another\", \"image\""), "damaged"),
                argumentSet(
                        "a key twice in two spellings",
                        GOOD.replace("\"image\"", "\"Prompt\": \"another\", \"image\""),
                        "there twice"),
                argumentSet("cut in a text", cutBefore("2. List"), "in the middle"),
                argumentSet("cut in an escape", cutBefore("n1. Greet"), "in the middle"),
                argumentSet("cut behind a comma", cutBefore("\"prompt\""), "in the middle"),
                argumentSet("cut behind a colon", cutBefore("\"Write"), "in the middle"),
                argumentSet("cut between fields", cutBefore(",\n  \"prompt\""), "prompt"),
                argumentSet("cut in a number", cutBefore("}},\n"), "missing"),
                argumentSet("cut in a key", cutBefore("ompt\""), "in the middle"),
                argumentSet("no prompt", GOOD.replace("\"prompt\"", "\"advice\""), "missing: prompt"),
                argumentSet("an empty prompt", withPrompt(" "), "missing: prompt"),
                argumentSet(
                        "an empty prompt and the last bracket missing",
                        withPrompt("").substring(0, withPrompt("").length() - 1),
                        "missing: prompt"),
                argumentSet("no style", GOOD.replace("\"style\":", "\"manner\":"), "missing: style"),
                argumentSet("an empty style", GOOD.replaceAll("\"style\": .*\n", "\"style\": {},\n"), "missing: style"),
                argumentSet(
                        "a style in one word",
                        GOOD.replaceAll("\"style\": .*\n", "\"style\": \"calm\",\n"),
                        "must be an object"),
                argumentSet(
                        "a prompt in parts",
                        GOOD.replaceAll("\"prompt\": .*\n", "\"prompt\": {\"role\": \"a\"}\n"),
                        "must be a text"),
                argumentSet(
                        "the profile as a text",
                        "\"" + GOOD.replace("\\", "\\\\").replace("\"", "\\\"") + "\"",
                        "damaged"),
                argumentSet("brackets without end", "{".repeat(10_000), "no JSON object"),
                argumentSet(
                        "a whole profile quoted inside a damaged one",
                        withPrompt("Say \"tea\" as in " + GOOD.replace('"', '\'')),
                        "damaged"));
    }

    @ParameterizedTest
    @MethodSource("askedAgain")
    void is_asked_for_again_where_it_would_be_a_guess(String reply, String reason) {
        assertThatExceptionOfType(UnreadableReplyException.class)
                .isThrownBy(() -> ProfileReply.read(reply, ASKED))
                .withMessageContaining(reason);
    }

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 10).mapToObj(seed -> argumentSet("seed " + seed, seed));
    }

    /** What is lost at one place must never show as another text of the same profile. */
    @ParameterizedTest
    @MethodSource("seeds")
    void is_never_read_as_something_that_was_not_said(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(GOOD.length());
            String cut = GOOD.substring(0, from);
            try {
                assertThat(ProfileReply.read(cut, ASKED)).as("cut at " + from).isEqualTo(PROFILE);
            } catch (UnreadableReplyException e) {
                assertThat(e.reason()).isNotBlank();
            } catch (RuntimeException e) {
                fail("cut at " + from, e);
            }
        }
    }

    /** Between its texts a reply has nothing but JSON's marks: whatever is done to these, it can say no other thing. */
    @ParameterizedTest
    @MethodSource("seeds")
    void says_the_same_or_is_refused_whatever_is_done_to_the_marks_between_its_texts(int seed) {
        Random random = new Random(seed);
        int[] marks = marks();
        for (int i = 0; i < 400; i++) {
            StringBuilder changed = new StringBuilder(GOOD);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = marks[random.nextInt(marks.length)];
                String noise = String.valueOf(NOISE.charAt(random.nextInt(NOISE.length())));
                // Never shorter before the end, so that the other places stay where they are.
                changed.replace(at, at + 1, random.nextBoolean() ? noise : " ");
                if (random.nextInt(4) == 0 && LenientJson.OPENING.indexOf(noise) < 0) {
                    changed.append(noise);
                }
            }
            try {
                assertThat(ProfileReply.read(changed.toString(), ASKED))
                        .as("seed %d, reply %d: %s", seed, i, changed)
                        .isEqualTo(PROFILE);
            } catch (UnreadableReplyException e) {
                assertThat(e.reason()).isNotBlank();
            }
        }
    }

    private static int[] marks() {
        boolean[] inText = {false};
        return IntStream.range(0, GOOD.length())
                .filter(at -> {
                    boolean quote = GOOD.charAt(at) == '"'; // no text here has an escaped one
                    inText[0] ^= quote;
                    return quote || (!inText[0] && !Character.isLetterOrDigit(GOOD.charAt(at)));
                })
                .toArray();
    }

    /** Inside a text any character may be meant; what a strict parser makes of it is what it says. */
    @ParameterizedTest
    @MethodSource("seeds")
    void says_what_a_strict_parser_finds_whatever_is_done_to_one_of_its_texts(int seed) {
        Random random = new Random(seed);
        int start = GOOD.indexOf("Write a notice");
        int end = GOOD.lastIndexOf('"');
        for (int i = 0; i < 400; i++) {
            StringBuilder changed = new StringBuilder(GOOD);
            for (int n = random.nextInt(3); n >= 0; n--) {
                changed.setCharAt(start + random.nextInt(end - start), NOISE.charAt(random.nextInt(NOISE.length())));
            }
            String shown = "seed " + seed + ", reply " + i + ": " + changed;
            try {
                StyleProfile profile = ProfileReply.read(changed.toString(), ASKED);
                Optional<ObjectNode> strict = first(changed.toString());
                strict.ifPresent(
                        expected -> assertThat(profile.fields()).as(shown).isEqualTo(expected));
                assertThat(withoutPrompt(profile)).as(shown).isEqualTo(withoutPrompt(PROFILE));
                // Without a strict reading, a mark that ends the text too soon is never taken for its end.
                assertThat(profile.prompt().length())
                        .as(shown)
                        .isGreaterThanOrEqualTo(
                                strict.isPresent() ? 1 : PROFILE.prompt().length() - 6);
            } catch (UnreadableReplyException e) {
                assertThatExceptionOfType(StyleException.class)
                        .as(shown + "\n" + e.reason())
                        .isThrownBy(() -> StyleProfile.parse("strict", changed.toString()));
            }
        }
    }

    /** The object that the text begins with, if it is JSON; what follows is prose. */
    private static Optional<ObjectNode> first(String text) {
        try {
            return Optional.of((ObjectNode) new JsonMapper().readTree(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode withoutPrompt(StyleProfile profile) {
        return profile.fields().without(ProfileField.PROMPT.key());
    }
}
