package io.github.spo4j.style;

import static java.util.Objects.requireNonNull;

import io.github.spo4j.internal.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads articles from files. The {@linkplain #standard() standard} reader knows {@code .txt}, {@code .md} and
 * {@code .docx}; more formats can be {@linkplain #with added}. The case of a suffix does not matter. Immutable,
 * thread-safe.
 *
 * <p>Text and Markdown are taken as written, in UTF-8, UTF-16 or GB18030. Of a Word document the text is taken in
 * reading order: paragraphs, {@code #} before a heading, a {@code -} before each item of a list, tables with {@code |}
 * between cells, equations in one line, the texts of diagrams, notes at the end. A table with one column, or one row with
 * several paragraphs in a cell, is a frame, and its paragraphs stay. What is marked as deleted or hidden is left out, and
 * so are headers, footers and comments; pictures and other parts without text are {@linkplain Article#passedOver() counted}.
 *
 * <p>Files may come from anyone: a file may have {@value #MAX_BYTES} bytes and a Word document ten times that unpacked;
 * nothing that a file refers to, such as an entity or another file, is opened.
 */
public final class ArticleReader {

    /** The largest file, in bytes. */
    public static final int MAX_BYTES = 20_000_000;

    private static final ArticleFormat WORD = Docx::content;

    private static final ArticleReader STANDARD =
            new ArticleReader(Map.of(".txt", PlainText::decode, ".md", PlainText::decode, ".docx", WORD));

    private final Map<String, Format> formats;

    /** A file format that articles come in. Custom ones, such as PDF, are given to {@link #with}. Thread-safe. */
    @FunctionalInterface
    public interface Format {

        /**
         * Finds the text in a file.
         *
         * @param content the whole file, at most {@link #MAX_BYTES}
         * @return the text in reading order; blank if there is none
         * @throws IOException if the content is not of this format or is damaged. The message says what is wrong and
         *     what to do; it is shown after the name of the file
         */
        String text(byte[] content) throws IOException;
    }

    private ArticleReader(Map<String, Format> formats) {
        this.formats = Collections.unmodifiableMap(new TreeMap<>(formats));
    }

    /** {@return a reader for {@code .txt}, {@code .md} and {@code .docx}} */
    public static ArticleReader standard() {
        return STANDARD;
    }

    /**
     * Adds a format, or replaces one.
     *
     * @param suffix the end of the files' names, such as {@code .pdf}
     * @param format how to read them
     * @return the changed copy
     * @throws IllegalArgumentException if the suffix is not a dot and something after it
     */
    public ArticleReader with(String suffix, Format format) {
        if (!requireNonNull(suffix, "suffix").startsWith(".") || suffix.length() < 2) {
            throw new IllegalArgumentException("a suffix is a dot and what follows, such as .pdf: '" + suffix + "'");
        }
        Map<String, Format> more = new TreeMap<>(formats);
        more.put(suffix.toLowerCase(Locale.ROOT), requireNonNull(format, "format"));
        return new ArticleReader(more);
    }

    /**
     * Reads one article.
     *
     * @param file the file; always a path, never text
     * @return the article, named after the path as given
     * @throws StyleException if there is no such file, it is a folder, empty, too large, in an unknown format or
     *     encoding, or damaged
     */
    public Article read(Path file) {
        return read(file, slashed(requireNonNull(file, "file")));
    }

    /**
     * Reads an article whose content is in memory, such as an upload.
     *
     * @param name the file's name, by which the article goes; nothing is opened
     * @param content the content of the file
     * @return the article
     * @throws StyleException if it is empty, too large, in an unknown format or encoding, or damaged
     */
    public Article read(String name, byte[] content) {
        if (content.length > MAX_BYTES) {
            throw tooLarge(name);
        }
        return article(name, suffix(requireNonNull(name, "name")), content);
    }

    Article read(Path file, String source) {
        if (Files.isDirectory(file)) {
            throw refuse(source, "this is a folder; name an article in it");
        }
        byte[] content = content(file, source);
        return article(
                source,
                suffix(file.getFileName() == null ? "" : file.getFileName().toString()),
                content);
    }

    private Article article(String source, String suffix, byte[] content) {
        Format format = formats.get(suffix);
        if (format == null) {
            throw refuse(
                    source,
                    "articles end in " + String.join(", ", formats.keySet())
                            + "; save it as one of these, or add its format to the reader");
        }
        try {
            if (format instanceof ArticleFormat telling) {
                ArticleFormat.Content read = telling.content(content);
                return new Article(source, read.text(), read.passedOver());
            }
            return new Article(source, format.text(content));
        } catch (IOException e) {
            throw new StyleException(StyleException.Kind.ARTICLE, source, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] content(Path file, String source) {
        try (InputStream in = Files.newInputStream(file)) {
            // Pipes and devices report no size: never read more than the limit.
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw tooLarge(source);
            }
            return content;
        } catch (IOException e) {
            throw new StyleException(StyleException.Kind.ARTICLE, source, FileProblem.reading(e), e);
        }
    }

    /**
     * Finds the articles in a folder and the folders in it. Files of other formats, hidden ones and what begins with
     * {@code ~$} (Word's marks of open documents) are skipped; links are not followed.
     *
     * @param folder the folder
     * @return the paths of the articles, in the order of their names below the folder, the same on every system
     * @throws StyleException if there is no such folder, it cannot be read, or no article is in it
     */
    public List<Path> find(Path folder) {
        return found(folder).articles();
    }

    /**
     * What is in a folder.
     *
     * @param articles the articles, in the order of their names
     * @param others how many files of other formats there are, by suffix; empty for files without one
     */
    record Found(List<Path> articles, SortedMap<String, Integer> others) {

        private String named() {
            return others.entrySet().stream()
                    .map(other -> other.getValue() + " " + (other.getKey().isEmpty() ? "without one" : other.getKey()))
                    .collect(Collectors.joining(", ", others.isEmpty() ? "" : "; these are other files: ", ""));
        }
    }

    Found found(Path folder) {
        String source = slashed(requireNonNull(folder, "folder"));
        if (!Files.isDirectory(folder)) {
            throw refuse(
                    source, Files.exists(folder) ? "this is no folder" : "there is no such folder; check the path");
        }
        SortedMap<String, Path> found = new TreeMap<>();
        SortedMap<String, Integer> others = new TreeMap<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes)
                        throws IOException {
                    return below.equals(folder) || !isSkipped(below)
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String suffix = suffix(file.getFileName().toString());
                    if (attributes.isRegularFile() && !isSkipped(file)) {
                        if (formats.containsKey(suffix)) {
                            found.put(below(folder, file), file);
                        } else {
                            others.merge(suffix, 1, Integer::sum);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            String problem = "this folder cannot be read (" + e.getMessage() + "); check its permissions";
            throw new StyleException(StyleException.Kind.ARTICLE, source, problem, e);
        }
        Found all = new Found(List.copyOf(found.values()), others);
        if (found.isEmpty()) {
            throw refuse(
                    source,
                    "no article is in this folder; articles end in " + String.join(", ", formats.keySet())
                            + all.named());
        }
        return all;
    }

    /** A file's name below a folder, the same on every system. */
    static String below(Path folder, Path file) {
        return slashed(folder.relativize(file));
    }

    private static String slashed(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    private static String suffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    private static StyleException tooLarge(String source) {
        return refuse(source, "an article may have " + MAX_BYTES + " bytes and this has more; split it");
    }

    private static StyleException refuse(String source, String problem) {
        return new StyleException(StyleException.Kind.ARTICLE, source, problem);
    }

    private static boolean isSkipped(Path path) throws IOException {
        String name = path.getFileName().toString();
        return name.startsWith(".") || name.startsWith("~$") || Files.isHidden(path);
    }
}
