package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The text of a Word document. */
final class Docx {

    /** From Java 24 on the parser stops at a depth of 200; here the limit is the same on each Java. */
    private static final String DEPTH_LIMIT = "jdk.xml.maxElementDepth";

    private static final Logger LOGGER = System.getLogger(Docx.class.getName());

    private static final String RELATIONS = "_rels/.rels";
    private static final String MAIN = "/relationships/officeDocument";
    private static final String USUAL_MAIN = "word/document.xml";

    private Docx() {}

    static ArticleFormat.Content content(byte[] file) throws IOException {
        DocxArchive archive = new DocxArchive(file);
        String main = mainPart(archive);
        byte[] document = archive.part(main);
        if (document == null) {
            throw new IOException(
                    "this is a ZIP archive but no Word document; open it in an editor and save it as .docx");
        }
        String folder = main.substring(0, main.lastIndexOf('/') + 1);
        DocxLinks links = new DocxLinks(archive, folder);
        walkIfGood(archive, folder + "_rels/" + main.substring(folder.length()) + ".rels", links);
        DocxStyles styles = new DocxStyles();
        walkIfGood(archive, folder + "styles.xml", styles);
        DocxText text = new DocxText(styles, links);
        walk(main, document, text);
        if (text.hasNotes()) {
            walkNotes(archive, folder + "footnotes.xml", text);
            walkNotes(archive, folder + "endnotes.xml", text);
        }
        return text.finish();
    }

    /** The text stands without these parts. */
    private static void walkIfGood(DocxArchive archive, String name, Elements elements) {
        try {
            byte[] part = archive.part(name);
            if (part != null) {
                walk(name, part, elements);
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a part of a Word document is not used", e);
        }
    }

    /** Which part is the document's body, as the archive itself says; some editors call it document2.xml. */
    private static String mainPart(DocxArchive archive) throws IOException {
        byte[] relations = archive.part(RELATIONS);
        if (relations == null) {
            return USUAL_MAIN;
        }
        List<String> mains = new ArrayList<>(List.of(USUAL_MAIN));
        walk(RELATIONS, relations, new Elements() {
            @Override
            public void start(XMLStreamReader element) {
                String type = element.getAttributeValue(null, "Type");
                String target = element.getAttributeValue(null, "Target");
                if (type != null && target != null && type.endsWith(MAIN)) {
                    mains.add(target.startsWith("/") ? target.substring(1) : target);
                }
            }
        });
        return mains.get(mains.size() - 1);
    }

    private static void walkNotes(DocxArchive archive, String part, DocxText text) throws IOException {
        byte @Nullable [] notes = archive.part(part);
        if (notes != null) {
            walk(part, notes, text);
        }
    }

    /** Gets the elements and texts of a part, in order. */
    interface Elements {

        /** An element starts; only its name and attributes may be read. */
        void start(XMLStreamReader element) throws IOException;

        /** Characters in the element that started last. */
        default void text(String characters) throws IOException {}

        /** An element ends; only its name may be read. */
        default void end(XMLStreamReader element) {}
    }

    static void walk(String part, byte[] content, Elements elements) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(DEPTH_LIMIT, 0);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("a document may not name another file");
        });
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(decoding(content));
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> elements.start(xml);
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                        elements.text(xml.getText());
                    case XMLStreamConstants.END_ELEMENT -> elements.end(xml);
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new IOException("the part " + part
                                + " declares entities, which no Word document needs; save it again in an editor");
                    default -> {} // comments and processing instructions are no text
                }
            }
        } catch (XMLStreamException e) { // wraps what the reader throws, too
            throw new IOException(
                    "the part " + part + " is damaged XML; open the document in an editor and save it again", e);
        }
    }

    /** Decodes the two encodings that a part may have; the parser would also print what is wrong with the bytes. */
    private static Reader decoding(byte[] content) {
        boolean utf16 = content.length > 1 && (content[0] & content[1] & 0xFE) == 0xFE;
        boolean utf8Mark = content.length > 2 && content[0] == (byte) 0xEF && content[1] == (byte) 0xBB;
        int start = utf8Mark ? 3 : 0;
        return new InputStreamReader(
                new ByteArrayInputStream(content, start, content.length - start),
                (utf16 ? UTF_16 : UTF_8).newDecoder());
    }
}
