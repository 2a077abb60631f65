package io.github.spo4j.style;

import java.io.IOException;

/**
 * A file format that articles come in. Thread-safe.
 *
 * <p>A format of one's own, such as PDF, is given to {@link ArticleReader#with}.
 */
@FunctionalInterface
public interface ArticleFormat {

    /**
     * Finds the text in a file.
     *
     * @param content the whole file, at most {@link ArticleReader#MAX_BYTES}
     * @return the text in reading order; blank if there is none
     * @throws IOException if the content is not of this format or is damaged. The message says what is wrong and what to
     *     do; it is shown behind the name of the file
     */
    String text(byte[] content) throws IOException;
}
