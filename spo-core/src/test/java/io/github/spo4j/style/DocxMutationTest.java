package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** 4,500 documents of which it is known beforehand what they say, or that they must be refused. */
class DocxMutationTest {

    private static final int TRICKS = 15;
    private static final String SECRET = "what lies outside";

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 10).mapToObj(seed -> argumentSet("seed " + seed, seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_document_says_the_same_however_it_is_put_down(int seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            DocxSample sample = new DocxSample(random);
            if (random.nextInt(3) == 0) {
                sample.main("word/document2.xml", (random.nextBoolean() ? "/" : "") + "word/document2.xml");
            }
            assertThat(DocxSample.read(sample.archive()))
                    .as("seed %d, document %d", seed, i)
                    .isEqualTo(sample.text());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void an_archive_with_any_bytes_changed_or_cut_off_says_the_same_or_is_refused(int seed) throws IOException {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 150; i++) {
            DocxSample sample = new DocxSample(random);
            byte[] whole = sample.archive();
            byte[] changed =
                    Arrays.copyOf(whole, random.nextInt(4) == 0 ? 1 + random.nextInt(whole.length) : whole.length);
            for (int n = random.nextInt(2); n >= 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(DocxSample.read(changed))
                        .as("seed %d, archive %d", seed, i)
                        .isEqualTo(sample.text());
                read++;
            } catch (IOException e) {
                assertSaysWhatToDo(e);
            }
        }
        assertThat(read).as("read of 150").isBetween(3, 140);
    }

    private static void assertSaysWhatToDo(IOException e) {
        assertThat(e).hasMessageMatching("(?s).+; .+");
    }

    /** The checksum is right, so that what is changed gets as far as the XML. */
    @ParameterizedTest
    @MethodSource("seeds")
    void a_text_with_any_bytes_changed_says_what_another_parser_finds_or_is_refused_as_by_it(int seed)
            throws IOException {
        Random random = new Random(seed);
        byte[] noise = "<>&;]'\"/ \t\r\n\0x!-".getBytes(UTF_8);
        for (int i = 0; i < 100; i++) {
            byte[] xml =
                    ("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                                    + "<w:p><w:r><w:t>hot tea, 热茶 🍵 &amp; more &lt;tea&gt; of it</w:t></w:r></w:p></w:body></w:document>")
                            .getBytes(UTF_8);
            int start = new String(xml, ISO_8859_1).indexOf("hot");
            int end = new String(xml, ISO_8859_1).indexOf("</w:t>");
            for (int n = random.nextInt(3); n >= 0; n--) {
                xml[start + random.nextInt(end - start)] =
                        random.nextBoolean() ? (byte) random.nextInt() : noise[random.nextInt(noise.length)];
            }
            byte[] archive = stored(xml);
            Optional<Document> parsed = parsed(xml);
            String shown = "seed " + seed + ", text " + i + ": " + new String(xml, start, end - start, UTF_8);
            if (parsed.isEmpty()) {
                assertThatIOException().as(shown).isThrownBy(() -> DocxSample.read(archive));
            } else {
                NodeList texts = parsed.get().getElementsByTagNameNS("*", "t");
                assertThat(texts.getLength()).as(shown).isEqualTo(1);
                NodeList inside = texts.item(0).getChildNodes();
                boolean textAlone = IntStream.range(0, inside.getLength())
                        .allMatch(n -> inside.item(n).getNodeType() == org.w3c.dom.Node.TEXT_NODE);
                if (textAlone) {
                    assertThat(DocxSample.read(archive))
                            .as(shown)
                            .isEqualTo(texts.item(0).getTextContent().strip());
                } else { // an element came to be inside a text, which says nothing in Word
                    assertThatCode(() -> DocxSample.read(archive)).as(shown).doesNotThrowAnyException();
                }
            }
        }
    }

    private static byte[] stored(byte[] xml) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(DocxSample.stored(DocxSample.MAIN, xml));
            zip.write(xml);
        }
        return out.toByteArray();
    }

    private static Optional<Document> parsed(byte[] xml) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler());
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(xml)).toString();
            return Optional.of(parser.parse(new InputSource(new StringReader(text))));
        } catch (CharacterCodingException | SAXException e) {
            return Optional.empty();
        } catch (ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_reaches_out_or_lies_about_itself_is_refused_and_never_followed(int seed) throws IOException {
        Random random = new Random(seed);
        Path secret = Files.writeString(Files.createTempFile("secret", ".txt"), SECRET);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.close();
        });
        server.start();
        try {
            List<String> urls = List.of(
                    secret.toUri().toString(),
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/x",
                    "../../secret.txt");
            for (int i = 0; i < 50; i++) {
                byte[] hostile = hostile(new DocxSample(random), i, urls.get(random.nextInt(urls.size())), random);
                assertThatIOException()
                        .as("seed %d, trick %d", seed, i % TRICKS)
                        .isThrownBy(() -> DocxSample.read(hostile))
                        .satisfies(DocxMutationTest::assertSaysWhatToDo)
                        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(SECRET));
            }
            assertThat(asked).as("requests to a server that a document names").hasValue(0);
        } finally {
            server.stop(0);
            Files.delete(secret);
        }
    }

    private static byte[] hostile(DocxSample sample, int trick, String url, Random random) throws IOException {
        return switch (trick % TRICKS) {
            case 0 ->
                sample.prologue("<!DOCTYPE d [<!ENTITY a \"ha\">]>")
                        .inText("&a;")
                        .archive();
            case 1 ->
                sample.prologue("<!DOCTYPE d [<!ENTITY a SYSTEM \"" + url + "\">]>")
                        .inText("&a;")
                        .archive();
            case 2 ->
                sample.prologue("<!DOCTYPE d [<!ENTITY % a SYSTEM \"" + url + "\">%a;]>")
                        .archive();
            case 3 -> sample.prologue("<!DOCTYPE d SYSTEM \"" + url + "\">").archive();
            case 4 ->
                sample.prologue("<!DOCTYPE d PUBLIC \"x\" \"" + url + "\">").archive();
            case 5 -> sample.inText("&undeclared;").archive();
            case 6 ->
                sample.prologue("<!DOCTYPE d [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]>")
                        .inText("&a;")
                        .archive();
            case 7 -> sample.part("word/../../out.txt", new byte[3]).archive();
            case 8 ->
                sample.part(random.nextBoolean() ? "/etc/out" : "C:\\out", new byte[3])
                        .archive();
            case 9 -> sample.main("word/Document.xml", DocxSample.MAIN).archive();
            case 10 -> sample.main("word/other.xml", url).archive();
            case 11 -> renamed(sample.part("word/documenT.xml", new byte[3]).archive(), "documenT", "document");
            case 12 -> withWrongSum(stored(sample.xml()), random);
            case 13 -> withWrongSize(stored(sample.xml()), random);
            default -> sample.inText("<!-- -- -->").archive();
        };
    }

    private static byte[] renamed(byte[] archive, String from, String to) {
        return new String(archive, ISO_8859_1).replace(from, to).getBytes(ISO_8859_1);
    }

    /** The checksum stands 14 bytes behind the beginning of an entry. */
    private static byte[] withWrongSum(byte[] archive, Random random) {
        archive[14 + random.nextInt(4)] ^= (byte) (1 + random.nextInt(255));
        return archive;
    }

    /** The unpacked size stands 22 bytes behind it. */
    private static byte[] withWrongSize(byte[] archive, Random random) {
        archive[22 + random.nextInt(2)] ^= (byte) (1 + random.nextInt(255));
        return archive;
    }
}
