package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.simulation.SimulatedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in. */
class GateTest {

    @Nested
    class A_host {

        @ParameterizedTest
        @CsvSource({
            "localhost, true",
            "LocalHost:8080, true",
            "127.0.0.1:1, true",
            "'[::1]:8080', true",
            "'[::1]', true",
            "spo.example, true",
            "spo.example:443, true",
            "evil.example, false",
            "localhost.evil.example, false",
            "evil.example:127.0.0.1, false",
            "127.0.0.1.evil.example, false",
            "'[::1].evil.example', false",
            "'[::2]', false",
            "'', false"
        })
        void is_ours_by_its_whole_name_alone(String header, boolean ours) {
            assertThat(new HostNames("127.0.0.1", Set.of("spo.example")).are(header))
                    .isEqualTo(ours);
        }

        @ParameterizedTest
        @CsvSource({"127.0.0.1, true", "localhost, true", "::1, true", "0.0.0.0, false", "'', false", "::, false"})
        void is_this_machines_own_or_not(String host, boolean own) {
            assertThat(HostNames.isLoopback(host)).isEqualTo(own);
        }
    }

    @Nested
    class Settings {

        private ServerSettings settings(String host, String... tokens) {
            ServerSettings usual = Services.settings(
                    Path.of("unused"), SimulatedModel.builder().build(), JobLimits.standard(), HttpLimits.standard());
            return new ServerSettings(
                    host,
                    0,
                    Set.of(),
                    Services.accessTokens(tokens),
                    usual.data(),
                    null,
                    usual.jobs(),
                    usual.limits(),
                    "test");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", ""})
        void need_a_token_for_others_than_this_machine(String host) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(host))
                    .withMessageContaining("--token");
            assertThat(settings(host, "a-token-that-is-long")).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"short", "a token with spaces in it", "токен-of-sixteen-letters"})
        void have_no_token_that_will_not_do_and_show_none(String token) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("127.0.0.1", token))
                    .withMessageContaining("16")
                    .withMessageNotContaining(token);
            assertThat(settings("127.0.0.1", "a-token-that-is-long").toString()).doesNotContain("a-token");
        }

        @Test
        void have_no_token_of_two_owners() {
            String token = "a-token-that-is-long";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("127.0.0.1", "Ann: " + token, "Bob: " + token))
                    .withMessage("two owners have the same token; give one of them another");
            assertThat(settings("127.0.0.1", token, token)).isNotNull();
        }
    }

    @Nested
    class A_token {

        private final Tokens tokens = new Tokens(Services.accessTokens("first-token-of-two", "other-token-of-two"));

        @Test
        void tells_owners_apart() {
            String first = tokens.owner("Bearer first-token-of-two").orElseThrow();
            assertThat(first)
                    .hasSize(64)
                    .isNotEqualTo(tokens.owner("bearer other-token-of-two").orElseThrow());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic first-token-of-two", "first-token-of-two", "Bearer x"})
        void is_none(String header) {
            assertThat(tokens.owner(header)).isEmpty();
        }

        @Test
        void is_its_owners_who_may_have_several() {
            Tokens named = new Tokens(Services.accessTokens(
                    "Ann: first-token-of-two", "Ann: other-token-of-two", "Bob: third-token-of-three"));
            assertThat(named.owner("Bearer first-token-of-two"))
                    .isEqualTo(named.owner("Bearer other-token-of-two"))
                    .isNotEqualTo(named.owner("Bearer third-token-of-three"))
                    .contains("name:Ann");
        }

        @ParameterizedTest
        @CsvSource({
            "Ann: token:with-a-colon-in-it, Ann, token:with-a-colon-in-it",
            "'  王小明 :  a-token-that-is-long ', 王小明, a-token-that-is-long",
            "ann@team-b.example: a-token-that-is-long, ann@team-b.example, a-token-that-is-long",
            "no-name:a-token-that-is-long, , no-name:a-token-that-is-long"
        })
        void has_a_name_before_a_colon_and_a_space(String line, @Nullable String owner, String secret) {
            assertThat(AccessToken.of(line)).isEqualTo(new AccessToken(owner, secret));
        }

        @ParameterizedTest
        @ValueSource(strings = {": a-secret-that-is-long", "a/b: a-secret-that-is-long", "Ann: a-secret-that is-long"})
        void is_refused_with_a_name_that_is_none_and_not_shown(String line) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AccessToken.of(line))
                    .withMessageNotContaining("secret");
            assertThat(AccessToken.of("Ann: a-secret-that-is-long").toString()).doesNotContain("secret");
        }

        @Test
        void is_not_needed_where_there_is_none() {
            assertThat(new Tokens(List.of()).owner(null)).isPresent();
            assertThat(tokens.owner(null)).isEmpty();
        }
    }

    @Nested
    class A_rate {

        private final AtomicLong nanos = new AtomicLong();
        private final RateLimit rate = new RateLimit(2, 3, nanos::get);

        @Test
        void admits_so_many_at_once_and_then_so_many_a_second() {
            assertThat(List.of(rate.admits("a"), rate.admits("a"), rate.admits("a")))
                    .containsOnly(true);
            assertThat(rate.admits("a")).isFalse();
            assertThat(rate.admits("b")).isTrue();
            nanos.set(400_000_000);
            assertThat(rate.admits("a")).isFalse();
            nanos.set(500_000_000);
            assertThat(rate.admits("a")).isTrue();
            assertThat(rate.admits("a")).isFalse();
        }
    }
}
