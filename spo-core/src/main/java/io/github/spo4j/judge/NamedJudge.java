package io.github.spo4j.judge;

import static java.util.Objects.requireNonNull;

/** A judge with a name. */
record NamedJudge(String name, Judge judge) implements Judge {

    NamedJudge {
        if (requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("the name of a judge is blank");
        }
        requireNonNull(judge, "judge");
    }

    @Override
    public boolean accepts(Comparison comparison) {
        return judge.accepts(comparison);
    }
}
