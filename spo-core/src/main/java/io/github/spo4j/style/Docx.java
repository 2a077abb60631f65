package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The text of a Word document. */
final class Docx {

    /** From Java 24 on the parser stops at 200; how deep a document may be nested is the same on each Java here. */
    private static final String DEPTH_LIMIT = "jdk.xml.maxElementDepth";

    private static final String RELATIONS = "_rels/.rels";
    private static final String MAIN = "/relationships/officeDocument";
    private static final String USUAL_MAIN = "word/document.xml";

    private Docx() {}

    static String text(byte[] content) throws IOException {
        DocxArchive archive = DocxArchive.of(content);
        String main = mainPart(archive);
        byte[] document = archive.part(main);
        if (document == null) {
            throw new IOException(
                    "this is a ZIP archive but no Word document; open it in an editor and save it as .docx");
        }
        DocxText text = new DocxText();
        walk(main, document, text);
        if (text.hasNotes()) {
            String folder = main.substring(0, main.lastIndexOf('/') + 1);
            walkNotes(archive, folder + "footnotes.xml", text);
            walkNotes(archive, folder + "endnotes.xml", text);
        }
        return text.finish();
    }

    /** Which part is the document's body, as the archive itself says; some editors call it document2.xml. */
    private static String mainPart(DocxArchive archive) throws IOException {
        byte[] relations = archive.part(RELATIONS);
        if (relations == null) {
            return USUAL_MAIN;
        }
        Map<String, String> targets = new LinkedHashMap<>();
        walk(RELATIONS, relations, new Elements() {
            @Override
            public void start(XMLStreamReader element) {
                String type = element.getAttributeValue(null, "Type");
                String target = element.getAttributeValue(null, "Target");
                if (type != null && target != null && type.endsWith(MAIN)) {
                    targets.put(MAIN, target.startsWith("/") ? target.substring(1) : target);
                }
            }

            @Override
            public void text(String characters) {}

            @Override
            public void end(XMLStreamReader element) {}
        });
        return targets.getOrDefault(MAIN, USUAL_MAIN);
    }

    private static void walkNotes(DocxArchive archive, String part, DocxText text) throws IOException {
        byte @Nullable [] notes = archive.part(part);
        if (notes != null) {
            walk(part, notes, text);
        }
    }

    /** What a part's XML consists of, in order. */
    interface Elements {

        /** An element begins; only its name and attributes may be looked at. */
        void start(XMLStreamReader element) throws IOException;

        /** Characters inside the element that began last. */
        void text(String characters) throws IOException;

        /** An element ends; only its name may be looked at. */
        void end(XMLStreamReader element) throws IOException;
    }

    private static void walk(String part, byte[] content, Elements elements) throws IOException {
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
                                + " declares entities, which no Word document needs; save it anew in an editor");
                    default -> {} // comments and processing instructions are nothing to read
                }
            }
        } catch (XMLStreamException e) { // wraps what the reader throws, too
            throw new IOException(
                    "the part " + part + " is damaged XML; open the document in an editor and save it anew", e);
        }
    }

    /** The two encodings that a part may have; the parser would print what is wrong with bytes instead of only throwing. */
    private static Reader decoding(byte[] content) {
        boolean utf16 = content.length > 1 && (content[0] & content[1] & 0xFE) == 0xFE;
        boolean utf8Mark = content.length > 2 && content[0] == (byte) 0xEF && content[1] == (byte) 0xBB;
        int start = utf8Mark ? 3 : 0;
        return new InputStreamReader(
                new ByteArrayInputStream(content, start, content.length - start),
                (utf16 ? UTF_16 : UTF_8).newDecoder());
    }
}
