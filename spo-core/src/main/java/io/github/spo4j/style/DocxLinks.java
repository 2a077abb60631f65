package io.github.spo4j.style;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** The parts that a part of a Word document refers to, by the ids that it uses for them. */
final class DocxLinks implements Docx.Elements {

    /** Each is found by unpacking the whole document. */
    private static final int MOST_DIAGRAMS = 20;

    private final DocxArchive archive;
    private final String folder;
    private final Map<String, String> targets = new HashMap<>();
    private int diagrams;

    DocxLinks(DocxArchive archive, String folder) {
        this.archive = archive;
        this.folder = folder;
    }

    @Override
    public void start(XMLStreamReader element) {
        String id = element.getAttributeValue(null, "Id");
        String target = element.getAttributeValue(null, "Target");
        if (id != null && target != null) {
            targets.put(id, target.startsWith("/") ? target.substring(1) : folder + target);
        }
    }

    /** The texts of a diagram, each a line; empty if it has none or is not there. */
    String diagram(@Nullable String id) throws IOException {
        String target = targets.get(id);
        if (target == null || ++diagrams > MOST_DIAGRAMS) {
            return "";
        }
        byte[] part = archive.part(target);
        if (part == null) {
            return "";
        }
        Lines lines = new Lines();
        Docx.walk(target, part, lines);
        return lines.text.toString();
    }

    /** Collects the paragraphs of a drawing. */
    private static final class Lines implements Docx.Elements {

        private static final String DRAWING = "/drawingml/";

        private final StringBuilder text = new StringBuilder();
        private final StringBuilder line = new StringBuilder();
        private boolean inText;

        @Override
        public void start(XMLStreamReader element) {
            inText = isDrawing(element) && element.getLocalName().equals("t");
        }

        private static boolean isDrawing(XMLStreamReader element) {
            String namespace = element.getNamespaceURI();
            return namespace != null && namespace.contains(DRAWING);
        }

        @Override
        public void text(String characters) {
            if (inText) {
                line.append(characters);
            }
        }

        @Override
        public void end(XMLStreamReader element) {
            inText = false;
            if (isDrawing(element) && element.getLocalName().equals("p") && !line.isEmpty()) {
                text.append(line).append('\n');
                line.setLength(0);
            }
        }
    }
}
