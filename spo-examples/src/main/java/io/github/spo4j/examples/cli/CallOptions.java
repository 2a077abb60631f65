package io.github.spo4j.examples.cli;

import io.github.spo4j.policy.CallListener;
import io.github.spo4j.policy.CallPolicy;
import io.github.spo4j.policy.Sleeper;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for how models are called. */
final class CallOptions {

    @Option(names = "--timeout", paramLabel = "SECONDS", converter = Numbers.Count.class)
    private @Nullable Integer timeout;

    @Option(names = "--retries", paramLabel = "N", defaultValue = "2", converter = Numbers.CountFromZero.class)
    private int retries;

    @Option(names = "--concurrency", paramLabel = "N", defaultValue = "64", converter = Numbers.Count.class)
    private int concurrency;

    @Option(names = "--rpm", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer requestsPerMinute;

    @Option(names = "--tpm", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer tokensPerMinute;

    private final Sleeper sleeper;

    CallOptions(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    CallPolicy policy() {
        return policy(new CallListener() {});
    }

    CallPolicy policy(CallListener listener) {
        return policy(CallPolicy.builder().listener(listener), any -> true);
    }

    /** The limits that are given, the others as they were. */
    CallPolicy policy(CallPolicy.Limits before, Predicate<String> given) {
        return policy(before.policy(), given);
    }

    private CallPolicy policy(CallPolicy.Builder policy, Predicate<String> given) {
        policy.sleeper(sleeper);
        if (timeout != null) {
            policy.timeout(Duration.ofSeconds(timeout));
        }
        if (given.test("--retries")) {
            policy.attempts(retries + 1);
        }
        if (given.test("--concurrency")) {
            policy.inFlight(concurrency);
        }
        if (requestsPerMinute != null) {
            policy.requestsPerMinute(requestsPerMinute);
        }
        if (tokensPerMinute != null) {
            policy.tokensPerMinute(tokensPerMinute);
        }
        return policy.build();
    }
}
