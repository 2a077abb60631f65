package io.github.spo4j.examples.report;

import io.github.spo4j.model.Cost;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.RoleUsage;
import io.github.spo4j.model.RunUsage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a role has taken, in words. What is unknown is said to be unknown, never 0.
 *
 * @param name the role
 * @param calls how many calls
 * @param input tokens sent
 * @param output tokens received
 * @param cost what they cost
 * @param share of the run's cost, or of its tokens if a price is unknown: 0 to 100; -1 if neither is known, and in the total
 */
record UsageRow(String name, String calls, String input, String output, String cost, int share) {

    private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final int NO_SHARE = -1;
    private static final int ALL = 100;

    /** A row for each role that was called, and one for all of them; none if nobody was called. */
    static List<UsageRow> of(RunUsage usage, boolean inDollars, ReportWords words) {
        List<UsageRow> rows = new ArrayList<>();
        for (ModelRole role : usage.roles()) {
            rows.add(row(role(role, words), usage.of(role), share(usage.of(role), usage.total()), inDollars, words));
        }
        if (!rows.isEmpty()) {
            rows.add(row(words.say("usage.total"), usage.total(), NO_SHARE, inDollars, words));
        }
        return rows;
    }

    static String role(ModelRole role, ReportWords words) {
        return words.say("role." + role.name().toLowerCase(Locale.ROOT));
    }

    private static UsageRow row(String name, RoleUsage usage, int share, boolean inDollars, ReportWords words) {
        return new UsageRow(
                name,
                number(usage.calls()),
                tokens(usage.reported().input(), usage.atMost().input(), words),
                tokens(usage.reported().output(), usage.atMost().output(), words),
                usage.cost()
                        .map(cost -> words.say(inDollars ? "usage.dollars" : "usage.money", cost(cost)))
                        .orElseGet(() -> words.say("usage.unknown")),
                share);
    }

    private static String tokens(@Nullable Long reported, @Nullable Long atMost, ReportWords words) {
        if (reported == null) {
            return words.say("usage.unknown");
        }
        return reported.equals(atMost) ? number(reported) : words.say("usage.or.more", number(reported));
    }

    private static String cost(Cost cost) {
        return cost.isExact() ? money(cost.reported()) : money(cost.reported()) + "–" + money(cost.atMost());
    }

    private static String money(BigDecimal money) {
        BigDecimal rounded = money.round(THREE_DIGITS).stripTrailingZeros();
        return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static int share(RoleUsage part, RoleUsage all) {
        Optional<Integer> ofCost =
                all.cost().flatMap(total -> part.cost().map(cost -> percent(cost.atMost(), total.atMost())));
        return ofCost.orElseGet(() -> percent(tokens(part), tokens(all)));
    }

    private static BigDecimal tokens(RoleUsage usage) {
        Long in = usage.reported().input();
        Long out = usage.reported().output();
        return BigDecimal.valueOf((in == null ? 0 : in) + (out == null ? 0 : out));
    }

    private static int percent(BigDecimal part, BigDecimal all) {
        return all.signum() == 0
                ? NO_SHARE
                : part.multiply(BigDecimal.valueOf(ALL))
                        .divide(all, 0, RoundingMode.HALF_UP)
                        .intValueExact();
    }
}
