package io.github.spo4j.examples.cli;

import io.github.spo4j.model.Budget;
import io.github.spo4j.model.PriceTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much may be spent, and what tokens cost. */
final class BudgetOptions {

    @Option(
            names = "--max-calls",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Stop before so many calls are passed, retries included. Default: no limit.")
    private @Nullable Integer maxCalls;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "Stop before so many tokens are passed, input and output together. Default: no limit.")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--max-cost",
            paramLabel = "AMOUNT",
            converter = Numbers.Amount.class,
            description = "Stop before so much money is passed, in US dollars, or the currency of --prices. "
                    + "Default: no limit.")
    private @Nullable BigDecimal maxCost;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "Prices a million tokens that replace the shipped ones or come on top: a CSV file with the "
                    + "columns " + PriceTable.COLUMNS + ".")
    private @Nullable Path prices;

    Budget budget() {
        Budget budget = Budget.unlimited().prices(table());
        if (maxCalls != null) {
            budget = budget.calls(maxCalls);
        }
        if (maxTokens != null) {
            budget = budget.tokens(maxTokens);
        }
        return maxCost == null ? budget : budget.money(maxCost);
    }

    private PriceTable table() {
        if (prices == null) {
            return PriceTable.shipped();
        }
        try {
            return PriceTable.shipped().with(PriceTable.parse(Files.readString(prices)));
        } catch (CharacterCodingException e) {
            throw new UsageException(prices + " is not UTF-8");
        } catch (IOException e) {
            throw new UsageException("no price file can be read at " + prices);
        } catch (IllegalArgumentException e) {
            throw new UsageException(prices + ", " + e.getMessage());
        }
    }

    /** What stands behind an amount: nothing where the prices are the user's own. */
    String currency() {
        return prices == null ? " US dollars" : "";
    }
}
