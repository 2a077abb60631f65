package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleReaderTest {

    private static final String CHINESE = "秋天的早晨，街上的人还不多。卖豆浆的老人在巷口支起了锅，白气慢慢地升起来。";

    @TempDir
    Path folder;

    private final ArticleReader reader = ArticleReader.standard();

    private Path file(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(UTF_8));
    }

    private static byte[] marked(byte[] text, int... mark) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(mark).forEach(all::write);
        all.writeBytes(text);
        return all.toByteArray();
    }

    @Nested
    class Text {

        @Test
        void is_taken_as_written() throws IOException {
            String markdown = "# Tea\r\n\r\n* hot\n\t* hotter\n\n![pot](pot.png)\n";
            Path file = file("Tea.MD", markdown);

            assertThat(reader.read(file)).isEqualTo(new Article(file.toString(), markdown));
        }

        static Stream<Arguments> encodings() {
            String latin = "The café opened; nobody knew why.";
            return Stream.of(
                    argumentSet("UTF-8", CHINESE.getBytes(UTF_8), CHINESE),
                    argumentSet("UTF-8 with a mark", marked(CHINESE.getBytes(UTF_8), 0xEF, 0xBB, 0xBF), CHINESE),
                    argumentSet("UTF-16 little end first", marked(CHINESE.getBytes(UTF_16LE), 0xFF, 0xFE), CHINESE),
                    argumentSet("UTF-16 big end first", marked(CHINESE.getBytes(UTF_16BE), 0xFE, 0xFF), CHINESE),
                    argumentSet("UTF-16 without a mark", latin.getBytes(UTF_16LE), latin),
                    argumentSet("UTF-16 without a mark, big", (CHINESE + "\n").getBytes(UTF_16BE), CHINESE + "\n"),
                    argumentSet("GB18030", CHINESE.getBytes(Charset.forName("GB18030")), CHINESE),
                    argumentSet(
                            "GB18030, Chinese in traditional characters",
                            "3.6版本測試服更新公告：這次的改動不多。".getBytes(Charset.forName("GB18030")),
                            "3.6版本測試服更新公告：這次的改動不多。"),
                    argumentSet("ASCII", "plain".getBytes(UTF_8), "plain"),
                    argumentSet("an emoji and a character of its own", "🍵 \uE000".getBytes(UTF_8), "🍵 \uE000"));
        }

        @ParameterizedTest
        @MethodSource("encodings")
        void is_recognised_in(byte[] content, String text) throws IOException {
            assertThat(reader.read(file("a.txt", content)).text()).isEqualTo(text);
        }

        static Stream<Arguments> strangers() {
            return Stream.of(
                    argumentSet(
                            "UTF-32", marked("ab".getBytes(Charset.forName("UTF-32LE")), 0xFF, 0xFE, 0, 0), "UTF-32"),
                    argumentSet("Latin 1", "Le café est fermé, revenez à l'aube.".getBytes(ISO_8859_1), "not known"),
                    argumentSet("Big5", "街上的人還不多，賣豆漿的老人在巷口。".getBytes(Charset.forName("Big5")), "not known"),
                    argumentSet(
                            "Shift_JIS",
                            "秋の朝、通りにはまだ人が少ない。豆乳売りの老人が".getBytes(Charset.forName("Shift_JIS")),
                            "not known"),
                    argumentSet(
                            "EUC-KR", "가을아침거리에는아직사람이많지않다두유를파는노인이골목".getBytes(Charset.forName("EUC-KR")), "not known"),
                    argumentSet(
                            "KOI8-R",
                            "осеннее утро, людей пока немного".getBytes(Charset.forName("KOI8-R")),
                            "not known"),
                    argumentSet("half a character", new byte[] {'a', (byte) 0xE4}, "not known"),
                    argumentSet("a PDF document", "%PDF-1.7 \0".getBytes(ISO_8859_1), "PDF"),
                    argumentSet("a ZIP archive", "PK\3\4 \0\0".getBytes(ISO_8859_1), "ZIP"),
                    argumentSet(
                            "an old Word document", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0}, "Office"),
                    argumentSet("zero bytes that are of no text", new byte[] {5, 0x70, 9, 0x61, 0, 0x44}, "not known"),
                    argumentSet("bytes", new byte[] {0, 1, 0, 0, 2, 3}, "not known"));
        }

        @ParameterizedTest
        @MethodSource("strangers")
        void is_refused_in(byte[] content, String named) throws IOException {
            Path file = file("a.txt", content);

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(file))
                    .withMessageStartingWith(file + ": this is ")
                    .withMessageContaining(named)
                    .withMessageContaining("UTF-8")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(StyleException.Kind.ARTICLE))
                    .satisfies(e -> assertThat(e.source()).isEqualTo(file.toString()));
        }
    }

    @Nested
    class Files_that_are_no_articles {

        @ParameterizedTest
        @ValueSource(strings = {"gone.txt", "gone", "gone.docx"})
        void c10_a_missing_file_is_an_error_and_never_an_article(String name) {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(folder.resolve(name)))
                    .withMessageContaining(name + ": there is no such file; check the path");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " \n\t", "\uFEFF"})
        void c10_an_empty_file_is_an_error(String text) throws IOException {
            Path file = file("empty.txt", text);

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(file))
                    .withMessageContaining("empty.txt: there is no text in it");
        }

        @Test
        void a_folder_is_refused() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(folder))
                    .withMessageContaining("this is a folder");
        }

        @Test
        void a_file_of_another_format_is_refused_with_what_to_do() throws IOException {
            Path file = file("a.rtf", "text");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(file))
                    .withMessageContaining("articles end in .docx, .md, .txt; save it as one of these");
        }

        @Test
        void a_file_that_is_too_large_is_refused() throws IOException {
            Path file = file("large.txt", "a".repeat(ArticleReader.MAX_BYTES + 1));

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(file))
                    .withMessageContaining("may have 20000000 bytes and this has more; split it");
        }
    }

    @Nested
    class A_format_of_ones_own {

        @Test
        void reads_the_files_that_end_in_its_suffix() throws IOException {
            ArticleReader more =
                    reader.with(".Upper", content -> new String(content, UTF_8).toUpperCase(java.util.Locale.ROOT));

            assertThat(more.read(file("a.UPPER", "tea")).text()).isEqualTo("TEA");
            assertThat(more.find(folder)).hasSize(1);
        }

        @Test
        void says_what_is_wrong_behind_the_name_of_the_file() throws IOException {
            Path file = file("a.x", "tea");
            ArticleReader failing = reader.with(".x", content -> {
                throw new IOException("page 3 is missing; scan it again");
            });

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> failing.read(file))
                    .withMessage(file + ": page 3 is missing; scan it again");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ".", "pdf"})
        void has_a_suffix_with_a_dot(String suffix) {
            assertThatIllegalArgumentException().isThrownBy(() -> reader.with(suffix, content -> ""));
        }
    }

    @Nested
    class A_folder {

        private List<String> names(Path top) {
            return reader.find(top).stream()
                    .map(file -> ArticleReader.below(top, file))
                    .toList();
        }

        @Test
        void c7_is_searched_with_all_folders_in_it_in_a_fixed_order() throws IOException {
            for (String name : List.of("b.txt", "a.MD", "z/a.docx", "B.Txt", "a/c.md", "a/b/d.TXT", "a-1.md")) {
                file(name, "text");
            }

            assertThat(names(folder))
                    .containsExactly("B.Txt", "a-1.md", "a.MD", "a/b/d.TXT", "a/c.md", "b.txt", "z/a.docx");
        }

        @Test
        void has_files_that_are_passed_over() throws IOException {
            for (String name : List.of("a.txt", ".hidden.txt", ".git/b.txt", "~$a.docx", "a.json", "txt", "c.md.bak")) {
                file(name, "text");
            }

            assertThat(names(folder)).containsExactly("a.txt");
        }

        @Test
        void leads_nowhere_else_by_links() throws IOException {
            file("out/secret.txt", "text");
            file("in/a.txt", "text");
            try {
                Files.createSymbolicLink(folder.resolve("in/link"), folder.resolve("out"));
                Files.createSymbolicLink(folder.resolve("in/link.txt"), folder.resolve("out/secret.txt"));
            } catch (UnsupportedOperationException | IOException e) {
                assumeTrue(false, "links cannot be made here");
            }

            assertThat(names(folder.resolve("in"))).containsExactly("a.txt");
        }

        @Test
        void without_an_article_is_an_error() throws IOException {
            file("a.json", "{}");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.find(folder))
                    .withMessageContaining("no article is in this folder");
        }

        @Test
        void that_is_not_there_or_is_a_file_is_an_error() throws IOException {
            Path file = file("a.txt", "text");

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.find(folder.resolve("gone")))
                    .withMessageContaining("there is no such folder");
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.find(file))
                    .withMessageContaining("this is no folder");
        }
    }

    @Nested
    class Content {

        @Test
        void at_hand_is_read_as_a_file_is_and_its_name_is_no_path() throws IOException {
            Path secret = file("secret.txt", "a secret");

            Article article = reader.read(secret.toString(), CHINESE.getBytes(UTF_8));

            assertThat(article).isEqualTo(new Article(secret.toString(), CHINESE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"virus.exe", "docx", "", "damaged.docx"})
        void that_is_no_article_is_refused(String name) {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read(name, "text".getBytes(UTF_8)))
                    .withMessageStartingWith(name + ": ");
        }

        @Test
        void may_have_no_more_bytes_than_a_file() {
            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> reader.read("a.txt", new byte[ArticleReader.MAX_BYTES + 1]))
                    .withMessageContaining("split it");
        }
    }
}
