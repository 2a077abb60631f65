package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownModelTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o1",
                "o3-mini",
                "o4-mini-2025-04-16",
                "openai/o3",
                "eu-o3-mini",
                "gpt-5",
                "gpt-5-mini-2025-08-07",
                "gpt-5-codex",
                "gpt-5.2-pro",
                "gpt-5.5",
                "gpt-6",
                "claude-opus-4-7",
                "claude-opus-4-8-20260501",
                "anthropic/claude-opus-4.7",
                "claude-sonnet-5",
                "claude-haiku-5-5",
                "claude-fable-5",
                "anthropic.claude-opus-4-7-v1:0"
            })
    void that_reasons_takes_no_sampler(String model) {
        assertThat(KnownModel.named(model).takesSamplers()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-mini",
                "gpt-4.1",
                "gpt-35-turbo",
                "gpt-3.5-turbo-16k",
                "gpt-5-chat-latest",
                "gpt-5.1",
                "gpt-5.2-2025-12-11",
                "gpt-oss-120b",
                "foo1",
                "llama3.2",
                "deepseek-reasoner",
                "gemini-2.5-pro",
                "claude-3-opus-20240229",
                "claude-3-5-sonnet-20240620",
                "claude-opus-4-20250514",
                "claude-sonnet-4-6",
                "claude-haiku-4-5-20251001",
                "claude-instant"
            })
    void that_does_not_takes_all(String model) {
        assertThat(KnownModel.named(model).takesSamplers()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-4-1-20250805", "claude-sonnet-4-5", "claude-opus-4-6"})
    void from_Claude_4_1_on_takes_one_sampler(String model) {
        assertThat(KnownModel.named(model).onlyOneSampler()).isTrue();
        assertThat(KnownModel.named("claude-sonnet-4-20250514").onlyOneSampler())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"o3-mini", "gpt-5", "gpt-5-chat-latest", "gpt-5.1"})
    void of_OpenAI_s_newer_ones_wants_the_new_name_of_the_limit(String model) {
        assertThat(KnownModel.wantsCompletionTokens(model)).isTrue();
        assertThat(KnownModel.wantsCompletionTokens("gpt-4o")).isFalse();
    }
}
