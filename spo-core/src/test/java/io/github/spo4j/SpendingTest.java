package io.github.spo4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.internal.TokenGuess;
import io.github.spo4j.judge.VotingRule;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Cost;
import io.github.spo4j.model.FinishReason;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.OptimizationListener;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.SampleRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run takes: reported, limited and estimated. */
class SpendingTest {

    private static final PriceTable PRICES = PriceTable.of(Map.of(
            "small",
            new PriceTable.Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.TEN),
            "big",
            new PriceTable.Price(BigDecimal.TEN, BigDecimal.ONE, BigDecimal.TEN, new BigDecimal("100"))));
    private static final TokenUsage USAGE = TokenUsage.of(1_000, 10);

    private final RunStorage storage = RunStorage.memory();
    private final ChatModelPort port = reporting(SampleRun.model());

    private static ChatModelPort reporting(ChatModelPort model) {
        return request ->
                ModelReply.builder(model.chat(request).text()).usage(USAGE).build();
    }

    private PromptOptimizer.Builder optimizer(ChatModelPort model) {
        return SampleRun.optimizer(model)
                .storage(storage)
                .optimizeWith(model, ModelSettings.named("big"))
                .executeWith(model, ModelSettings.named("small"))
                .evaluateWith(model, ModelSettings.named("small"))
                .budget(Budget.unlimited().prices(PRICES));
    }

    @Nested
    class The_result {

        @Test
        void has_the_cost_by_role_and_in_total() {
            OptimizationResult result = optimizer(port).build().optimize();

            RoleUsage optimizing = result.run().usage().of(ModelRole.OPTIMIZE);
            BigDecimal aCall = new BigDecimal("0.011"); // 1,000 at 10 and 10 at 100 a million
            assertThat(optimizing.cost().map(Cost::reported).orElseThrow())
                    .isEqualByComparingTo(aCall.multiply(BigDecimal.valueOf(optimizing.calls())));
            BigDecimal byRole = Arrays.stream(ModelRole.values())
                    .map(role ->
                            result.run().usage().of(role).cost().orElseThrow().reported())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(result.run().usage().total().cost().orElseThrow().reported())
                    .isEqualByComparingTo(byRole);
        }

        @Test
        void has_no_cost_where_a_price_is_not_known() {
            OptimizationResult result = optimizer(port)
                    .evaluateWith(port, ModelSettings.named("unheard-of"))
                    .build()
                    .optimize();

            assertThat(result.run().usage().of(ModelRole.EVALUATE).cost()).isEmpty();
            assertThat(result.run().usage().total().cost()).isEmpty();
            assertThat(new String(storage.read("prompts/results.json").orElseThrow(), UTF_8))
                    .contains("\"cost\": null");
        }

        @Test
        void has_the_cost_of_a_model_that_only_the_port_or_the_server_names() {
            ChatModelPort named = new ChatModelPort() {
                @Override
                public ModelReply chat(ModelRequest request) {
                    return port.chat(request);
                }

                @Override
                public ModelSettings defaults() {
                    return ModelSettings.named("small");
                }
            };
            ChatModelPort served = request ->
                    port.chat(request).toBuilder().servedModel("small").build();

            for (ChatModelPort model : List.of(named, served)) {
                OptimizationResult result = SampleRun.optimizer(model)
                        .storage(RunStorage.memory())
                        .budget(Budget.unlimited().prices(PRICES))
                        .build()
                        .optimize();

                RoleUsage total = result.run().usage().total();
                long answered = requireNonNull(total.reported().input()) / 1_000;
                assertThat(total.cost().orElseThrow().reported())
                        .isPositive()
                        .isEqualByComparingTo(new BigDecimal("0.0011").multiply(BigDecimal.valueOf(answered)));
            }
            assertThatCode(() -> SampleRun.optimizer(named)
                            .budget(Budget.ofMoney(BigDecimal.TEN).prices(PRICES))
                            .build()
                            .optimize())
                    .doesNotThrowAnyException();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SampleRun.optimizer(served)
                            .budget(Budget.ofMoney(BigDecimal.TEN).prices(PRICES))
                            .build()
                            .optimize())
                    .withMessageContaining("one has no name");
        }

        @Test
        void says_at_most_what_attempts_took_that_got_no_reply() {
            AtomicInteger failures = new AtomicInteger();
            ChatModelPort flaky = request -> {
                if (failures.getAndIncrement() < 2) {
                    throw new ModelException(ModelException.Kind.TIMEOUT, "too late");
                }
                return port.chat(request);
            };

            OptimizationResult result = optimizer(flaky)
                    .callPolicy(CallPolicy.builder().sleeper(time -> {}).build())
                    .build()
                    .optimize();
            OptimizationResult resumed = optimizer(port).build().optimize();

            RoleUsage executing = result.run().usage().of(ModelRole.EXECUTE);
            RoleUsage undisturbed = optimizer(port)
                    .storage(RunStorage.memory())
                    .build()
                    .optimize()
                    .run()
                    .usage()
                    .of(ModelRole.EXECUTE);
            assertThat(executing.calls()).isEqualTo(undisturbed.calls() + 2);
            assertThat(executing.tokens().output()).isNull();
            assertThat(executing.reported()).isEqualTo(undisturbed.reported());
            assertThat(requireNonNull(executing.atMost().output())
                            - requireNonNull(undisturbed.atMost().output()))
                    .isEqualTo(2 * 4_096);
            assertThat(resumed.run().usage()).hasToString(result.run().usage().toString());
        }
    }

    @Nested
    class What_nobody_reports {

        private final AtomicInteger cut = new AtomicInteger();

        private final ChatModelPort silent = new ChatModelPort() {
            @Override
            public ModelReply chat(ModelRequest request) {
                ModelReply reply = ModelReply.of("ok");
                boolean first = request.role() == ModelRole.EXECUTE && cut.getAndIncrement() == 0;
                return first
                        ? reply.toBuilder().finishReason(FinishReason.LENGTH).build()
                        : reply;
            }

            @Override
            public ModelSettings defaults() {
                return ModelSettings.named("o3");
            }
        };

        @Test
        void is_booked_as_it_was_reserved_by_the_port_s_own_name_and_with_the_room_of_the_second_reply() {
            OptimizationResult result = SampleRun.optimizer(silent)
                    .storage(storage)
                    .maxRounds(1)
                    .budget(Budget.ofTokens(1_000_000))
                    .build()
                    .optimize();

            RoleUsage executing = result.run().usage().of(ModelRole.EXECUTE);
            assertThat(executing.atMost().output()).isEqualTo(16_384 * (executing.calls() - 1) + 4 * 16_384);
        }
    }

    @Nested
    class A_budget_that_does_not_fit {

        @Test
        void is_refused_before_anything_is_written() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            optimizer(port).budget(Budget.ofCalls(1)).build().optimize())
                    .withMessageContaining("does not cover round 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer(port)
                            .budget(Budget.ofMoney(BigDecimal.ONE))
                            .build()
                            .optimize())
                    .withMessageContaining("needs the price of");
            assertThat(storage.list("")).isEmpty();
        }
    }

    @Nested
    class A_limit_on_tokens {

        @Test
        void says_whose_replies_it_bounds() {
            List<OptimizationListener.Start> starts = new ArrayList<>();
            OptimizationListener listener = new OptimizationListener() {
                @Override
                public void started(OptimizationListener.Start start) {
                    starts.add(start);
                }
            };

            optimizer(port)
                    .executeWith(port, ModelSettings.named("small").maxOutputTokens(100))
                    .budget(Budget.ofTokens(1_000_000))
                    .listener(listener)
                    .build()
                    .optimize();
            optimizer(port)
                    .executeWith(port, ModelSettings.named("small").maxOutputTokens(100))
                    .listener(listener)
                    .build()
                    .optimize();

            assertThat(starts.get(0).cappedRoles()).containsExactlyInAnyOrder(ModelRole.OPTIMIZE, ModelRole.EVALUATE);
            assertThat(starts.get(1).cappedRoles()).isEmpty();
        }
    }

    @Nested
    class An_estimate {

        private static final long SEED = 7;

        @ParameterizedTest
        @EnumSource(VotingRule.class)
        void of_calls_holds_for_whatever_the_models_say(VotingRule rule) {
            Random random = new Random(SEED);
            for (int run = 0; run < 50; run++) {
                int rounds = 1 + random.nextInt(6);
                int fewest = rule == VotingRule.SPREAD ? 4 : 1;
                int questions = fewest + random.nextInt(4);
                int asked = fewest + random.nextInt(4);
                Random replies = new Random(random.nextLong());
                PromptOptimizer optimizer = PromptOptimizer.builder()
                        .model(request -> ModelReply.of(anything(request.role(), replies)))
                        .template(template(questions))
                        .votingRule(rule)
                        .questions(QuestionDraw.random(asked))
                        .maxRounds(rounds)
                        .seed(run)
                        .build();

                RunEstimate estimate = optimizer.estimate();
                OptimizationResult result = optimizer.optimize();

                for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
                    assertThat(result.run().usage().of(role).calls())
                            .as("seed %d, run %d, %s", SEED, run, role)
                            .isLessThanOrEqualTo(estimate.atMost().of(role).calls());
                }
            }
        }

        private static String anything(ModelRole role, Random random) {
            synchronized (random) {
                return switch (role) {
                    case OPTIMIZE -> "<prompt>prompt " + random.nextLong() + "</prompt>";
                    case EVALUATE -> random.nextBoolean() ? "<choose>A</choose>" : "<choose>B</choose>";
                    default -> random.nextInt(3) == 0 ? "the same" : "answer " + random.nextInt();
                };
            }
        }

        private static IterationTemplate template(int questions) {
            return IterationTemplate.of(
                    "Answer.",
                    "Be right.",
                    IntStream.range(0, questions)
                            .mapToObj(i -> QuestionAnswer.of("What is " + i + "?"))
                            .toList());
        }

        @Test
        void goes_on_from_the_initial_round() {
            RunEstimate estimate = PromptOptimizer.builder()
                    .model(port)
                    .template(template(2))
                    .initialRound(4)
                    .maxRounds(3)
                    .build()
                    .estimate();

            assertThat(estimate.atMost().of(ModelRole.OPTIMIZE).calls()).isEqualTo(3);
            assertThat(estimate.atMost().of(ModelRole.EXECUTE).calls()).isEqualTo(6);
            assertThat(estimate.atMost().of(ModelRole.EVALUATE).calls()).isEqualTo(12);
        }

        @Test
        void has_a_cost_where_the_price_is_known() {
            RunEstimate estimate = optimizer(port).build().estimate();
            RunEstimate unknown = optimizer(port)
                    .executeWith(port, ModelSettings.named("unheard-of"))
                    .build()
                    .estimate();

            assertThat(estimate.likely().total().cost().orElseThrow().reported())
                    .isPositive();
            assertThat(unknown.likely().total().cost()).isEmpty();
        }

        @Test
        void has_no_upper_limit_where_a_role_has_no_limit_of_output_tokens() {
            ModelSettings limited = ModelSettings.named("small").maxOutputTokens(100);
            PromptOptimizer.Builder open =
                    optimizer(port).executeWith(port, limited).evaluateWith(port, limited);

            RunUsage unlimited = open.build().estimate().atMost();
            RunUsage bounded =
                    open.optimizeWith(port, limited).build().estimate().atMost();
            RunUsage budgeted = optimizer(port)
                    .budget(Budget.ofTokens(1_000_000).prices(PRICES))
                    .build()
                    .estimate()
                    .atMost();

            assertThat(unlimited.of(ModelRole.OPTIMIZE).tokens().output()).isNull();
            assertThat(unlimited.of(ModelRole.EXECUTE).tokens().input()).isNull(); // a prompt of any length
            assertThat(unlimited.total().tokens().output()).isNull();
            assertThat(unlimited.total().cost()).isEmpty();
            RoleUsage executing = bounded.of(ModelRole.EXECUTE);
            assertThat(executing.tokens().output()).isEqualTo(executing.calls() * 100);
            assertThat(bounded.total().cost()).isPresent();
            RoleUsage capped = budgeted.of(ModelRole.EXECUTE);
            assertThat(capped.tokens().output()).isEqualTo(capped.calls() * 4_096);
        }

        @Test
        void leaves_room_for_the_thoughts_of_a_model_that_reasons() {
            RunEstimate plain = optimizer(port).build().estimate();
            RunEstimate reasoning = optimizer(port)
                    .executeWith(port, ModelSettings.named("o3-mini"))
                    .build()
                    .estimate();

            long calls = plain.likely().of(ModelRole.EXECUTE).calls();
            assertThat(requireNonNull(
                            reasoning.likely().of(ModelRole.EXECUTE).tokens().output()))
                    .isEqualTo(requireNonNull(plain.likely()
                                    .of(ModelRole.EXECUTE)
                                    .tokens()
                                    .output())
                            + calls * 1_500);
            assertThat(reasoning.likely().of(ModelRole.EVALUATE).tokens())
                    .isEqualTo(plain.likely().of(ModelRole.EVALUATE).tokens());
        }

        /** Half of them before the run, half when round 1 is there. */
        @Test
        void of_what_is_likely_holds_in_nine_of_ten_runs_with_replies_as_long_as_real_ones() {
            Random random = new Random(SEED);
            int held = 0;
            int near = 0;
            for (int run = 0; run < 100; run++) {
                ChatModelPort model = asLongAsRecorded(new Random(random.nextLong()));
                PromptOptimizer.Builder builder = PromptOptimizer.builder()
                        .optimizeWith(model, ModelSettings.named("big"))
                        .executeWith(model, ModelSettings.named("small").maxOutputTokens(80))
                        .evaluateWith(model, ModelSettings.named("big"))
                        .budget(Budget.unlimited().prices(PRICES))
                        .storage(RunStorage.memory())
                        .template(template(2 + random.nextInt(9)))
                        .questions(QuestionDraw.random(2 + random.nextInt(5)))
                        .seed(run);
                if (run % 2 == 1) {
                    builder.maxRounds(1).build().optimize();
                }
                PromptOptimizer optimizer =
                        builder.maxRounds(3 + random.nextInt(8)).build();

                RoleUsage likely = optimizer.estimate().likely().total();
                RoleUsage taken = optimizer.optimize().run().usage().total();

                double tokens = (double) sum(taken) / sum(likely);
                double cost = taken.cost().orElseThrow().reported().doubleValue()
                        / likely.cost().orElseThrow().reported().doubleValue();
                held += tokens <= 1 && cost <= 1 ? 1 : 0;
                near += tokens >= 0.5 && cost >= 0.5 ? 1 : 0;
            }
            System.out.printf(
                    "seed %d: likely held in %d of 100 runs, and was at most double in %d%n", SEED, held, near);
            assertThat(held).isGreaterThanOrEqualTo(90);
            assertThat(near)
                    .as("a run whose start is never beaten makes no comparison, and so takes much less")
                    .isGreaterThanOrEqualTo(80);
        }

        private static long sum(RoleUsage usage) {
            return requireNonNull(usage.tokens().input())
                    + requireNonNull(usage.tokens().output());
        }

        /** The output tokens of the replies that a run on real models took. */
        private static final Map<ModelRole, List<Integer>> RECORDED = Map.of(
                ModelRole.OPTIMIZE,
                List.of(197, 203, 193, 196, 190),
                ModelRole.EXECUTE,
                List.of(16, 30, 35, 80, 80, 80, 22, 23, 20, 24, 24, 28, 69, 80, 80, 7, 62, 80),
                ModelRole.EVALUATE,
                List.of(66, 75, 66, 73, 73, 73, 71, 75, 71, 70, 70, 56, 56));

        private static ChatModelPort asLongAsRecorded(Random random) {
            return request -> {
                List<Integer> lengths = requireNonNull(RECORDED.get(request.role()));
                synchronized (random) {
                    int length = lengths.get(random.nextInt(lengths.size()));
                    String said = "abc ".repeat(length - 6);
                    String text =
                            switch (request.role()) {
                                case OPTIMIZE ->
                                    "abc ".repeat(60) + "<prompt>" + said.substring(240) + random.nextInt(1_000)
                                            + "</prompt>";
                                case EVALUATE ->
                                    said + (random.nextBoolean() ? "<choose>A</choose>" : "<choose>B</choose>");
                                default -> "abc ".repeat(length - 1) + random.nextInt(1_000);
                            };
                    int sent = request.messages().stream()
                            .mapToInt(message -> TokenGuess.of(message.text()))
                            .sum();
                    return ModelReply.builder(text)
                            .usage(TokenUsage.of(sent, length))
                            .build();
                }
            };
        }

        @Test
        void of_a_run_that_exists_counts_what_it_took_and_what_is_left() {
            ChatModelPort model = asLongAsRecorded(new Random(SEED));
            PromptOptimizer.Builder builder = PromptOptimizer.builder()
                    .model(model)
                    .storage(storage)
                    .template(template(3))
                    .seed(SEED);
            RunUsage taken = builder.maxRounds(3).build().optimize().run().usage();

            RunEstimate finished = builder.build().estimate();
            RunEstimate longer = builder.maxRounds(5).build().estimate();
            RunEstimate anew = builder.fresh(true).maxRounds(3).build().estimate();

            assertThat(finished.likely()).hasToString(taken.toString());
            assertThat(finished.atMost()).hasToString(taken.toString());
            assertThat(longer.likely().of(ModelRole.EXECUTE).calls())
                    .isEqualTo(taken.of(ModelRole.EXECUTE).calls() + 2 * 3);
            assertThat(anew.likely().of(ModelRole.EXECUTE).calls()).isEqualTo(3 * 3);
        }

        @Test
        void counts_with_the_tokenizer_it_is_given() {
            PromptOptimizer optimizer = optimizer(port).build();

            TokenUsage words = optimizer
                    .estimate(text -> text.split("\\s+").length)
                    .likely()
                    .of(ModelRole.EXECUTE)
                    .reported();
            TokenUsage characters = optimizer
                    .estimate(String::length)
                    .likely()
                    .of(ModelRole.EXECUTE)
                    .reported();

            assertThat(words.input()).isPositive().isLessThan(characters.input());
        }

        @Test
        void calls_nothing_and_writes_nothing() {
            optimizer(request -> {
                        throw new AssertionError("called");
                    })
                    .build()
                    .estimate();

            assertThat(storage.list("")).isEmpty();
        }

        @Test
        void takes_a_chinese_character_for_a_token_and_four_others() {
            assertThat(TokenGuess.of("写一首关于春天的诗")).isEqualTo(9);
            assertThat(TokenGuess.of("Write a poem.")).isEqualTo(4);
            assertThat(TokenGuess.of("")).isZero();
        }
    }
}
