package io.github.spo4j.style;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/** Writes an equation of a Word document in one line, as people type one: {@code x=(-b±√(b^2-4ac))/2a}. */
final class DocxMath {

    private static final Set<String> NAMESPACES = Set.of(
            "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "http://purl.oclc.org/ooxml/officeDocument/math");

    /** What has a form of its own. Other elements are about looks, or hold just text. */
    private static final Set<String> FORMS = Set.of(
            "f",
            "sSup",
            "sSub",
            "sSubSup",
            "sPre",
            "rad",
            "nary",
            "func",
            "d",
            "m",
            "mr",
            "acc",
            "eqArr",
            "limLow",
            "limUpp",
            "bar",
            "box",
            "borderBox",
            "groupChr",
            "phant");

    private static final Set<String> PARTS = Set.of("num", "den", "e", "sup", "sub", "deg", "fName", "lim");

    private final Deque<Form> open = new ArrayDeque<>();
    private boolean inText;

    /** An element whose parts are not all there yet. */
    private static final class Form {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, List<String>> parts = new HashMap<>();
        private final Map<String, String> signs = new HashMap<>();

        String part(String name) {
            return String.join("", all(name));
        }

        List<String> all(String name) {
            return parts.getOrDefault(name, List.of());
        }

        String sign(String name, String usual) {
            return signs.getOrDefault(name, usual);
        }
    }

    static boolean isMath(XMLStreamReader element) {
        return NAMESPACES.contains(element.getNamespaceURI());
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    void start(XMLStreamReader element) {
        String name = element.getLocalName();
        Form form = open.peek();
        if (name.equals("oMath") || (form != null && (FORMS.contains(name) || PARTS.contains(name)))) {
            open.push(new Form());
        } else if (name.equals("t")) {
            inText = true;
        } else if (form != null && Set.of("chr", "begChr", "endChr", "sepChr").contains(name)) {
            String sign = element.getAttributeValue(element.getNamespaceURI(), "val");
            form.signs.put(name, sign == null ? "" : sign);
        }
    }

    boolean isInText() {
        return inText && isOpen();
    }

    void add(String characters) {
        open.getFirst().text.append(characters);
    }

    /** The whole equation when it ends here, else nothing. */
    String end(String name) {
        if (name.equals("t")) {
            inText = false;
        }
        boolean isForm = FORMS.contains(name);
        if (open.isEmpty() || !(isForm || PARTS.contains(name) || name.equals("oMath"))) {
            return "";
        }
        Form ended = open.pop();
        Form outer = open.peek();
        if (outer == null) {
            return ended.text.toString();
        }
        if (PARTS.contains(name) || name.equals("mr")) {
            String part = name.equals("mr") ? String.join(", ", ended.all("e")) : ended.text.toString();
            outer.parts.computeIfAbsent(name, any -> new ArrayList<>()).add(part);
        } else {
            outer.text.append(isForm ? line(name, ended) : ended.text);
        }
        return "";
    }

    private static String line(String name, Form form) {
        String base = form.part("e");
        String sub = form.part("sub").isBlank() ? "" : "_" + group(form.part("sub"));
        String sup = form.part("sup").isBlank() ? "" : "^" + group(form.part("sup"));
        return switch (name) {
            case "f" -> group(form.part("num")) + "/" + group(form.part("den"));
            case "sSup", "sSub", "sSubSup" -> group(base) + sub + sup;
            case "sPre" -> sub + sup + group(base);
            case "rad" -> form.part("deg") + "√" + group(base);
            case "nary" -> form.sign("chr", "∫") + sub + sup + " " + base;
            case "func" -> form.part("fName") + " " + base;
            case "d" ->
                form.sign("begChr", "(")
                        + String.join(form.sign("sepChr", "|"), form.all("e"))
                        + form.sign("endChr", ")");
            case "m" -> String.join("; ", form.all("mr"));
            case "eqArr" -> String.join("; ", form.all("e"));
            case "acc" -> base + form.sign("chr", "\u0302");
            case "limLow" -> base + "_" + group(form.part("lim"));
            case "limUpp" -> base + "^" + group(form.part("lim"));
            default -> base;
        };
    }

    /** In brackets, unless it is a single number or word, or has brackets. */
    private static String group(String text) {
        boolean isOne = text.codePointCount(0, text.length()) < 2
                || text.codePoints().allMatch(Character::isLetterOrDigit)
                || isBracketed(text);
        return isOne ? text : "(" + text + ")";
    }

    private static boolean isBracketed(String text) {
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            depth += text.charAt(i) == '(' ? 1 : 0;
            depth -= text.charAt(i) == ')' ? 1 : 0;
            if (depth <= 0) {
                return false;
            }
        }
        return depth == 1 && text.endsWith(")");
    }
}
