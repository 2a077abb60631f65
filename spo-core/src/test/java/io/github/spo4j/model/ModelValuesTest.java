package io.github.spo4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelValuesTest {

    @Nested
    class Settings {

        @Test
        void hold_what_was_set_and_nothing_else() {
            ModelSettings settings = ModelSettings.named("m")
                    .temperature(0)
                    .topP(0.5)
                    .maxOutputTokens(9)
                    .seed(-1);

            assertThat(settings.name()).isEqualTo("m");
            assertThat(settings.temperature()).isEqualTo(0);
            assertThat(settings.topP()).isEqualTo(0.5);
            assertThat(settings.maxOutputTokens()).isEqualTo(9);
            assertThat(settings.seed()).isEqualTo(-1);
            assertThat(settings)
                    .isEqualTo(ModelSettings.named("m")
                            .seed(-1)
                            .maxOutputTokens(9)
                            .topP(0.5)
                            .temperature(0))
                    .isNotEqualTo(settings.seed(2));
            assertThat(ModelSettings.unset().temperature()).isNull();
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY})
        void refuse_a_temperature_out_of_range(double value) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelSettings.unset().temperature(value))
                    .withMessageContaining("" + value);
        }

        @Test
        void refuse_other_values_that_make_no_sense() {
            assertThatIllegalArgumentException().isThrownBy(() -> ModelSettings.named(" "));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelSettings.unset().topP(0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelSettings.unset().maxOutputTokens(0));
        }
    }

    @Nested
    class A_request {

        @ParameterizedTest
        @CsvSource({
            "OPTIMIZE, 3, '', 1, 7",
            "EVALUATE, 3, 4, 1, 9",
            "EVALUATE, 0, '', 0, 0",
            "EXECUTE, 3, 2, 1, 1",
            "EVALUATE, 1, a, 1, 195"
        })
        void says_which_sample_it_is(ModelRole role, int round, String item, int ask, int sample) {
            ModelRequest request = ModelRequest.of(role, List.of(Message.user("?")))
                    .callId(new CallId(round, item, ask))
                    .build();

            assertThat(request.sample()).isEqualTo(sample);
        }

        @ParameterizedTest
        @ValueSource(strings = {"polygenelubricants", "\ud83d\ude00 ~", "99999999999"})
        void has_a_sample_from_0_whatever_its_item_says(String item) {
            assertThat(ModelRequest.of(ModelRole.EVALUATE, List.of(Message.user("?")))
                            .callId(new CallId(1, item, 0))
                            .build()
                            .sample())
                    .isNotNegative();
        }

        @Test
        void shows_no_message_in_its_text() {
            assertThat(ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("secret")))
                            .build()
                            .toString())
                    .doesNotContain("secret");
        }

        @Test
        void needs_a_message() {
            assertThatIllegalArgumentException().isThrownBy(() -> ModelRequest.of(ModelRole.EXECUTE, List.of()));
        }
    }

    @Nested
    class Usage {

        @Test
        void adds_up_where_both_sides_are_known() {
            TokenUsage sum = TokenUsage.of(1, 2).plus(new TokenUsage(10L, 20L, 5L, null, 3L));

            assertThat(sum).isEqualTo(new TokenUsage(11L, 22L, null, null, null));
            assertThat(TokenUsage.NONE.plus(TokenUsage.of(1, 2)).output()).isEqualTo(2);
            assertThat(TokenUsage.UNKNOWN.plus(TokenUsage.of(1, 2))).isEqualTo(TokenUsage.UNKNOWN);
        }

        @Test
        void is_never_negative() {
            assertThatIllegalArgumentException().isThrownBy(() -> TokenUsage.of(-1, 0));
        }
    }

    @Nested
    class A_failure {

        @Test
        void belongs_to_one_family_at_most() {
            for (ModelException.Kind kind : ModelException.Kind.values()) {
                ModelException failure = new ModelException(kind, "x");
                assertThat(failure.isRetryable() && failure.isNoUsableReply())
                        .as("%s", kind)
                        .isFalse();
            }
            assertThat(new ModelException(ModelException.Kind.RATE_LIMITED, "x").isRetryable())
                    .isTrue();
            assertThat(new ModelException(ModelException.Kind.QUOTA_EXHAUSTED, "x").isRetryable())
                    .isFalse();
            assertThat(new ModelException(ModelException.Kind.REFUSED, "x").isNoUsableReply())
                    .isTrue();
        }

        @Test
        void keeps_its_details_at_the_end_whatever_is_added() {
            ModelRequest request = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("Hi")))
                    .callId(new CallId(2, "0", 0))
                    .build();

            ModelException failure = new ModelException(ModelException.Kind.SERVER_ERROR, "it failed")
                    .withDetails("m at h:1, said: no")
                    .in(request)
                    .withAttempts(3)
                    .withUsage(TokenUsage.NONE);

            assertThat(failure)
                    .hasMessage("EXECUTE call of round 2, question 1: it failed (3 attempts); m at h:1, said: no");
            assertThat(failure.details()).isEqualTo("m at h:1, said: no");
            assertThat(failure.role()).isEqualTo(ModelRole.EXECUTE);
        }

        @Test
        void names_an_article_without_the_hash_of_its_text() {
            String item = "a.txt " + "0123456789abcdef".repeat(4);
            ModelRequest request = ModelRequest.of(ModelRole.EXTRACT, List.of(Message.user("Hi")))
                    .callId(new CallId(0, item + " again 1", 0))
                    .build();

            assertThat(request.describe()).isEqualTo("EXTRACT call, a.txt again 1");
        }
    }
}
