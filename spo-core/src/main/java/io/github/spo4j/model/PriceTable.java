package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, by model. A model is found by the longest name in the table that its own name ends with, save for a
 * version or date behind it: {@code openai/gpt-4o-mini-2024-07-18} is {@code gpt-4o-mini} and not {@code gpt-4o}
 * (REFERENCE B26). A model that is not found has no price, which is not the same as costing nothing. Immutable.
 */
public final class PriceTable {

    private static final int DIGITS_OF_A_MILLION = 6;
    private static final Pattern VERSION = Pattern.compile("([-@:](\\d.*|latest))?");
    private static final int COLUMNS = 6;

    private final Map<String, Price> prices;

    /**
     * The price of a million tokens.
     *
     * @param input of input that is neither read from nor written to the provider's cache
     * @param cachedInput of input that is read from the cache
     * @param cacheWrite of input that is written to the cache
     * @param output of output, reasoning included
     */
    public record Price(BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {

        /** Checks that everything is there and nothing is negative. */
        public Price {
            requireNotNegative(input, "input");
            requireNotNegative(cachedInput, "cachedInput");
            requireNotNegative(cacheWrite, "cacheWrite");
            requireNotNegative(output, "output");
        }

        private static void requireNotNegative(BigDecimal value, String name) {
            if (requireNonNull(value, name).signum() < 0) {
                throw new IllegalArgumentException(name + " must not be negative: " + value);
            }
        }
    }

    private PriceTable(Map<String, Price> prices) {
        this.prices = Map.copyOf(prices);
    }

    /**
     * A table of one's own.
     *
     * @param prices by model, all in one currency
     * @return the table
     */
    public static PriceTable of(Map<String, Price> prices) {
        return new PriceTable(prices);
    }

    /**
     * The table that comes with this library, in US dollars: {@code prices.csv}, with the date of each row. Prices
     * change; check those that matter to you, and {@linkplain #with add} or replace what is missing or old.
     *
     * @return the table
     */
    public static PriceTable shipped() {
        try (InputStream in = requireNonNull(PriceTable.class.getResourceAsStream("prices.csv"))) {
            Map<String, Price> prices = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .forEach(row -> prices.put(row[0], price(row)));
            return new PriceTable(prices);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Price price(String[] row) {
        if (row.length != COLUMNS) {
            throw new IllegalStateException("prices.csv has a row of " + row.length + " columns: " + row[0]);
        }
        return new Price(
                new BigDecimal(row[1]), new BigDecimal(row[2]), new BigDecimal(row[3]), new BigDecimal(row[4]));
    }

    /**
     * Adds a model, or replaces its price.
     *
     * @param model the model's name
     * @param price its price
     * @return the changed copy
     */
    public PriceTable with(String model, Price price) {
        Map<String, Price> more = new HashMap<>(prices);
        more.put(model, price);
        return new PriceTable(more);
    }

    /**
     * A model's price.
     *
     * @param model its name, or null if it is not known
     * @return the price, or empty if it is not known
     */
    public Optional<Price> price(@Nullable String model) {
        if (model == null) {
            return Optional.empty();
        }
        return prices.keySet().stream()
                .filter(name -> isNamed(model, name))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .map(prices::get);
    }

    private static boolean isNamed(String model, String name) {
        int at = model.indexOf(name);
        return at >= 0
                && (at == 0 || model.charAt(at - 1) == '/')
                && VERSION.matcher(model.substring(at + name.length())).matches();
    }

    /**
     * What usage costs.
     *
     * @param model the model that was used
     * @param usage what it took; cache counts that are not known are taken as none
     * @return the cost, or empty if the price, the input or the output is not known
     */
    public Optional<BigDecimal> cost(@Nullable String model, TokenUsage usage) {
        Long input = usage.input();
        Long output = usage.output();
        if (input == null || output == null) {
            return Optional.empty();
        }
        long cached = usage.cachedInput() == null ? 0 : usage.cachedInput();
        long written = usage.cacheWrite() == null ? 0 : usage.cacheWrite();
        return price(model)
                .map(price -> times(price.input(), Math.max(0, input - cached - written))
                        .add(times(price.cachedInput(), cached))
                        .add(times(price.cacheWrite(), written))
                        .add(times(price.output(), output)));
    }

    private static BigDecimal times(BigDecimal perMillion, long tokens) {
        return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(DIGITS_OF_A_MILLION);
    }
}
