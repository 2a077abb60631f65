package io.github.spo4j.examples.cli;

import io.github.spo4j.model.ModelRole;
import java.util.Locale;

/** Names of roles, for programs and for people. */
final class RoleText {

    private RoleText() {}

    static String name(ModelRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    static Phrase of(ModelRole role) {
        return Phrase.of("role." + name(role));
    }
}
