package io.github.spo4j.style;

import io.github.spo4j.model.RunUsage;
import java.nio.file.Path;

/**
 * Is told how a folder of articles goes. Calls come from the threads that work, one at a time; each article is told of
 * once, in the order in which they end. What a listener throws is logged and changes nothing.
 */
public interface ExtractionListener {

    /**
     * The work begins.
     *
     * @param articles how many articles there are, those that need no work included
     */
    default void started(int articles) {}

    /**
     * What the work has taken so far; told each time before what came of an article.
     *
     * @param usage calls, tokens and cost, earlier work on the same output and articles under way included
     */
    default void progressed(RunUsage usage) {}

    /**
     * An article has its profile.
     *
     * @param article its name below the folder
     * @param profile the file
     */
    default void extracted(String article, Path profile) {}

    /**
     * An article has had its profile before and is unchanged since.
     *
     * @param article its name below the folder
     * @param profile the file
     */
    default void skipped(String article, Path profile) {}

    /**
     * An article has no profile.
     *
     * @param article its name below the folder
     * @param reason why not, and what to do
     */
    default void failed(String article, String reason) {}
}
