package io.github.spo4j.export;

import io.github.spo4j.prompt.PromptSlots.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a template language writes slots, and text that looks like a slot. */
enum TemplateSyntax {
    /** No language: slots are unchanged. */
    NONE("(?s).*", ""),

    /**
     * <code>{{name}}</code>, without any escape: braces that would be misread become slots too, with a name that no slot of a
     * prompt can have.
     */
    LANGCHAIN4J("(?s).*", "current_date|current_time|current_date_time") {
        @Override
        List<Part> prepare(List<Part> parts) {
            List<Part> prepared = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                if (part.isSlot()) {
                    prepared.add(part);
                } else {
                    addWithBraces(prepared, part.text(), isBeforeSlot(parts, i));
                }
            }
            return prepared;
        }

        private void addWithBraces(List<Part> parts, String text, boolean beforeSlot) {
            Matcher braces = (beforeSlot ? BRACES_BEFORE_SLOT : BRACES).matcher(text);
            int from = 0;
            while (braces.find()) {
                addText(parts, text.substring(from, braces.start()));
                parts.add(Part.slot(braces.group(), braces.group().length() + BRACES_NAME));
                from = braces.end();
            }
            addText(parts, text.substring(from));
        }

        @Override
        String write(Part part, boolean beforeSlot) {
            return part.isSlot() ? "{{" + part.name() + "}}" : part.text();
        }
    },

    /**
     * StringTemplate between <code>{</code> and <code>}</code>. It drops lines with only white space and empty slots, and
     * indents all lines of a value like the slot; it keeps white space and line ends that are written as expressions.
     */
    STRING_TEMPLATE("[a-zA-Z_][a-zA-Z0-9_]*", "i|i0|if|else|elseif|endif|super|true|false|group|default|import") {
        @Override
        String write(List<Part> parts) {
            List<List<Part>> lines = lines(parts);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                List<Part> line = lines.get(i);
                boolean plain = isPlain(line);
                if (i > 0) {
                    text.append(plain && isPlain(lines.get(i - 1)) ? "\n" : "{\\n}");
                }
                boolean leading = !plain;
                for (Part part : line) {
                    leading = append(text, part, leading);
                }
            }
            return text.toString();
        }

        // Whether a line is empty or has text before the first slot.
        private boolean isPlain(List<Part> line) {
            return line.isEmpty()
                    || !(line.get(0).isSlot() || line.get(0).text().isBlank());
        }

        private boolean append(StringBuilder text, Part part, boolean leading) {
            if (part.isSlot()) {
                text.append('{').append(part.name()).append('}');
                return false;
            }
            String escaped = part.text().replaceAll("[\\\\{}]", "\\\\$0");
            text.append(leading ? escaped.replace(" ", "{\\ }").replace("\t", "{\\t}") : escaped);
            return leading;
        }
    },

    /**
     * Qute. Quarkus LangChain4j turns two braces into one before it parses, so two are never written together here. Text that
     * a backslash would break is put between <code>{|</code> and <code>|}</code>, where nothing is parsed.
     */
    QUTE("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*", "true|false|null") {
        @Override
        String write(Part part, boolean beforeSlot) {
            return part.isSlot() ? "{" + part.name() + "}" : escaped(part.text(), beforeSlot);
        }

        private String escaped(String text, boolean beforeSlot) {
            return QUTE_SPECIAL.matcher(text).replaceAll(found -> {
                char next = found.end() < text.length() ? text.charAt(found.end()) : beforeSlot ? '{' : '\0';
                return Matcher.quoteReplacement(escape(found.group(), found.end() == text.length(), next));
            });
        }

        private String escape(String run, boolean isLast, char next) {
            return switch (run.charAt(0)) {
                case '\\' -> isLast || next == '{' || next == '}' ? "{|" + run + "|}" : run;
                case '{' -> (next == '{' || next == '\\' ? "{|{|}" : "\\{").repeat(run.length());
                default -> "\\}".repeat(run.length());
            };
        }
    },

    /** Jinja, <code>{{name}}</code>. */
    JINJA("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*", "true|false|none|True|False|None|and|or|not|in|is|if|else|loop|self") {
        @Override
        String write(Part part, boolean beforeSlot) {
            return part.isSlot()
                    ? "{{" + part.name() + "}}"
                    : JINJA_SPECIAL.matcher(part.text()).replaceAll("{{ \"$0\" }}");
        }
    };

    /** Ends the names of slots for braces; a slot of a prompt has no space in its name. */
    static final String BRACES_NAME = " braces";

    private static final Pattern BRACES = Pattern.compile("\\{{2,}");
    private static final Pattern BRACES_BEFORE_SLOT = Pattern.compile("\\{{2,}|\\{$");
    private static final Pattern QUTE_SPECIAL = Pattern.compile("\\\\+|\\{+|}+");
    private static final Pattern JINJA_SPECIAL = Pattern.compile("\\{{2,}[%#]?|\\{[%#]|\\{\\z");

    private final Pattern names;
    private final Pattern reserved;

    TemplateSyntax(String names, String reserved) {
        this.names = Pattern.compile(names);
        this.reserved = Pattern.compile(reserved);
    }

    /** Writes a prompt. */
    String write(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(write(parts.get(i), isBeforeSlot(parts, i)));
        }
        return text.toString();
    }

    String write(Part part, boolean beforeSlot) {
        return part.text();
    }

    /** Replaces each text that cannot be written by a slot. */
    List<Part> prepare(List<Part> parts) {
        return parts;
    }

    /** Whether a name is valid for a slot. */
    boolean allows(String name) {
        return names.matcher(name).matches() && !reserved.matcher(name).matches();
    }

    private static void addText(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(Part.text(text));
        }
    }

    private static boolean isBeforeSlot(List<Part> parts, int index) {
        return index + 1 < parts.size() && parts.get(index + 1).isSlot();
    }

    private static List<List<Part>> lines(List<Part> parts) {
        List<List<Part>> lines = new ArrayList<>();
        List<Part> line = new ArrayList<>();
        for (Part part : parts) {
            if (part.isSlot()) {
                line.add(part);
                continue;
            }
            String[] pieces = part.text().split("\n", -1);
            for (int i = 0; i < pieces.length; i++) {
                if (i > 0) {
                    lines.add(line);
                    line = new ArrayList<>();
                }
                addText(line, pieces[i]);
            }
        }
        lines.add(line);
        return lines;
    }
}
