package io.github.spo4j.examples.cli;

import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls, tokens and money in words. Unknown values are called unknown, never 0. */
final class UsageText {

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private final Words words;
    private final String currency;

    /** With the currency to print after an amount. */
    UsageText(Words words, String currency) {
        this.words = words;
        this.currency = currency;
    }

    /** The usage of a run, a line each. */
    void print(RunUsage usage, PrintWriter out) {
        out.println(words.say("usage.calls", calls(usage)));
        out.println(words.say("usage.tokens", tokens(usage.total())));
        out.println(words.say("usage.cost", cost(usage)));
    }

    /** Calls so far, and tokens and cost if known, for the live line. */
    LiveText addTo(LiveText text, RunUsage usage) {
        RoleUsage total = usage.total();
        text.with(7, words.say("live.calls", total.calls()));
        if (total.calls() == 0) {
            return text;
        }
        Long in = total.tokens().input();
        Long out = total.tokens().output();
        if (in != null && out != null) {
            text.with(5, words.say("live.tokens", count(in + out)));
        }
        return total.cost().isPresent() ? text.with(6, words.say("live.cost", total(usage))) : text;
    }

    /** Calls so far, and their cost if known, for a full line. */
    String soFar(RunUsage usage) {
        String calls = words.say("progress.calls", usage.total().calls());
        return usage.total().cost().isPresent() ? calls + words.say("progress.cost", total(usage)) : calls;
    }

    private String calls(RunUsage usage) {
        return count(usage.total().calls())
                + byRole(usage, role -> count(usage.of(role).calls()));
    }

    private String tokens(RoleUsage usage) {
        return words.say(
                "usage.tokens.both",
                tokens(usage.reported().input(), usage.atMost().input()),
                tokens(usage.reported().output(), usage.atMost().output()));
    }

    private String tokens(@Nullable Long reported, @Nullable Long atMost) {
        if (reported == null) {
            return words.say("usage.unknown");
        }
        return reported.equals(atMost) ? count(reported) : words.say("usage.or.more", count(reported));
    }

    private String cost(RunUsage usage) {
        boolean known =
                usage.roles().stream().anyMatch(role -> usage.of(role).cost().isPresent());
        String total = total(usage);
        return known
                ? total
                        + byRole(
                                usage,
                                role -> usage.of(role).cost().map(this::between).orElseGet(this::unknown))
                : total;
    }

    /** The cost of all roles together. */
    String total(RunUsage usage) {
        return usage.total().cost().map(cost -> between(cost) + currency).orElseGet(this::unknown);
    }

    private String unknown() {
        return words.say("usage.unknown");
    }

    private String between(Cost cost) {
        return cost.isExact()
                ? amount(cost.reported())
                : words.say("usage.between", amount(cost.reported()), amount(cost.atMost()));
    }

    static String amount(BigDecimal money) {
        BigDecimal rounded = money.round(THREE_DIGITS).stripTrailingZeros();
        return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private String byRole(RunUsage usage, Function<ModelRole, String> text) {
        List<Phrase> roles = usage.roles().stream()
                .map(role -> Phrase.of("usage.role", RoleText.of(role), text.apply(role)))
                .toList();
        return roles.isEmpty() ? "" : words.say("usage.by.role", roles);
    }
}
