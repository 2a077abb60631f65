package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.xwpf.usermodel.BreakType;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFFootnote;
import org.apache.poi.xwpf.usermodel.XWPFNumbering;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFRun;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocxTest {

    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/"
                    + "wordprocessingml/2006/main\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
                    + " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><w:body>";
    private static final String TAIL = "</w:body></w:document>";

    /** Fills a document with POI. */
    private interface Writing {
        void into(XWPFDocument document) throws IOException;
    }

    private static byte[] document(Writing writing) throws IOException {
        try (XWPFDocument document = new XWPFDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            writing.into(document);
            document.write(out);
            return out.toByteArray();
        }
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] body(String xml) throws IOException {
        return zip("word/document.xml", HEAD + xml + TAIL);
    }

    private static String p(String... runs) {
        return "<w:p>" + String.join("", runs) + "</w:p>";
    }

    private static String r(String text) {
        return "<w:r><w:t>" + text + "</w:t></w:r>";
    }

    @Nested
    class A_document_made_with_poi {

        @Test
        void is_read_paragraph_by_paragraph() throws IOException {
            byte[] docx = document(document -> {
                document.createParagraph().createRun().setText("早晨的茶");
                document.createParagraph();
                XWPFRun run = document.createParagraph().createRun();
                run.setText("one");
                run.addTab();
                run.setText("two");
                run.addBreak();
                run.setText("three");
                run.addBreak(BreakType.PAGE);
                run.setText("four & <five>");
            });

            assertThat(DocxSample.read(docx)).isEqualTo("早晨的茶\n\none\ttwo\nthree\nfour & <five>");
        }

        @Test
        void keeps_tables_and_lists_where_they_stand() throws IOException {
            byte[] docx =
                    document(document -> {
                        document.createParagraph().createRun().setText("before");
                        XWPFTable table = document.createTable(2, 2);
                        table.getRow(0).getCell(0).setText("price");
                        table.getRow(0).getCell(1).setText("tea");
                        table.getRow(1).getCell(0).setText("3");
                        table.getRow(1).getCell(1).addParagraph().createRun().setText("green");
                        XWPFNumbering numbering = document.createNumbering();
                        BigInteger list = numbering.addNum(numbering.addAbstractNum(
                                new org.apache.poi.xwpf.usermodel.XWPFAbstractNum(org.openxmlformats.schemas
                                        .wordprocessingml.x2006.main.CTAbstractNum.Factory.newInstance())));
                        for (int level = 0; level < 2; level++) {
                            XWPFParagraph item = document.createParagraph();
                            item.setNumID(list);
                            item.setNumILvl(BigInteger.valueOf(level));
                            item.createRun().setText("item " + level);
                        }
                        document.createParagraph().createRun().setText("after");
                    });

            assertThat(DocxSample.read(docx))
                    .isEqualTo("before\n| price | tea |\n| 3 | green |\n- item 0\n  - item 1\nafter");
        }

        @Test
        void has_its_notes_at_the_end() throws IOException {
            byte[] docx = document(document -> {
                XWPFParagraph paragraph = document.createParagraph();
                paragraph.createRun().setText("tea");
                XWPFFootnote note = document.createFootnote();
                note.createParagraph().createRun().setText("from the hills");
                paragraph.addFootnoteReference(note);
                paragraph.createRun().setText(" is drunk hot");
                document.createParagraph().createRun().setText("end");
            });

            assertThat(DocxSample.read(docx)).isEqualTo("tea[1] is drunk hot\nend\n[1] from the hills");
        }

        @Test
        void leaves_out_headers_and_hidden_text() throws IOException {
            byte[] docx = document(document -> {
                document.createHeader(org.apache.poi.wp.usermodel.HeaderFooterType.DEFAULT)
                        .createParagraph()
                        .createRun()
                        .setText("page 1");
                XWPFParagraph paragraph = document.createParagraph();
                XWPFRun hidden = paragraph.createRun();
                hidden.setVanish(true);
                hidden.setText("note to self");
                XWPFRun shown = paragraph.createRun();
                shown.setVanish(false);
                shown.setText("tea");
            });

            assertThat(DocxSample.read(docx)).isEqualTo("tea");
        }

        @Test
        void is_an_article(@TempDir Path folder) throws IOException {
            Path file = Files.write(
                    folder.resolve("Tea.DOCX"),
                    document(document -> document.createParagraph().createRun().setText("tea")));

            assertThat(ArticleReader.standard().read(file)).isEqualTo(new Article(file.toString(), "tea"));
        }

        @Test
        void without_text_is_an_error(@TempDir Path folder) throws IOException {
            Path file = Files.write(folder.resolve("a.docx"), document(XWPFDocument::createParagraph));

            assertThatExceptionOfType(StyleException.class)
                    .isThrownBy(() -> ArticleReader.standard().read(file))
                    .withMessageContaining("a.docx: there is no text in it");
        }
    }

    @Nested
    class Word_by_word {

        static Stream<Arguments> texts() {
            return Stream.of(
                    argumentSet(
                            "a deletion",
                            p(
                                    r("hot "),
                                    "<w:del><w:r><w:delText>cold </w:delText><w:t>x</w:t></w:r></w:del>",
                                    r("tea")),
                            "hot tea"),
                    argumentSet("an insertion", p("<w:ins>" + r("hot ") + "</w:ins>", r("tea")), "hot tea"),
                    argumentSet(
                            "a move",
                            p("<w:moveFrom>" + r("a") + "</w:moveFrom>", r("b"), "<w:moveTo>" + r("a") + "</w:moveTo>"),
                            "ba"),
                    argumentSet(
                            "a deleted end of a paragraph",
                            p("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", r("hot ")) + p(r("tea")) + p(r("end")),
                            "hot tea\nend"),
                    argumentSet(
                            "tab stops, which are no tabs", p("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>", r("a")), "a"),
                    argumentSet(
                            "a list that was taken away",
                            p("<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr></w:pPr>", r("a")),
                            "a"),
                    argumentSet(
                            "how a paragraph looked before",
                            p(
                                            "<w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>"
                                                    + "</w:pPrChange></w:pPr>",
                                            r("a"))
                                    + p(r("b")),
                            "a\nb"),
                    argumentSet("a field's code", p("<w:r><w:instrText>PAGE</w:instrText></w:r>", r("3")), "3"),
                    argumentSet("a link", p("<w:hyperlink>" + r("tea") + "</w:hyperlink>"), "tea"),
                    argumentSet(
                            "a control's content",
                            "<w:sdt><w:sdtContent>" + p(r("a")) + "</w:sdtContent></w:sdt>",
                            "a"),
                    argumentSet(
                            "a hyphen that does not break",
                            p("<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r>"),
                            "e-mail"),
                    argumentSet(
                            "the reading above a word",
                            p("<w:r><w:ruby><w:rt>" + r("chá") + "</w:rt><w:rubyBase>" + r("茶")
                                    + "</w:rubyBase></w:ruby></w:r>"),
                            "茶"),
                    argumentSet(
                            "a text box, once and after its paragraph",
                            p(
                                    r("one "),
                                    "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + p(r("box"))
                                            + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" + p(r("box"))
                                            + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>",
                                    r("two")),
                            "one two\nbox"),
                    argumentSet(
                            "a drawing's own paragraphs",
                            p(r("a"), "<w:r><w:drawing><a:p><a:r><a:t>x</a:t></a:r></a:p></w:drawing></w:r>", r("b")),
                            "ab"),
                    argumentSet(
                            "a table in a table",
                            "<w:tbl><w:tr><w:tc>" + p(r("a")) + "<w:tbl><w:tr><w:tc>" + p(r("b"))
                                    + "</w:tc></w:tr></w:tbl></w:tc><w:tc>" + p(r("c")) + p(r("d"))
                                    + "</w:tc></w:tr><w:tr><w:tc>" + p(r("e")) + "</w:tc><w:tc>" + p()
                                    + "</w:tc></w:tr></w:tbl>",
                            "| a b | c d |\n| e |  |"),
                    argumentSet(
                            "an empty row", "<w:tbl><w:tr><w:tc>" + p() + "</w:tc></w:tr></w:tbl>" + p(r("a")), "a"),
                    argumentSet(
                            "space that is to be kept",
                            p("<w:r><w:t xml:space=\"preserve\">a </w:t></w:r>", r("b")),
                            "a b"));
        }

        @ParameterizedTest
        @MethodSource("texts")
        void is_read_as_a_reader_sees_it(String xml, String text) throws IOException {
            assertThat(DocxSample.read(body(xml))).isEqualTo(text);
        }

        @Test
        void is_read_in_the_strict_form_too() throws IOException {
            String strict = (HEAD + p(r("tea")) + TAIL)
                    .replace(
                            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                            "http://purl.oclc.org/ooxml/wordprocessingml/main");

            assertThat(DocxSample.read(zip("word/document.xml", strict))).isEqualTo("tea");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
        void is_read_with_a_byte_order_mark(String charset) throws IOException {
            byte[] xml =
                    ("\uFEFF" + HEAD.replace("UTF-8", charset) + p(r("茶")) + TAIL).getBytes(Charset.forName(charset));

            assertThat(DocxSample.read(stored(xml))).isEqualTo("茶");
        }

        @Test
        void is_found_where_the_archive_says_the_body_is() throws IOException {
            String relations =
                    "<Relationships><Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                            + "relationships/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";

            assertThat(DocxSample.read(zip("_rels/.rels", relations, "word/document2.xml", HEAD + p(r("tea")) + TAIL)))
                    .isEqualTo("tea");
        }
    }

    @Nested
    class Structure {

        private static final String RELATIONS = "word/_rels/document.xml.rels";

        private static String styled(String style, String text) {
            return p("<w:pPr><w:pStyle w:val=\"" + style + "\"/></w:pPr>", r(text));
        }

        private static String style(String id, String inside) {
            return "<w:style w:type=\"paragraph\" w:styleId=\"" + id + "\">" + inside + "</w:style>";
        }

        private static String cell(String... paragraphs) {
            return "<w:tc>" + Stream.of(paragraphs).map(text -> p(r(text))).collect(Collectors.joining()) + "</w:tc>";
        }

        private static String table(String... rows) {
            return "<w:tbl><w:tr>" + String.join("</w:tr><w:tr>", rows) + "</w:tr></w:tbl>";
        }

        @Test
        void of_headings_and_lists_is_that_of_the_styles() throws IOException {
            String styles = "<w:styles xmlns:w=\"" + DocxSample.WORD + "\">"
                    + style("a", "<w:name w:val=\"heading 1\"/>")
                    + style("b", "<w:name w:val=\"Chapter\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>")
                    + style("c", "<w:basedOn w:val=\"b\"/>")
                    + style("d", "<w:basedOn w:val=\"a\"/><w:pPr><w:outlineLvl w:val=\"9\"/></w:pPr>")
                    + style("e", "<w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"4\"/></w:numPr></w:pPr>")
                    + style("loop", "<w:basedOn w:val=\"loop\"/>")
                    + "</w:styles>";
            String body = styled("a", "one")
                    + styled("b", "two")
                    + styled("c", "two again")
                    + styled("d", "text")
                    + styled("e", "item")
                    + styled("loop", "plain")
                    + styled("Heading3", "three")
                    + p("<w:pPr><w:outlineLvl w:val=\"6\"/></w:pPr>", r("seven"))
                    + styled("a", "");

            assertThat(DocxSample.read(zip("word/document.xml", HEAD + body + TAIL, "word/styles.xml", styles)))
                    .isEqualTo("# one\n## two\n## two again\ntext\n  - item\nplain\n### three\n###### seven");
        }

        @Test
        void of_a_list_item_is_taken_away_by_its_paragraph() throws IOException {
            String styles = "<w:styles xmlns:w=\"" + DocxSample.WORD + "\">"
                    + style("e", "<w:pPr><w:numPr><w:numId w:val=\"4\"/></w:numPr></w:pPr>") + "</w:styles>";
            String body =
                    p("<w:pPr><w:pStyle w:val=\"e\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr>", r("plain"));

            assertThat(DocxSample.read(zip("word/document.xml", HEAD + body + TAIL, "word/styles.xml", styles)))
                    .isEqualTo("plain");
        }

        static Stream<Arguments> tables() {
            return Stream.of(
                    argumentSet("a frame", table(cell("one", "two", "three")), "one\ntwo\nthree"),
                    argumentSet("a frame with a title", table(cell("title"), cell("one", "two")), "title\none\ntwo"),
                    argumentSet("columns", table(cell("left 1", "left 2") + cell("right")), "left 1\nleft 2\nright"),
                    argumentSet("a single row", table(cell("price") + cell("tea")), "| price | tea |"),
                    argumentSet(
                            "cells with two lines",
                            table(cell("a", "b") + cell("c"), cell("d") + cell("e")),
                            "| a b | c |\n| d | e |"));
        }

        @ParameterizedTest
        @MethodSource("tables")
        void of_a_table_is_kept_if_it_is_one(String xml, String text) throws IOException {
            assertThat(DocxSample.read(body(xml))).isEqualTo(text);
        }

        @Test
        @Timeout(20)
        void of_a_table_with_many_blanks_takes_no_time_to_speak_of() throws IOException {
            String blanks = " ".repeat(2_000_000);
            byte[] docx = body(table(cell("a" + blanks + "b") + cell("c"), cell("d") + cell("e")));

            assertThat(DocxSample.read(docx)).startsWith("| a ").endsWith("b | c |\n| d | e |");
        }

        @Test
        void of_a_diagram_is_lost_and_its_texts_follow_the_paragraph() throws IOException {
            String links = "<Relationships><Relationship Id=\"rId7\" Target=\"diagrams/data1.xml\"/></Relationships>";
            String diagram =
                    "<dgm:dataModel xmlns:dgm=\"d\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/"
                            + "main\"><a:p><a:r><a:t>pick </a:t></a:r><a:r><a:t>leaves</a:t></a:r></a:p>"
                            + "<a:p><a:r><a:t>dry them</a:t></a:r></a:p></dgm:dataModel>";
            String drawing =
                    "<w:r><w:drawing><dgm:relIds xmlns:dgm=\"d\" xmlns:r=\"r\" r:dm=\"rId7\"/></w:drawing></w:r>";
            String document = HEAD + p(r("before "), drawing, r("after")) + p(r("end")) + TAIL;

            assertThat(Docx.content(
                            zip("word/document.xml", document, RELATIONS, links, "word/diagrams/data1.xml", diagram)))
                    .isEqualTo(new ArticleFormat.Content("before after\npick leaves\ndry them\nend", Map.of()));
            assertThat(Docx.content(zip("word/document.xml", document)).passedOver())
                    .isEqualTo(Map.of(Article.Part.DIAGRAM, 1));
        }
    }

    @Nested
    class An_equation {

        private static String m(String name, String inside) {
            return "<m:" + name + ">" + inside + "</m:" + name + ">";
        }

        private static String e(String text) {
            return m("e", t(text));
        }

        private static String t(String text) {
            return m("r", "<w:rPr><w:i/></w:rPr>" + m("t", text));
        }

        static Stream<Arguments> equations() {
            return Stream.of(
                    argumentSet("plain", t("A=πr²"), "A=πr²"),
                    argumentSet("a fraction", m("f", m("num", t("a+b")) + m("den", t("2"))), "(a+b)/2"),
                    argumentSet("a power", m("sSup", e("x") + m("sup", t("2n"))) + t("+1"), "x^2n+1"),
                    argumentSet("an index", m("sSub", e("x") + m("sub", t("i+1"))), "x_(i+1)"),
                    argumentSet("both", m("sSubSup", e("x") + m("sub", t("i")) + m("sup", t("2"))), "x_i^2"),
                    argumentSet("a root", m("rad", "<m:deg/>" + e("b-4")), "√(b-4)"),
                    argumentSet("a third root", m("rad", m("deg", t("3")) + e("x")), "3√x"),
                    argumentSet(
                            "a sum",
                            m(
                                    "nary",
                                    "<m:naryPr><m:chr m:val=\"∑\"/></m:naryPr>" + m("sub", t("i=1")) + m("sup", t("n"))
                                            + e("i")),
                            "∑_(i=1)^n i"),
                    argumentSet("a function", m("func", m("fName", t("sin")) + e("x")), "sin x"),
                    argumentSet("brackets", m("d", e("a") + e("b")), "(a|b)"),
                    argumentSet(
                            "other brackets",
                            m("d", "<m:dPr><m:begChr m:val=\"{\"/><m:endChr m:val=\"\"/></m:dPr>" + e("a")),
                            "{a"),
                    argumentSet(
                            "a matrix",
                            m("d", m("e", m("m", m("mr", e("a") + e("b")) + m("mr", e("c") + e("d"))))),
                            "(a, b; c, d)"),
                    argumentSet("a bracket's power", m("sSup", m("e", m("d", e("a+b"))) + m("sup", t("2"))), "(a+b)^2"),
                    argumentSet("an ordinary text", m("r", "<w:t>if </w:t>") + t("x"), "if x"),
                    argumentSet("a box", m("box", e("x")), "x"),
                    argumentSet(
                            "in each other",
                            m("f", m("num", m("sSup", e("x") + m("sup", t("2")))) + m("den", t("y"))),
                            "(x^2)/y"));
        }

        @ParameterizedTest
        @MethodSource("equations")
        void is_written_in_its_line(String xml, String text) throws IOException {
            String math = "<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\">" + xml
                    + "</m:oMath>";

            assertThat(DocxSample.read(body(p(r("It is "), math, r("."))))).isEqualTo("It is " + text + ".");
        }

        @Test
        void may_be_a_paragraph() throws IOException {
            String math =
                    "<m:oMathPara xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><m:oMath>"
                            + t("E=mc²") + "</m:oMath></m:oMathPara>";

            assertThat(DocxSample.read(body(p(math) + p(r("end"))))).isEqualTo("E=mc²\nend");
        }
    }

    @Nested
    class What_has_no_text {

        @ParameterizedTest
        @CsvSource({"Symbol,F0B0,°", "Symbol,F061,α", "Symbol,00B3,≥", "Wingdings,F0FC,✓", "Arial,2022,•"})
        void is_a_sign_where_it_is_known(String font, String code, String sign) throws IOException {
            String symbol = "<w:r><w:sym w:font=\"" + font + "\" w:char=\"" + code + "\"/></w:r>";

            assertThat(Docx.content(body(p(r("a"), symbol, r("b")))))
                    .isEqualTo(new ArticleFormat.Content("a" + sign + "b", Map.of()));
        }

        @Test
        void is_counted() throws IOException {
            String symbol = "<w:r><w:sym w:font=\"Webdings\" w:char=\"F041\"/></w:r>";
            String drawing = "<w:r><w:drawing><a:blip/></w:drawing></w:r>";
            byte[] docx = body(p(r("tea"), symbol, drawing, drawing) + "<w:altChunk/>"
                    + p("<w:del><w:r><w:drawing><a:blip/></w:drawing></w:r></w:del>"));

            assertThat(ArticleReader.standard().read("tea.docx", docx).passedOver())
                    .isEqualTo(Map.of(Article.Part.PICTURE, 2, Article.Part.CHUNK, 1, Article.Part.SYMBOL, 1));
        }

        @Test
        void is_a_picture_when_nothing_else_is_in_a_drawing() throws IOException {
            String shape = "<w:r><w:drawing><a:graphicData uri=\"shape\"/></w:drawing></w:r>";
            String box = "<w:r><w:drawing><w:txbxContent>" + p(r("box")) + "</w:txbxContent></w:drawing></w:r>";

            assertThat(Docx.content(body(p(r("tea"), shape, box))))
                    .isEqualTo(new ArticleFormat.Content("tea\nbox", Map.of(Article.Part.PICTURE, 1)));
        }

        @Test
        void is_named_when_it_is_all_there_is() throws IOException {
            byte[] docx = body("<w:altChunk/>");

            assertThatIOException()
                    .isThrownBy(() -> Docx.content(docx))
                    .withMessageContaining("open it in Word and save it again");
        }
    }

    @Nested
    class What_is_refused {

        static Stream<Arguments> attacks() throws IOException {
            String laughing = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
            String reaching = "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>";
            String start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
            String rest = HEAD.substring(start.length());
            return Stream.of(
                    argumentSet("no archive", "text".getBytes(UTF_8), "no Word document"),
                    argumentSet("nothing", new byte[0], "no Word document"),
                    argumentSet("another archive", zip("a.txt", "text"), "no Word document"),
                    argumentSet(
                            "entities",
                            zip("word/document.xml", start + laughing + rest + p(r("&b;")) + TAIL),
                            "word/document.xml"),
                    argumentSet(
                            "an entity that names a file",
                            zip("word/document.xml", start + reaching + rest + p(r("&a;")) + TAIL),
                            "word/document.xml"),
                    argumentSet(
                            "a definition that names a file",
                            zip(
                                    "word/document.xml",
                                    start + "<!DOCTYPE d SYSTEM \"file:///etc/hostname\">" + rest + p(r("a")) + TAIL),
                            "word/document.xml"),
                    argumentSet("a path out", zip("../../a", "x", "word/document.xml", HEAD + TAIL), "leads out"),
                    argumentSet("a path from the root", zip("/etc/a", "x"), "leads out"),
                    argumentSet("a path of Windows", zip("word\\..\\..\\a", "x"), "leads out"),
                    argumentSet("a drive", zip("C:a", "x"), "leads out"),
                    argumentSet("broken XML", zip("word/document.xml", HEAD + "<w:p>"), "damaged XML"),
                    argumentSet(
                            "elements nested very deep",
                            body("<w:sdt>".repeat(5_000) + "</w:sdt>".repeat(5_000)),
                            "nested too deep"));
        }

        @ParameterizedTest
        @MethodSource("attacks")
        void is_named(byte[] content, String problem) {
            assertThatIOException().isThrownBy(() -> DocxSample.read(content)).withMessageContaining(problem);
        }

        @Test
        void includes_two_parts_of_one_name() throws IOException {
            byte[] twice = zip("word/document.xml", HEAD + p(r("one")) + TAIL, "word/documenT.xml", HEAD + TAIL);
            byte[] renamed = new String(twice, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replace("documenT", "document")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

            assertThatIOException().isThrownBy(() -> DocxSample.read(renamed)).withMessageContaining("same name");
        }

        @Test
        void includes_a_bomb_in_a_part_that_is_read() throws IOException {
            byte[] bomb = bomb("word/document.xml", DocxArchive.MAX_PART + 1L);

            assertThat(bomb.length).isLessThan(ArticleReader.MAX_BYTES);
            assertThatIOException()
                    .isThrownBy(() -> DocxSample.read(bomb))
                    .withMessageContaining("unpacks to more than 50000000");
        }

        @Test
        void includes_a_bomb_in_another_part() throws IOException {
            byte[] bomb = bomb("word/media/image1.png", DocxArchive.MAX_UNPACKED + 1L);

            assertThatIOException()
                    .isThrownBy(() -> DocxSample.read(bomb))
                    .withMessageContaining("unpacks to more than 200000000 bytes");
        }

        private static byte[] bomb(String name, long size) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] blank = new byte[1 << 20];
            java.util.Arrays.fill(blank, (byte) ' ');
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(name));
                for (long left = size; left > 0; left -= blank.length) {
                    zip.write(blank, 0, (int) Math.min(left, blank.length));
                }
            }
            return out.toByteArray();
        }

        @Test
        void includes_an_archive_that_was_cut() throws IOException {
            byte[] whole = body(p(r("tea".repeat(100))));
            for (int length = 4; length < whole.length / 2; length += 7) {
                byte[] cut = java.util.Arrays.copyOf(whole, length);
                assertThatIOException().isThrownBy(() -> DocxSample.read(cut));
            }
        }
    }

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 20).mapToObj(seed -> argumentSet("seed " + seed, seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_document_with_any_bytes_changed_is_read_or_refused(int seed) throws IOException {
        Random random = new Random(seed);
        String xml = HEAD + p(r("tea and more tea"), "<w:r><w:tab/><w:t>hot</w:t></w:r>") + TAIL;
        for (int i = 0; i < 50; i++) {
            byte[] content =
                    i % 2 == 0 ? stored(mutated(xml.getBytes(UTF_8), random)) : mutated(body(p(r("tea"))), random);
            assertThatCode(() -> {
                        try {
                            DocxSample.read(content);
                        } catch (IOException e) {
                            assertThat(e).hasMessageMatching("(?s).+; .+");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] mutated(byte[] content, Random random) {
        byte[] changed = content.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    /** An archive with a right checksum, so that what is changed gets as far as the XML. */
    private static byte[] stored(byte[] xml) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry("word/document.xml");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(xml.length);
            CRC32 sum = new CRC32();
            sum.update(xml);
            entry.setCrc(sum.getValue());
            zip.putNextEntry(entry);
            zip.write(xml);
        }
        return out.toByteArray();
    }
}
