package io.github.spo4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page that users read. Paths are as seen from this module. */
record Page(Path file, String text) {

    static final Path ROOT = Path.of("..");

    private static final Path DOCS = ROOT.resolve(".github/docs");

    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- (?<sort>file|snippet|example): (?<name>\\S+)(?: given: (?<given>.*?))? -->\\s*)?"
                    + "^```(?<language>\\w*)\\n(?<text>.*?)^```$",
            Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    /**
     * A fenced block.
     *
     * @param sort file: the reader saves it under the name; snippet: its Java compiles, with what is given;
     *     example: its Java stands in the class of that name; blank: none of these
     */
    record Block(String sort, String name, String given, String language, String text) {

        /** Its commands, each on one line. */
        List<String> commands() {
            return text.replaceAll(" \\\\\\n +", " ")
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    static Page of(Path file) {
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page readme() {
        return of(ROOT.resolve("README.md"));
    }

    static Page chineseReadme() {
        return of(ROOT.resolve(".github/README.zh-CN.md"));
    }

    /** One of the pages by task, such as {@code guide.md}. */
    static Page doc(String name) {
        return of(DOCS.resolve(name));
    }

    /** The pages by task, in the order of their names. */
    static List<Page> docs() {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.sorted().map(Page::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Page> all() {
        Stream<Page> modules = Stream.of("spo-core", "spo-langchain4j", "spo-examples")
                .map(module -> of(ROOT.resolve(module).resolve("README.md")));
        Stream<Page> roots = Stream.of(readme(), chineseReadme(), of(Path.of("COMMANDS.md")));
        return Stream.of(roots, docs().stream(), modules)
                .flatMap(pages -> pages)
                .toList();
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(
                        orBlank(found.group(1)),
                        orBlank(found.group(2)),
                        orBlank(found.group(3)),
                        found.group(4),
                        found.group(5)))
                .toList();
    }

    /** What is no block. */
    String prose() {
        return BLOCK.matcher(text).replaceAll("");
    }

    /** The targets of its links and pictures. */
    List<String> links() {
        return LINK.matcher(prose()).results().map(found -> found.group(1)).toList();
    }

    /** The anchors that GitHub gives its headings. */
    List<String> anchors() {
        return HEADING.matcher(prose())
                .results()
                .map(found -> found.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String orBlank(String group) {
        return group == null ? "" : group;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
