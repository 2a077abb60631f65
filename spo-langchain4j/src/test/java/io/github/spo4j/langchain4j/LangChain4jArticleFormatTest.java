package io.github.spo4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.document.BlankDocumentException;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentParser;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ArticleReader;
import io.github.spo4j.style.StyleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LangChain4jArticleFormatTest {

    @TempDir
    Path folder;

    private Path page() throws IOException {
        return Files.writeString(folder.resolve("page.HTML"), "<p>Tea is hot.</p>");
    }

    private static ArticleReader reader(DocumentParser parser) {
        return ArticleReader.standard().with(".html", LangChain4jArticleFormat.of(parser));
    }

    @Test
    void reads_what_the_parser_reads() throws IOException {
        Path page = page();
        ArticleReader reader = reader(in -> Document.from(text(in).replaceAll("<[^>]+>", "")));

        assertThat(reader.read(page)).isEqualTo(new Article(page.toString(), "Tea is hot."));
        assertThat(reader.find(folder)).containsExactly(page);
    }

    private static String text(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void says_what_the_parser_could_not_read() throws IOException {
        Path page = page();
        ArticleReader reader = reader(in -> {
            throw new IllegalStateException("bad cross reference");
        });

        assertThatExceptionOfType(StyleException.class)
                .isThrownBy(() -> reader.read(page))
                .withMessageContaining("page.HTML: ")
                .withMessageContaining("cannot read this file; see that it opens in a viewer")
                .withRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void has_no_article_where_the_document_is_blank() throws IOException {
        Path page = page();
        ArticleReader reader = reader(in -> {
            throw new BlankDocumentException();
        });

        assertThatExceptionOfType(StyleException.class)
                .isThrownBy(() -> reader.read(page))
                .withMessageContaining("there is no text in it");
    }

    @Test
    void says_which_parser_it_has() {
        assertThat(LangChain4jArticleFormat.of(in -> Document.from("tea")))
                .asString()
                .startsWith("LangChain4jArticleFormat[" + getClass().getName());
    }
}
