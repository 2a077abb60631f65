package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A Word document whose text is known beforehand, put down in one of the many ways that mean the same: runs split
 * anywhere, text as characters, references or CDATA, with things between that are no text, in any order of parts.
 */
final class DocxSample {

    static final String MAIN = "word/document.xml";

    static final String WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final List<String> WORDS =
            List.of("tea", "热茶", "a&b", "<x>", "🍵", "1.5", "“q”", "e\u0301", "]]>", "茶馆");

    /** What no reader sees; § stands for the prefix of Word's elements. */
    private static final List<String> NO_TEXT = List.of(
            "<!-- <§:t>no</§:t> -->",
            "<?no text?>",
            "<§:proofErr §:type=\"spellStart\"/>",
            "<§:bookmarkStart §:id=\"0\" §:name=\"no\"/>",
            "<§:del><§:r><§:delText>no</§:delText><§:t>no</§:t></§:r></§:del>",
            "<§:r><§:rPr><§:vanish/></§:rPr><§:t>no</§:t></§:r>",
            "<x:t xmlns:x=\"urn:x\">no</x:t>",
            "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/hostname\" parse=\"text\"/>",
            "\n    ");

    private static final List<String> AROUND = List.of("ins", "hyperlink", "smartTag");

    private final Random random;
    private final List<String> paragraphs = new ArrayList<>();
    private String prologue = "";
    private String inText = "";
    private String mainName = MAIN;
    private String mainTarget = MAIN;
    private final Map<String, byte[]> more = new LinkedHashMap<>();

    DocxSample(Random random) {
        this.random = random;
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<String> words = new ArrayList<>();
            for (int n = random.nextInt(5); n >= 0; n--) {
                words.add(any(WORDS));
            }
            paragraphs.add(String.join(" ", words));
        }
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The text that is read from a document. */
    static String read(byte[] docx) throws IOException {
        return Docx.content(docx).text();
    }

    /** What a reader sees. */
    String text() {
        return String.join("\n", paragraphs);
    }

    /** Puts something between the XML declaration and the document. */
    DocxSample prologue(String xml) {
        prologue = xml;
        return this;
    }

    /** Puts something into the first run. */
    DocxSample inText(String xml) {
        inText = xml;
        return this;
    }

    /** Puts the body into a part of another name, which the archive names or not. */
    DocxSample main(String name, String target) {
        mainName = name;
        mainTarget = target;
        return this;
    }

    DocxSample part(String name, byte[] content) {
        more.put(name, content);
        return this;
    }

    byte[] xml() {
        String prefix = any(List.of("w", "q", "word"));
        StringBuilder body = new StringBuilder();
        for (String paragraph : paragraphs) {
            body.append(chance(3) ? any(List.of("\n  ", "<!-- no -->")) : "").append(paragraph(paragraph));
        }
        String document = "<§:document xmlns:§=\"" + WORD + "\"><§:body>" + body + "</§:body></§:document>";
        return encoded(prologue + document.replace("§", prefix));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private byte[] encoded(String xml) {
        String start = "<?xml version=\"1.0\" encoding=\"";
        return switch (random.nextInt(5)) {
            case 0 -> ("\uFEFF" + start + "UTF-8\"?>" + xml).getBytes(UTF_8);
            case 1 -> ("\uFEFF" + start + "UTF-16\"?>" + xml).getBytes(UTF_16LE);
            case 2 -> ("\uFEFF" + start + "UTF-16\"?>" + xml).getBytes(UTF_16BE);
            case 3 -> xml.getBytes(UTF_8);
            default -> (start + "UTF-8\" standalone=\"yes\"?>\r\n" + xml).getBytes(UTF_8);
        };
    }

    private String paragraph(String text) {
        StringBuilder runs = new StringBuilder();
        int[] characters = text.codePoints().toArray();
        int from = 0;
        while (from < characters.length) {
            int to = Math.min(characters.length, from + 1 + random.nextInt(6));
            runs.append(chance(3) ? any(NO_TEXT) : "").append(run(new String(characters, from, to - from)));
            from = to;
        }
        String properties = chance(3) ? "<§:pPr><§:jc §:val=\"left\"/><§:rPr><§:b/></§:rPr></§:pPr>" : "";
        String paragraph = "<§:p §:rsidR=\"00A1\">" + properties + runs + "</§:p>";
        return chance(4) ? "<§:sdt><§:sdtPr/><§:sdtContent>" + paragraph + "</§:sdtContent></§:sdt>" : paragraph;
    }

    private String run(String text) {
        String properties = chance(3) ? "<§:rPr><§:b/><§:vanish §:val=\"false\"/></§:rPr>" : "";
        String run = "<§:r>" + properties + "<§:t xml:space=\"preserve\">" + inText + escaped(text) + "</§:t></§:r>";
        if (chance(4)) {
            String around = any(AROUND);
            return "<§:" + around + ">" + run + "</§:" + around + ">";
        }
        return run;
    }

    private String escaped(String text) {
        return switch (random.nextInt(3)) {
            case 0 -> "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>";
            case 1 ->
                text.codePoints()
                        .collect(StringBuilder::new, this::addReference, StringBuilder::append)
                        .toString();
            default -> text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        };
    }

    private void addReference(StringBuilder xml, int c) {
        xml.append(chance(2) ? "&#x" + Integer.toHexString(c) + ";" : "&#" + c + ";");
    }

    byte[] archive() throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>(more);
        parts.put(mainName, xml());
        if (!mainTarget.equals(MAIN) || chance(2)) {
            String relations = "<Relationships><Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/"
                    + "2006/relationships/officeDocument\" Target=\"" + mainTarget + "\"/></Relationships>";
            parts.put("_rels/.rels", relations.getBytes(UTF_8));
        }
        if (chance(2)) {
            byte[] picture = new byte[random.nextInt(2_000)];
            random.nextBytes(picture);
            parts.put("word/media/image1.png", picture);
        }
        if (chance(2)) {
            parts.put("word/styles.xml", "<w:styles><w:t>no</w:t>".getBytes(UTF_8));
        }
        List<String> names = new ArrayList<>(parts.keySet());
        Collections.shuffle(names, random);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(entry(name, parts.getOrDefault(name, new byte[0])));
                zip.write(parts.getOrDefault(name, new byte[0]));
            }
            zip.setComment(chance(3) ? "PK\3\4 no text" : null);
        }
        return out.toByteArray();
    }

    private ZipEntry entry(String name, byte[] content) {
        return chance(3) ? stored(name, content) : new ZipEntry(name);
    }

    static ZipEntry stored(String name, byte[] content) {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        return entry;
    }
}
