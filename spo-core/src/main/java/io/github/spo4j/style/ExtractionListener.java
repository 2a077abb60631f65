package io.github.spo4j.style;

import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RunUsage;
import java.nio.file.Path;
import java.util.Map;

/**
 * Follows the extraction of articles. Calls come from the threads that do the work, one at a time; the outcome of each
 * article is reported once. What a listener throws is logged and changes nothing.
 */
public interface ExtractionListener {

    /**
     * The work starts.
     *
     * @param articles how many articles there are, those that need no work included
     */
    default void started(int articles) {}

    /**
     * What the work has taken so far; reported each time before the outcome of an article.
     *
     * @param usage calls, tokens and cost, with earlier work on the same storage and articles in flight
     */
    default void progressed(RunUsage usage) {}

    /**
     * An article was read, and its file has parts that are no text; its outcome follows.
     *
     * @param article its name below the folder
     * @param parts how many of each were left out
     */
    default void passedOver(String article, Map<Article.Part, Integer> parts) {}

    /**
     * An article got its profile.
     *
     * @param article its name below the folder
     * @param profile the file of its profile
     */
    default void extracted(String article, Path profile) {}

    /**
     * An article had its profile already and is unchanged since.
     *
     * @param article its name below the folder
     * @param profile the file of its profile
     */
    default void skipped(String article, Path profile) {}

    /**
     * A model's call for an article failed for good; {@link #failed} follows. A log may want the cause.
     *
     * @param article its name below the folder
     * @param failure how
     */
    default void modelFailed(String article, ModelException failure) {}

    /**
     * An article got no profile.
     *
     * @param article its name below the folder
     * @param reason why not, and what to do
     */
    default void failed(String article, String reason) {}
}
