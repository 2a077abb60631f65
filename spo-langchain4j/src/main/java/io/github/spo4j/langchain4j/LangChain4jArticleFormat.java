package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.data.document.BlankDocumentException;
import dev.langchain4j.data.document.DocumentParser;
import io.github.spo4j.style.ArticleReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Articles in any format that LangChain4j has a {@code DocumentParser} for: PDF, HTML, presentations, ….
 *
 * <pre>{@code
 * ArticleReader reader = ArticleReader.standard()
 *         .with(".pdf", LangChain4jArticleFormat.of(new ApachePdfBoxDocumentParser()));
 * }</pre>
 *
 * <p>Thread-safe if the parser is.
 */
public final class LangChain4jArticleFormat implements ArticleReader.Format {

    private final DocumentParser parser;

    private LangChain4jArticleFormat(DocumentParser parser) {
        this.parser = parser;
    }

    /**
     * A format that uses a parser.
     *
     * @param parser called from several threads at once when a folder is read
     * @return the format
     */
    public static LangChain4jArticleFormat of(DocumentParser parser) {
        return new LangChain4jArticleFormat(requireNonNull(parser, "parser"));
    }

    @Override
    public String text(byte[] content) throws IOException {
        try {
            return parser.parse(new ByteArrayInputStream(content)).text();
        } catch (BlankDocumentException e) {
            return "";
        } catch (RuntimeException e) {
            throw new IOException(
                    parser.getClass().getSimpleName()
                            + " cannot read this file; see that it opens in a viewer and has no password",
                    e);
        }
    }

    @Override
    public String toString() {
        return "LangChain4jArticleFormat[" + parser.getClass().getName() + "]";
    }
}
