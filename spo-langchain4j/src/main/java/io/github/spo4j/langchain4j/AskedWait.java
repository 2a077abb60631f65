package io.github.spo4j.langchain4j;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a server asks to wait in its words, as OpenAI, Groq and Azure do: "Please try again in 1m2.5s". */
final class AskedWait {

    private static final String STEP = "([0-9]{1,6}(?:\\.[0-9]{1,9})?)\\s?"
            + "(milliseconds?|ms|days?|d|hours?|h|minutes?|min|m|seconds?|secs?|s)(?![a-z])";
    private static final Pattern NEXT = Pattern.compile(STEP);
    private static final Pattern ASKED =
            Pattern.compile("\\b(?:try again|retry)(?: after| in) ((?:" + STEP + "[\\s,]{0,2})+)");

    private AskedWait() {}

    /**
     * {@return the time that is asked for, if one is}
     *
     * @param words what the server says, in lower case
     */
    static Optional<Duration> in(String words) {
        Matcher asked = ASKED.matcher(words);
        if (!asked.find()) {
            return Optional.empty();
        }
        BigDecimal all = BigDecimal.ZERO;
        Matcher step = NEXT.matcher(asked.group(1));
        while (step.find()) {
            all = all.add(new BigDecimal(step.group(1)).multiply(BigDecimal.valueOf(milliseconds(step.group(2)))));
        }
        return Optional.of(Duration.ofMillis(all.longValue()));
    }

    private static long milliseconds(String unit) {
        if (unit.equals("ms") || unit.startsWith("milli")) {
            return 1;
        }
        return switch (unit.charAt(0)) {
            case 'd' -> 86_400_000;
            case 'h' -> 3_600_000;
            case 'm' -> 60_000;
            default -> 1000;
        };
    }
}
