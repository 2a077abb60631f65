package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.ModelReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders of articles that were made to do harm. */
class HostileArticlesTest {

    @TempDir
    private Path folder;

    private static ExtractionReport extractAll(Path articles, Path out) {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            return extractAll(articles, out, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private static ExtractionReport extractAll(Path articles, Path out, ExecutorService threads) {
        String reply =
                SampleProfiles.about("tea").replaceFirst("\\{", "{\"source\": \"../../../out\", \"file\": \"/out\",");
        return StyleExtractor.builder()
                .model(request -> ModelReply.of(reply))
                .threads(threads)
                .build()
                .extractAll(articles, StyleExtractor.outputFolder(out));
    }

    private static Map<String, String> tree(Path root, Path except) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(any -> !any.startsWith(except)).toList()) {
                tree.put(
                        root.relativize(path).toString(),
                        Files.isRegularFile(path)
                                ? Base64.getEncoder().encodeToString(Files.readAllBytes(path))
                                : "no file");
            }
        }
        return tree;
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "most of these names cannot be given to a file there")
    void leave_everything_outside_the_output_folder_as_it_is() throws IOException {
        Path articles = Files.createDirectories(folder.resolve("a/b/articles"));
        Path out = folder.resolve("a/b/out");
        Files.writeString(folder.resolve("a/outside.txt"), "not to be read");
        int written = 0;
        for (String name : List.of(
                "a\\..\\..\\outside.md",
                "%2e%2e%2foutside.md",
                ".outside.md",
                "C:outside.md",
                "CON.txt",
                "a\nb.txt",
                "~outside.md",
                "-rf.txt",
                "x".repeat(250) + ".md",
                "journal.jsonl.txt",
                "single_articles.md")) {
            try {
                Files.writeString(articles.resolve(name), "An article about tea.");
                written++;
            } catch (InvalidPathException | IOException e) {
                assertThat(System.getProperty("os.name")).as(name).startsWith("Windows");
            }
        }
        for (String name : List.of("../../../outside.txt", "/outside.txt", "word/../../../../outside.txt")) {
            byte[] docx = new DocxSample(new Random(1))
                    .part(name, "out".getBytes(UTF_8))
                    .archive();
            Files.write(articles.resolve(name.length() + ".docx"), docx);
        }
        linkIfPossible(articles.resolve("link.txt"), folder.resolve("a/outside.txt"));
        linkIfPossible(articles.resolve("links"), folder.resolve("a"));
        Map<String, String> before = tree(folder, out);

        ExtractionReport report = extractAll(articles, out);

        assertThat(tree(folder, out)).isEqualTo(before);
        assertThat(report.failed())
                .hasSize(3)
                .allSatisfy((name, why) -> assertThat(why).contains("leads out"));
        assertThat(report.extracted()).hasSize(written - 1); // one is hidden
        assertThat(report.extracted().values())
                .doesNotHaveDuplicates()
                .allSatisfy(file -> assertThat(file)
                        .hasParent(out.resolve("single_articles"))
                        .isRegularFile());
    }

    private static void linkIfPossible(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (UnsupportedOperationException e) {
            assertThat(link).doesNotExist();
        }
    }

    @Test
    @Timeout(120)
    void take_no_more_than_half_a_gigabyte_of_memory() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargestArticles.class.getName(),
                        folder.resolve("large").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        System.out.println(Files.readString(said).strip());
    }

    /** The program that is run with little memory: it works at the largest articles and worst bombs that there are. */
    static final class LargestArticles {

        private static final int MOST = ArticleReader.MAX_BYTES;

        private LargestArticles() {}

        public static void main(String[] args) throws IOException {
            Path articles = Files.createDirectories(Path.of(args[0], "articles"));
            Files.write(articles.resolve("ascii.txt"), repeated("An article about tea. ", UTF_8, MOST));
            Files.write(articles.resolve("chinese.md"), repeated("关于茶的文章。", UTF_8, MOST));
            Files.write(articles.resolve("gb18030.txt"), repeated("关于茶的文章。", Charset.forName("GB18030"), MOST));
            Files.write(articles.resolve("utf16.txt"), repeated("\uFEFF关于茶的文章", UTF_16BE, MOST));
            byte[] noise = new byte[MOST];
            new Random(1).nextBytes(noise);
            Files.write(articles.resolve("noise.txt"), noise);
            Files.write(articles.resolve("too-large.txt"), repeated("tea ", UTF_8, MOST + 4));
            byte[] blank = repeated(" ", UTF_8, 1 << 20);
            Files.write(articles.resolve("bomb1.docx"), bomb("word/document.xml", "", blank, DocxArchive.MAX_PART));
            Files.write(articles.resolve("bomb2.docx"), bomb("word/media/a.png", "", blank, DocxArchive.MAX_UNPACKED));
            String cell = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                    + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>";
            byte[] tea = repeated("tea", UTF_8, 1 << 20);
            Files.write(
                    articles.resolve("cell.docx"),
                    bomb("word/document.xml", cell, tea, DocxArchive.MAX_PART - 3_000_000));
            Files.write(articles.resolve("entries.docx"), entries(20_001));

            ExtractionReport report = extractAll(articles, Path.of(args[0], "out"));

            Path profile = Path.of(args[0], "profile.json");
            Files.writeString(profile, "{\"style\": {\"a\": [{}" + ",{}".repeat(1_300_000) + "]}}");
            int objects = StyleProfile.read(profile).toJson().length();
            System.out.println(report + " " + objects + " " + report.failed().keySet());
            List<String> expected =
                    List.of("bomb1.docx", "bomb2.docx", "cell.docx", "entries.docx", "noise.txt", "too-large.txt");
            if (!List.copyOf(report.failed().keySet()).equals(expected)
                    || report.extracted().size() != 4) {
                throw new IllegalStateException(report.failed().toString());
            }
        }

        private static byte[] repeated(String text, Charset charset, int size) {
            byte[] unit = text.getBytes(charset);
            byte[] all = new byte[size / unit.length * unit.length];
            for (int i = 0; i < all.length; i += unit.length) {
                System.arraycopy(unit, 0, all, i, unit.length);
            }
            return all;
        }

        private static byte[] bomb(String name, String start, byte[] unit, long size) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(start.getBytes(UTF_8));
                for (long left = size + 1; left > 0; left -= unit.length) {
                    zip.write(unit);
                }
            }
            return out.toByteArray();
        }

        private static byte[] entries(int count) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (int i = 0; i < count; i++) {
                    zip.putNextEntry(new ZipEntry("word/" + i));
                }
            }
            return out.toByteArray();
        }
    }
}
