package io.github.spo4j.examples.cli;

import io.github.spo4j.model.PriceTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says what tokens cost. */
final class PriceOption {

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "Prices a million tokens that replace the shipped ones or come on top: a CSV file with the "
                    + "columns " + PriceTable.COLUMNS + ".")
    private @Nullable Path prices;

    PriceTable table() {
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
