package io.github.spo4j.examples.cli;

import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the frozen parts of a prompt. */
final class FrozenOption {

    @Option(names = "--frozen", arity = "2", paramLabel = "OPEN CLOSE", hideParamSyntax = true)
    private @Nullable List<String> marks;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    FrozenOption() {}

    /** The standard guard with these frozen parts, which must be in the template; empty if the option is not given. */
    Optional<PromptGuard> guard(IterationTemplate template) {
        if (marks == null) {
            return Optional.empty();
        }
        if (marks.size() != 2) {
            throw new UsageException("refused.frozen.marks");
        }
        try {
            PromptGuard guard = PromptGuard.standard().frozen(marks.get(0), marks.get(1));
            guard.requireFits(template.prompt());
            return Optional.of(guard);
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.frozen.fit", String.valueOf(e.getMessage()));
        }
    }
}
