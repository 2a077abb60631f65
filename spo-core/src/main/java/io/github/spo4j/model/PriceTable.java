package io.github.spo4j.model;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, by model. A model is found by the longest name in the table that its own name ends with, apart from a
 * version or date at the end: {@code openai/gpt-4o-mini-2024-07-18} is {@code gpt-4o-mini} and not the dearer {@code
 * gpt-4o}, and {@code us.anthropic.claude-sonnet-4-20250514-v1:0} is {@code claude-sonnet-4}. A model that is not found has
 * no price, which is not the same as a price of 0. Immutable.
 */
public final class PriceTable {

    /** The columns of a table in CSV: prices of a million tokens, and the day on which they were looked up. */
    public static final String COLUMNS = "model,input,cached_input,cache_write,output,date";

    private static final int COLUMN_COUNT = COLUMNS.split(",").length;
    private static final int DIGITS_OF_A_MILLION = 6;

    /** What a column for the place where a price was read is named; a table may have it as the last. */
    private static final String SOURCE = ",source";

    /** A date or a number as providers give them; one digit alone makes another model, with its own price. */
    private static final Pattern VERSION = Pattern.compile("([-@:](\\d{3}.*|latest|v\\d:\\d))?");

    /** Gateways and clouds put the maker, and a region, before the name: {@code us.anthropic.claude-…}. */
    private static final String SEPARATORS = "/.";

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

        public Price {
            requireNotNegative(input, "input");
            requireNotNegative(cachedInput, "cachedInput");
            requireNotNegative(cacheWrite, "cacheWrite");
            requireNotNegative(output, "output");
        }

        /**
         * The cost of calls of which perhaps not all reported their tokens. Tokens that were not reported cost as much as they
         * can: all of the input is written to the provider's cache.
         *
         * @param reported what was reported; a count that is not known counts as 0
         * @param atMost the same, plus the most that calls which reported nothing can have taken
         * @return the cost
         */
        public Cost cost(TokenUsage reported, TokenUsage atMost) {
            BigDecimal known = cost(reported);
            BigDecimal rest = times(input.max(cacheWrite), rest(atMost.input(), reported.input()))
                    .add(times(output, rest(atMost.output(), reported.output())));
            return new Cost(known, known.add(rest));
        }

        private BigDecimal cost(TokenUsage usage) {
            long cached = known(usage.cachedInput());
            long written = known(usage.cacheWrite());
            return times(input, Math.max(0, known(usage.input()) - cached - written))
                    .add(times(cachedInput, cached))
                    .add(times(cacheWrite, written))
                    .add(times(output, known(usage.output())));
        }

        private static long rest(@Nullable Long most, @Nullable Long reported) {
            return Math.max(0, known(most) - known(reported));
        }

        private static long known(@Nullable Long count) {
            return count == null ? 0 : count;
        }

        private static BigDecimal times(BigDecimal perMillion, long tokens) {
            return perMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(DIGITS_OF_A_MILLION);
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
     * A custom table.
     *
     * @param prices by model, all in one currency
     */
    public static PriceTable of(Map<String, Price> prices) {
        return new PriceTable(prices);
    }

    /**
     * The table that comes with this library, in US dollars: {@code prices.csv}, with the date and the source of each row.
     * Where a price depends on the time of day, it is the higher one. Prices change; check those that matter to you, and
     * {@linkplain #with(String, Price) add} or replace what is missing or old.
     */
    public static PriceTable shipped() {
        return Shipped.TABLE;
    }

    /** Defers reading the file to the first use. */
    private static final class Shipped {

        static final PriceTable TABLE = read();

        private static PriceTable read() {
            try (InputStream in = requireNonNull(PriceTable.class.getResourceAsStream("prices.csv"))) {
                return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Reads a table that is written as {@link #shipped()} is: one line for each model, with the {@link #COLUMNS} that the
     * first line names, and perhaps {@code source} as one more. An empty price of cached input, or of writing the cache, is
     * that of other input.
     *
     * @param csv the table, without quotes
     * @throws IllegalArgumentException if a line is not like that; the message begins with its number
     */
    public static PriceTable parse(String csv) {
        List<String> lines = csv.strip().lines().map(String::strip).toList();
        boolean sources = !lines.isEmpty() && lines.get(0).equals(COLUMNS + SOURCE);
        if (lines.isEmpty() || !(sources || lines.get(0).equals(COLUMNS))) {
            throw new IllegalArgumentException("line 1 must be " + COLUMNS);
        }
        int columns = COLUMN_COUNT + (sources ? 1 : 0);
        Map<String, Price> prices = new HashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] row = lines.get(i).split(",", -1);
            try {
                if (prices.put(row[0].strip(), price(row, columns)) != null) {
                    throw new IllegalArgumentException("there is a price of '" + row[0].strip() + "' already");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new PriceTable(prices);
    }

    private static Price price(String[] row, int columns) {
        if (row.length != columns || row[0].isBlank()) {
            throw new IllegalArgumentException("it must have the columns " + COLUMNS);
        }
        BigDecimal input = amount(row[1]);
        return new Price(
                input,
                row[2].isBlank() ? input : amount(row[2]),
                row[3].isBlank() ? input : amount(row[3]),
                amount(row[4]));
    }

    private static BigDecimal amount(String cell) {
        try {
            return new BigDecimal(cell.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + cell.strip() + "' is no price", e);
        }
    }

    /**
     * Adds another table; its prices replace those of models that both have.
     *
     * @param more the other table, in the same currency
     * @return a changed copy
     */
    public PriceTable with(PriceTable more) {
        Map<String, Price> both = new HashMap<>(prices);
        both.putAll(more.prices);
        return new PriceTable(both);
    }

    /**
     * Adds a model, or replaces its price.
     *
     * @param model the model's name
     * @param price its price
     * @return a changed copy
     */
    public PriceTable with(String model, Price price) {
        Map<String, Price> more = new HashMap<>(prices);
        more.put(model, price);
        return new PriceTable(more);
    }

    /**
     * {@return a model's price, or empty if it is not known}
     *
     * @param model its name, or null if it is not known
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
                && (at == 0 || SEPARATORS.indexOf(model.charAt(at - 1)) >= 0)
                && VERSION.matcher(model.substring(at + name.length())).matches();
    }

    /**
     * {@return the cost of usage, or empty if the price, the input or the output is not known}
     *
     * @param model the model that was used
     * @param usage what it took; a cache count that is not known counts as 0
     */
    public Optional<BigDecimal> cost(@Nullable String model, TokenUsage usage) {
        return usage.input() == null || usage.output() == null
                ? Optional.empty()
                : price(model).map(price -> price.cost(usage));
    }
}
