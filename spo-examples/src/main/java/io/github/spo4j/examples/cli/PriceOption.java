package io.github.spo4j.examples.cli;

import io.github.spo4j.model.PriceTable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for prices. */
final class PriceOption {

    private final Words words;

    @Option(names = "--prices", paramLabel = "FILE")
    private @Nullable Path prices;

    PriceOption(Words words) {
        this.words = words;
    }

    PriceTable table() {
        if (prices == null) {
            return PriceTable.shipped();
        }
        try {
            return PriceTable.shipped().with(PriceTable.parse(Files.readString(prices)));
        } catch (CharacterCodingException e) {
            throw new UsageException("refused.prices.encoding", prices);
        } catch (IOException e) {
            throw new UsageException("refused.prices.file", prices);
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.prices.line", prices, String.valueOf(e.getMessage()));
        }
    }

    /** Whether all prices are the built-in ones, which are in US dollars. */
    boolean areShipped() {
        return prices == null;
    }

    /** The currency to print after an amount: none if the prices are the user's. */
    String currency() {
        return areShipped() ? words.say("usage.dollars") : "";
    }
}
