package io.github.spo4j.examples.cli;

import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls, tokens and money in words. What is not known is said to be unknown, never 0. */
final class UsageText {

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private UsageText() {}

    static String calls(RunUsage usage) {
        return count(usage.total().calls())
                + byRole(usage, role -> Optional.of(count(usage.of(role).calls())));
    }

    static String tokens(RoleUsage usage) {
        return tokens(usage.reported().input(), usage.atMost().input()) + " in, "
                + tokens(usage.reported().output(), usage.atMost().output()) + " out";
    }

    private static String tokens(@Nullable Long reported, @Nullable Long atMost) {
        if (reported == null) {
            return "unknown";
        }
        return count(reported) + (reported.equals(atMost) ? "" : " or more");
    }

    static String cost(RunUsage usage, String currency) {
        boolean known =
                usage.roles().stream().anyMatch(role -> usage.of(role).cost().isPresent());
        return usage.total().cost().map(cost -> amount(cost) + currency).orElse("unknown")
                + (known ? byRole(usage, role -> usage.of(role).cost().map(UsageText::amount)) : "");
    }

    static String amount(Cost cost) {
        return cost.isExact()
                ? amount(cost.reported())
                : "between " + amount(cost.reported()) + " and " + amount(cost.atMost());
    }

    static String amount(BigDecimal money) {
        BigDecimal rounded = money.round(THREE_DIGITS).stripTrailingZeros();
        return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private interface ByRole {
        Optional<String> of(ModelRole role);
    }

    private static String byRole(RunUsage usage, ByRole text) {
        return usage.roles().stream()
                .map(role -> name(role) + " " + text.of(role).orElse("unknown"))
                .collect(Collectors.joining(", ", " (", ")"))
                .replace(" ()", "");
    }

    static String name(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
