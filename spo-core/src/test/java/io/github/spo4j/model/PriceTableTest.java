package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PriceTableTest {

    @ParameterizedTest
    @CsvSource({"claude-opus-4-20250514, 15.00", "claude-opus-4-5-20251101, 5.00", "gemini-2.0-flash-001, 0.10"})
    void a_version_is_the_same_model(String model, BigDecimal input) {
        assertThat(PriceTable.shipped().price(model).orElseThrow().input()).isEqualTo(input);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.1, 10.00",
        "gpt-5.1-2025-11-13, 10.00",
        "o1, 60.00",
        "gemini-2.5-pro, 10.00",
        "publishers/google/models/gemini-2.5-flash, 2.50",
        "claude-sonnet-4-6, 15.00",
        "deepseek/deepseek-chat, 1.20",
        "claude-sonnet-4-5@20250929, 15.00",
        "anthropic.claude-sonnet-4-6, 15.00",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0, 5.00",
        "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0, 1.25"
    })
    void the_models_of_today_have_a_price_by_the_names_that_clouds_give_them(String model, BigDecimal output) {
        assertThat(PriceTable.shipped().price(model).orElseThrow().output()).isEqualTo(output);
    }

    @Test
    void each_price_that_is_shipped_has_a_day_and_a_source() throws IOException {
        try (InputStream in = requireNonNull(PriceTable.class.getResourceAsStream("prices.csv"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();

            assertThat(lines.get(0)).isEqualTo(PriceTable.COLUMNS + ",source");
            assertThat(lines.subList(1, lines.size()))
                    .hasSizeGreaterThan(40)
                    .allMatch(line -> line.matches(".*,202\\d-\\d\\d-\\d\\d,https://\\S+"));
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"})
    void a_version_with_a_price_of_its_own_has_that(String model) {
        BigDecimal input = new BigDecimal("5.00"); // cached or not
        assertThat(PriceTable.shipped().price(model))
                .contains(new PriceTable.Price(input, input, input, new BigDecimal("15.00")));
    }

    @ParameterizedTest
    @CsvSource({"claude-opus-4-9", "gpt-5-9", "gemini-2.0-flash-lite", "deepseek-chat-v3.1"})
    void a_successor_is_another_model_whose_price_is_not_known(String model) {
        assertThat(PriceTable.shipped().price(model)).isEmpty();
    }

    @Test
    void a_file_of_ones_own_replaces_and_adds() {
        PriceTable table = PriceTable.shipped()
                .with(PriceTable.parse(PriceTable.COLUMNS + "\ngpt-4o-mini,1,,,2,\nmine, 3 ,0.5,4,5,2026-11-25\n"));

        assertThat(table.price("gpt-4o-mini"))
                .contains(new PriceTable.Price(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("2")));
        assertThat(table.price("mine").orElseThrow().cacheWrite()).isEqualTo(new BigDecimal("4"));
        assertThat(table.price("gpt-4o")).isEqualTo(PriceTable.shipped().price("gpt-4o"));
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                argumentSet("empty", "", "line 1 must be model,input,"),
                argumentSet("no header", "m,1,1,1,2,", "line 1 must be model,input,"),
                argumentSet("columns", PriceTable.COLUMNS + "\nm,1,2", "line 2: it must have the columns"),
                argumentSet("no name", PriceTable.COLUMNS + "\n,1,1,1,2,", "line 2: it must have the columns"),
                argumentSet("no number", PriceTable.COLUMNS + "\na,1,,,2,\nb,1,,,two,", "line 3: 'two' is no price"),
                argumentSet("negative", PriceTable.COLUMNS + "\nm,-1,,,2,", "line 2: input must not be negative"),
                argumentSet("twice", PriceTable.COLUMNS + "\nm,1,,,2,\nm,1,,,2,", "line 3: there is a price of 'm'"));
    }

    @ParameterizedTest(name = "{argumentSetName}")
    @MethodSource("damaged")
    void a_damaged_file_is_refused_with_its_line(String csv, String says) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceTable.parse(csv))
                .withMessageContaining(says);
    }
}
