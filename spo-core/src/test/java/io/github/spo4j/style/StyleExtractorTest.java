package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.spo4j.instruction.StyleInstructions;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StyleExtractorTest {

    private final ScriptedChatModel model =
            new ScriptedChatModel().on(ModelRole.EXTRACT, request -> SampleProfiles.about("tea"));

    private StyleExtractor.Builder extractor() {
        return StyleExtractor.builder()
                .model(model)
                .callPolicy(CallPolicy.builder().attempts(1).build());
    }

    private String asked(int call) {
        return model.requests().get(call).messages().get(0).text();
    }

    @Nested
    class An_article {

        @Test
        void becomes_a_profile() {
            StyleProfile profile = extractor().build().extract("The tea is hot.");

            assertThat(profile).isEqualTo(StyleProfile.parse("expected", SampleProfiles.about("tea")));
            assertThat(asked(0)).contains("\nThe tea is hot.\n");
        }

        @Test
        void c2_is_text_always_when_it_is_given_as_text(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("secret.txt"), "a secret of this machine");

            extractor().build().extract(file.toString());

            assertThat(asked(0)).contains(file.toString()).doesNotContain("a secret");
        }

        @Test
        void c2_is_a_path_always_when_it_is_given_as_a_path(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("a.txt"), "The tea is hot.");

            extractor().build().extract(ArticleReader.standard().read(file));

            assertThat(asked(0)).contains("The tea is hot.");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> ArticleReader.standard().read(folder.resolve("The tea is hot.")))
                    .withMessageContaining("no such file");
            assertThat(model.requests()).hasSize(1);
        }

        @Test
        void c10_without_text_is_an_error_before_any_call() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> extractor().build().extract(" \n"))
                    .withMessage("text: there is no text in it; leave it out or write the article");
            assertThat(model.requests()).isEmpty();
        }

        @Test
        void c8_may_be_longer_than_any_file_name() {
            extractor().build().extract("茶".repeat(5_000));

            assertThat(model.requests()).hasSize(1);
        }
    }

    @Nested
    class What_is_sent {

        @Test
        void asks_for_json_with_the_settings_as_given() {
            StyleExtractor.builder()
                    .model(model, ModelSettings.named("m").temperature(0.2))
                    .build()
                    .extract("Tea");

            ModelRequest request = model.requests().get(0);
            assertThat(request.json()).isTrue();
            assertThat(request.settings()).isEqualTo(ModelSettings.named("m").temperature(0.2));
            assertThat(request.callId().round()).isZero();
            assertThat(request.callId().item()).matches("text [0-9a-f]{64}");
        }

        @Test
        void is_worded_in_the_language_of_the_article() {
            StyleExtractor both = extractor().build();

            both.extract("The tea is hot.");
            both.extract("茶是热的。");

            assertThat(asked(0)).contains("# Your task").doesNotContain("# 你的任务");
            assertThat(asked(1)).contains("# 你的任务").doesNotContain("# Your task");
        }

        @Test
        void can_be_worded_otherwise() {
            extractor()
                    .instructions(StyleInstructions.english().with("extract", "Say how: {{article}} {{language}}"))
                    .language("Latin")
                    .build()
                    .extract("茶");

            assertThat(asked(0)).isEqualTo("Say how: ```article\n茶\n``` Write all values in Latin.");
        }

        @Test
        void says_what_to_mind() {
            extractor().extra("Mind the prices.").build().extract("Tea");

            assertThat(asked(0)).contains("```extra\nMind the prices.\n```");
        }

        @Test
        void is_converted_and_so_is_the_reply() {
            model.on(ModelRole.EXTRACT, request -> SampleProfiles.about("熱茶"));

            StyleProfile profile = extractor()
                    .textConversion(text -> text.replace('熱', '热'))
                    .build()
                    .extract("熱茶很香");

            assertThat(asked(0)).contains("热茶很香").doesNotContain("熱");
            assertThat(profile.prompt()).isEqualTo("Write like 热茶.");
        }
    }

    @Nested
    class A_reply_that_cannot_be_read {

        @Test
        void is_asked_for_once_more_with_what_was_wrong() {
            model.on(
                    ModelRole.EXTRACT,
                    request -> request.callId().ask() == 0
                            ? SampleProfiles.about("tea").replace("calm and short", "\"calm\" and short")
                            : SampleProfiles.about("tea"));

            StyleProfile profile = extractor().build().extract("Tea");

            assertThat(profile.prompt()).isEqualTo("Write like tea.");
            assertThat(asked(0)).doesNotContain("could not be used");
            assertThat(asked(1)).contains("could not be used: its JSON is damaged");
        }

        @Test
        void twice_is_an_error_that_says_why() {
            model.on(ModelRole.EXTRACT, request -> "I would rather not.");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> extractor().build().extract("Tea"))
                    .withMessage(
                            "text: the model was asked twice and gave no profile that can be read (there is no JSON"
                                    + " object in it); try again, or take another model")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(StyleException.Kind.REPLY));
            assertThat(model.requests()).hasSize(2);
        }

        @Test
        void may_be_blank_once() {
            model.on(ModelRole.EXTRACT, request -> request.callId().ask() == 0 ? " " : SampleProfiles.about("tea"));

            assertThat(extractor().build().extract("Tea").prompt()).isEqualTo("Write like tea.");
        }

        @Test
        void is_none_when_the_model_cannot_be_reached() {
            model.onCall(ModelRole.EXTRACT, request -> {
                throw new ModelException(ModelException.Kind.UNAUTHORIZED, "no key");
            });

            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> extractor().build().extract("Tea"))
                    .withMessageContaining("EXTRACT call, text: no key");
            assertThat(model.requests()).hasSize(1);
        }
    }

    @Nested
    class A_vocabulary {

        private final StyleVocabulary words = new StyleVocabulary(
                List.of("notice", "guide"), List.of("calm", "loud"), List.of("steps", "table + text"));

        private StyleProfile reading(String reply) {
            model.on(ModelRole.EXTRACT, request -> reply);
            return extractor().vocabulary(words).build().extract("Tea");
        }

        @Test
        void is_told_to_the_model() {
            reading(SampleProfiles.about("tea"));

            assertThat(asked(0)).contains("notice / guide", "calm / loud", "steps / table + text");
        }

        @Test
        void is_met_whatever_the_spaces_and_the_case() {
            StyleProfile profile =
                    reading(SampleProfiles.about("tea", " Guide", "LOUD").replace("\"steps\"", "\"Table＋text\""));

            assertThat(profile.category()).isEqualTo("guide");
            assertThat(profile.labels()).containsExactly("loud");
            assertThat(profile.templateLabels()).containsExactly("table + text");
        }

        @Test
        void drops_words_beyond_it_beside_one_of_its_own() {
            assertThat(reading(SampleProfiles.about("tea", "notice", "warm\", \"calm"))
                            .labels())
                    .containsExactly("calm");
        }

        @Test
        void is_insisted_on() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reading(SampleProfiles.about("tea", "poem", "calm")))
                    .withMessageContaining("style_category must be among: notice / guide");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reading(SampleProfiles.about("tea", "notice", "warm")))
                    .withMessageContaining("style_label must be among: calm / loud");
        }

        @Test
        void of_the_reference_has_its_lists() {
            assertThat(StyleVocabulary.reference().categories()).hasSize(7).contains("游戏攻略");
            assertThat(StyleVocabulary.reference().labels()).hasSize(4);
            assertThat(StyleVocabulary.reference().templateLabels()).hasSize(7);
        }
    }

    @Nested
    class Limits {

        @Test
        void hold_over_all_calls_of_the_extractor() {
            StyleExtractor limited = extractor().budget(Budget.ofCalls(2)).build();
            limited.extract("one");
            limited.extract("two");

            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> limited.extract("three"))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.BUDGET_SPENT));
            assertThat(model.requests()).hasSize(2);
        }

        @Test
        void hold_over_texts_folders_and_merges_together() {
            model.on(ModelRole.MERGE, request -> SampleProfiles.about("tea"));
            StyleExtractor limited = extractor().budget(Budget.ofCalls(2)).build();
            RunStorage storage = RunStorage.memory();
            StyleProfile tea = limited.extract("tea");
            ExtractionReport first = limited.extractAll(List.of(new Article("a", "A text")), storage);
            assertThat(first.extracted()).hasSize(1);

            ExtractionReport more = limited.extractAll(List.of(new Article("b", "B text")), RunStorage.memory());
            assertThat(more.stop()).map(ModelException::kind).contains(ModelException.Kind.BUDGET_SPENT);
            assertThat(limited.extractAll(List.of(new Article("c", "C text")), storage)
                            .left())
                    .containsExactly("c");
            assertThatExceptionOfType(ModelException.class).isThrownBy(() -> limited.merge(List.of(tea, tea), storage));
            assertThatExceptionOfType(ModelException.class).isThrownBy(() -> limited.extract("three"));
            assertThat(model.requests()).hasSize(2);
        }

        @Test
        void count_once_what_a_storage_has_taken_before() {
            RunStorage storage = RunStorage.memory();
            extractor().build().extractAll(List.of(new Article("a", "A text")), storage);
            StyleExtractor limited = extractor().budget(Budget.ofCalls(3)).build();

            limited.extractAll(List.of(new Article("b", "B text")), storage);
            limited.extractAll(List.of(new Article("c", "C text")), storage);
            ExtractionReport last = limited.extractAll(List.of(new Article("d", "D text")), storage);

            assertThat(last.stop()).map(ModelException::kind).contains(ModelException.Kind.BUDGET_SPENT);
            assertThat(model.requests()).hasSize(3);
        }

        @Test
        void retry_what_the_policy_says() {
            int[] calls = new int[1];
            StyleExtractor retrying = StyleExtractor.builder()
                    .model(request -> {
                        calls[0]++;
                        if (calls[0] == 1) {
                            throw new ModelException(ModelException.Kind.SERVER_ERROR, "busy");
                        }
                        return ModelReply.of(SampleProfiles.about("tea"));
                    })
                    .callPolicy(CallPolicy.builder().sleeper(time -> {}).build())
                    .build();

            assertThat(retrying.extract("Tea").category()).isEqualTo("notice");
            assertThat(calls[0]).isEqualTo(2);
        }
    }

    @Test
    void needs_a_model() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StyleExtractor.builder().build())
                .withMessageContaining("model(...)");
    }
}
