package io.github.spo4j.examples.cli;

import io.github.spo4j.prompt.PromptGuard;
import io.github.spo4j.template.IterationTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for what must stay of a prompt: its frozen parts, and what counts as a placeholder. */
final class FrozenOption {

    @Option(names = "--frozen", arity = "2", paramLabel = "OPEN CLOSE", hideParamSyntax = true)
    private @Nullable List<String> marks;

    @Option(names = "--placeholders", paramLabel = "FORMS", split = ",")
    private PromptGuard.Placeholders @Nullable [] forms;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    FrozenOption() {}

    /** The standard guard with these options; empty if none is given. Frozen parts must be in the template. */
    Optional<PromptGuard> guard(IterationTemplate template) {
        if (marks == null) {
            return forms == null ? Optional.empty() : Optional.of(placeholders(PromptGuard.standard()));
        }
        if (marks.size() != 2) {
            throw new UsageException("refused.frozen.marks");
        }
        try {
            PromptGuard guard = placeholders(PromptGuard.standard().frozen(marks.get(0), marks.get(1)));
            guard.requireFits(template.prompt());
            return Optional.of(guard);
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.frozen.fit", String.valueOf(e.getMessage()));
        }
    }

    private PromptGuard placeholders(PromptGuard guard) {
        if (forms == null) {
            return guard;
        }
        try {
            return guard.placeholders(forms[0], Arrays.copyOfRange(forms, 1, forms.length));
        } catch (IllegalArgumentException e) {
            throw new UsageException("refused.placeholders");
        }
    }
}
