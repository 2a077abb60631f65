package io.github.spo4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Messages for a mistyped command. What only picocli knows stays in its English words. */
final class TypedWrongly {

    private static final int SUGGESTED = 3;

    private TypedWrongly() {}

    static Phrase what(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            return Phrase.of(unmatched.isUnknownOption() ? "typed.unknown.option" : "typed.unknown.word", first);
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return Phrase.of(
                    "typed.missing",
                    missing.getMissing().stream().map(TypedWrongly::form).toList());
        }
        if (e instanceof OverwrittenOptionException twice) {
            return Phrase.of("typed.twice", name(twice.getOverwritten()));
        }
        Phrase expected = expected(e);
        if (expected != null) {
            return Phrase.of("typed.value", name(e.getArgSpec()), e.getValue(), expected);
        }
        return Phrase.verbatim(String.valueOf(e.getMessage()));
    }

    /** Suggestions. */
    static Optional<Phrase> suggestion(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? Optional.of(Phrase.of(
                        "typed.suggestion",
                        unmatched.getSuggestions().stream().limit(SUGGESTED).toList()))
                : Optional.empty();
    }

    private static @Nullable Phrase expected(ParameterException e) {
        ArgSpec wanted = e.getArgSpec();
        if (wanted == null || e.getValue() == null) {
            return null;
        }
        if (e.getCause() instanceof Numbers.Refused refused) {
            return refused.expected();
        }
        if (wanted.type().isEnum()) {
            List<String> values = new ArrayList<>();
            wanted.completionCandidates().forEach(values::add);
            return Phrase.of("expected.one.of", values, DidYouMean.hint(e.getValue(), values));
        }
        return Number.class.isAssignableFrom(wanted.type()) ? Phrase.of("expected.number") : null;
    }

    private static String name(ArgSpec given) {
        return given instanceof OptionSpec option ? option.longestName() : given.paramLabel();
    }

    private static String form(ArgSpec wanted) {
        return wanted instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : wanted.paramLabel();
    }
}
