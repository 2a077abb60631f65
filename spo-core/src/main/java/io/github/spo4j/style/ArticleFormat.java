package io.github.spo4j.style;

import java.io.IOException;
import java.util.Map;

/** A format of articles that also tells what it passes over. */
interface ArticleFormat extends ArticleReader.Format {

    /**
     * What is in a file.
     *
     * @param text the text
     * @param passedOver how many of which parts are left out
     */
    record Content(String text, Map<Article.Part, Integer> passedOver) {}

    Content content(byte[] file) throws IOException;

    @Override
    default String text(byte[] file) throws IOException {
        return content(file).text();
    }
}
