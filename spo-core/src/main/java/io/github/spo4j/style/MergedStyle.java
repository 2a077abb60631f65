package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The common style of several profiles. Immutable.
 *
 * @param profile the common style; it has no facts and no images, which belong to single articles
 * @param profiles how many profiles it was made from
 * @param passedThrough whether there was one profile alone, which is passed on as it is, without a call
 * @param file where the profile was written, or null if it was not
 */
public record MergedStyle(
        StyleProfile profile,
        int profiles,
        boolean passedThrough,
        @Nullable Path file) {

    /** Checks that the profile is there. */
    public MergedStyle {
        requireNonNull(profile, "profile");
    }

    /** The same style, written to a file. */
    MergedStyle in(Path written) {
        return new MergedStyle(profile, profiles, passedThrough, written);
    }
}
