package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelException.Kind;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.model.PriceTable;
import io.github.spo4j.model.PriceTable.Price;
import io.github.spo4j.model.TokenUsage;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.run.QuestionDraw;
import io.github.spo4j.run.StopReason;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.github.spo4j.testing.MapStorage;
import io.github.spo4j.testing.ScriptedChatModel;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is off. */
@Timeout(60)
class UnreachedServerTest {

    private static final int QUESTIONS = 12;
    private static final PriceTable PRICES =
            PriceTable.of(Map.of("m", new Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE)));

    private final MapStorage storage = new MapStorage();

    private static ModelReply refuse(ModelRequest request) {
        throw ModelException.notSent(Kind.NETWORK, "the connection is refused", null);
    }

    private static CallPolicy policy() {
        return CallPolicy.builder().sleeper(wait -> {}).build();
    }

    private OptimizationResult run(ChatModelPort port, Budget budget) {
        ModelSettings model = ModelSettings.named("m");
        return PromptOptimizer.builder()
                .optimizeWith(port, model)
                .executeWith(port, model)
                .evaluateWith(port, model)
                .template(IterationTemplate.of(
                        "start",
                        "Be good.",
                        IntStream.range(0, QUESTIONS)
                                .mapToObj(i -> QuestionAnswer.of("question " + i + "?"))
                                .toList()))
                .questions(QuestionDraw.all())
                .seed(1)
                .maxRounds(1)
                .storage(storage)
                .budget(budget)
                .callPolicy(policy())
                .build()
                .optimize();
    }

    static Stream<Arguments> budgets() {
        return Stream.of(
                argumentSet("calls", Budget.ofCalls(QUESTIONS)),
                argumentSet("tokens, room for seven calls at a time", Budget.ofTokens(30_000)),
                argumentSet("money", Budget.ofMoney(new BigDecimal("0.03")).prices(PRICES)));
    }

    @ParameterizedTest
    @MethodSource("budgets")
    void is_told_as_that_and_costs_nothing_and_when_it_is_back_the_same_budget_goes_on(Budget budget) {
        for (int i = 0; i < 3; i++) {
            Budget live = budget.shared();
            assertThatThrownBy(() -> run(UnreachedServerTest::refuse, live))
                    .isInstanceOfSatisfying(ModelException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.NETWORK);
                        assertThat(e.attempts()).isZero();
                    })
                    .hasMessageContaining("the connection is refused");
            assertThat(live.percentSpent()).isZero();
            assertThatThrownBy(() -> run(UnreachedServerTest::refuse, budget))
                    .isInstanceOfSatisfying(
                            ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NETWORK));
        }

        ScriptedChatModel back = new ScriptedChatModel()
                .onCall(
                        ModelRole.EXECUTE,
                        request -> ModelReply.builder("ok")
                                .usage(TokenUsage.of(10, 5))
                                .build());
        OptimizationResult result = run(back, budget);
        assertThat(result.stopReason()).isIn(StopReason.MAX_ROUNDS, StopReason.BUDGET);
        assertThat(back.requests().size()).isGreaterThanOrEqualTo(7);
        assertThat(result.run().usage().total().calls())
                .isEqualTo(back.requests().size());
    }

    @Test
    void is_told_by_work_on_articles_too() {
        ExtractionReport report = StyleExtractor.builder()
                .model(UnreachedServerTest::refuse)
                .budget(Budget.ofTokens(30_000))
                .callPolicy(policy())
                .build()
                .extractAll(
                        IntStream.range(0, 40)
                                .mapToObj(i -> new Article("article " + i, "Some text " + i))
                                .toList(),
                        RunStorage.memory());

        assertThat(report.stop()).map(ModelException::kind).contains(Kind.NETWORK);
        assertThat(report.usage().total().calls()).isZero();
    }
}
