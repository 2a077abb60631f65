package io.github.spo4j.prompt;

import io.github.spo4j.prompt.PromptGuard.Placeholders;
import io.github.spo4j.prompt.PromptSlots.Form;
import io.github.spo4j.prompt.PromptSlots.Slot;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what a template language leaves to be filled in a prompt, apart from formulas and code that only look like it. Used
 * once and dropped.
 */
final class SlotFinder {

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]*+";

    /** Matches each run of backslashes, dollars or braces from its start only, so that long runs take no time. */
    private static final Pattern NAMED =
            Pattern.compile("(?<!\\\\)(\\\\*+)(?<!\\$)(\\$*+)(?<!\\{)(\\{++)([ \\t]*+)(" + NAME + ")([ \\t]*+)(}++)");

    /** Tags of Jinja, ERB and EJS. */
    private static final Pattern BLOCK =
            Pattern.compile("\\{%(?:(?!%}|\\{%).){1,500}+%}|<%(?:(?!%>|<%).){1,500}+%>", Pattern.DOTALL);

    /** Filters, calls, indexes, blocks and partials, but not an object in doubled braces. */
    private static final Pattern EXPRESSION =
            Pattern.compile("(?<!\\{)\\{{2,3}+(?![{\\s]*+[\"']?+[\\w-]++[\"']?+\\s*+:[\\s\"'])"
                    + "[-~]?+\\s*+(?=[#/>^!&*$_\"'\\p{L}])[^{}\\n]{1,300}+}{2,3}+");

    private static final Pattern DOLLAR = Pattern.compile("(?<!\\\\)\\$\\{\\s*+[\\p{L}_#][^{}\\n]{0,300}+}(?!\\$)");

    /** Python's fields with an index, a conversion or a format, and fields by number. */
    private static final Pattern FIELD =
            Pattern.compile("(?<![\\\\{$])\\{(?:(?<![\\w)\\]}\\\\^_]\\{)\\d{1,2}+|(?:" + NAME
                    + "|\\d{1,2}+)(?=[\\[!:]))(?:\\[[^\\[\\]{}\\n]{1,50}+](?:\\." + NAME + ")?+)*+(?:![rsa])?+"
                    + "(?::(?!\\d++})(?:[^{}\\s]?[<>=^])?[-+ ]?#?\\d{0,4}[,_]?(?:\\.\\d{1,3})?[a-zA-Z%]?"
                    + "(?:(?<=%)[a-zA-Z][^{}\\n\"]{0,40}+)?)?}");

    private static final Pattern PRINTF = Pattern.compile(
            "(?<!%)%\\([\\p{L}_][\\w. -]{0,60}+\\)[-#0+]{0,4}+\\d{0,4}+(?:\\.\\d{1,3}+)?+[diouxXeEfFgGcrsa]");

    /** What is as likely text: it is protected only if a person says so. */
    private static final Map<Form, Pattern> LOOSE = Map.of(
            Form.SINGLE,
            Pattern.compile("(?<![\\w\\\\{$}\\])])\\{(?:\\s*+" + NAME + "\\s*+\\??+\\s*+)?+}"),
            Form.DOLLAR,
            Pattern.compile("(?<![\\w$\\\\])\\$[A-Za-z_]\\w{0,60}+(?!\\$)"),
            Form.PRINTF,
            Pattern.compile("(?<![\\w%])%(?:\\d{1,2}+\\$)?+[-#0+]{0,4}+\\d{0,4}+(?:\\.\\d{1,3}+)?+[sdif](?!\\w)"
                    + "|(?<![\\w%])%[A-Z][A-Z0-9_]{1,40}+%"),
            Form.BRACKETS,
            Pattern.compile("\\[\\[\\s*+" + NAME + "\\s*+]]|(?<![\\w\\[])\\[[A-Z][A-Z0-9_ ]{1,40}+](?![\\[(\\]])"));

    private static final Pattern INLINE_CODE = Pattern.compile("(?<!`)(`{1,2}+)(?!`)[^`\\n]++\\1(?!`)");
    private static final Pattern FENCE = Pattern.compile("^[ \\t]*+(`{3,}+|~{3,}+)");
    private static final Pattern FORMULA = Pattern.compile(
            "(?<![\\\\$])\\$\\$?+(?![\\s{$])[^$\\n]{1,300}+\\$|\\\\\\([^\\n]{1,300}?\\\\\\)|\\\\\\[.{1,600}?\\\\]",
            Pattern.DOTALL);

    /** How far an argument may be from its command. */
    private static final int LONGEST_ARGUMENT = 200;

    private final String prompt;
    private final Set<Placeholders> forms;
    private final Set<String> variables;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Slot> kept = new ArrayList<>();
    private final Set<String> lookalikes = new LinkedHashSet<>();
    private final BitSet code = new BitSet();
    private final BitSet formulas = new BitSet();
    private final BitSet taken = new BitSet();

    private SlotFinder(String prompt, Set<Placeholders> forms, Set<String> variables) {
        this.prompt = prompt;
        this.forms = forms;
        this.variables = variables;
    }

    /**
     * What was found.
     *
     * @param slots what values fill, in the order of the text
     * @param kept what only an application fills, in the order of the text
     * @param lookalikes what only looks like a placeholder, each once
     */
    record Found(List<Slot> slots, List<Slot> kept, Set<String> lookalikes) {}

    /** The definition of runs that recorded none: names in braces, wherever they stand. */
    static Found asBefore(String prompt) {
        SlotFinder finder = new SlotFinder(prompt, Set.of(), Set.of());
        finder.named(slot -> finder.slots.add(slot));
        return finder.found();
    }

    /**
     * Finds placeholders.
     *
     * @param forms which forms count
     * @param variables names that have a value, so that they are meant in code too
     */
    static Found in(String prompt, Set<Placeholders> forms, Set<String> variables) {
        SlotFinder finder = new SlotFinder(prompt, forms, variables);
        if (Stream.of(Form.values()).noneMatch(form -> form.mayBeIn(prompt))) {
            return finder.found();
        }
        finder.findCode();
        FORMULA.matcher(prompt).results().forEach(found -> finder.formulas.set(found.start(), found.end()));
        finder.findAll();
        return finder.found();
    }

    private Found found() {
        kept.sort(Comparator.comparingInt(Slot::start));
        return new Found(List.copyOf(slots), List.copyOf(kept), lookalikes);
    }

    private void findAll() {
        keep(Form.BLOCK, BLOCK, start -> true);
        named(this::take);
        keep(Form.DOUBLE, EXPRESSION, start -> true);
        keep(Form.DOLLAR, DOLLAR, start -> !isCode(start));
        keep(Form.SINGLE, FIELD, start -> !isCode(start) && !isFormula(start));
        keep(Form.PRINTF, PRINTF, start -> true);
        for (Form form : Form.values()) {
            Pattern loose = LOOSE.get(form);
            if (loose != null) {
                keep(form, loose, start -> forms.contains(form.chosenBy()) && !isFormula(start));
            }
        }
    }

    /** Whether a form counts at all. */
    private boolean isChosen(Form form) {
        return (forms.contains(Placeholders.AUTO) && form != Form.BRACKETS)
                || forms.contains(form.chosenBy())
                || (form == Form.DOUBLE && forms.contains(Placeholders.JINJA));
    }

    private void keep(Form form, Pattern pattern, Predicate<Integer> counts) {
        if (!form.mayBeIn(prompt)) {
            return;
        }
        Matcher found = pattern.matcher(prompt);
        while (found.find()) {
            if (taken.get(found.start(), found.end()).isEmpty()) {
                if (isChosen(form) && counts.test(found.start())) {
                    taken.set(found.start(), found.end());
                    kept.add(new Slot(form, "", found.start(), found.end(), found.group()));
                } else if (!isFormula(found.start()) && !formulas.get(found.start())) {
                    taken.set(found.start(), found.end());
                    lookalikes.add(found.group());
                }
            }
        }
    }

    private void take(Slot slot) {
        if (!taken.get(slot.start(), slot.end()).isEmpty()) {
            return;
        }
        boolean text = slot.form() != Form.DOUBLE && isFormula(slot.start());
        if (!text && isChosen(slot.form()) && (slot.form() == Form.DOUBLE || !isCode(slot.start()) || isMeant(slot))) {
            slots.add(slot);
        } else if (!text) {
            lookalikes.add(slot.mark());
        }
        taken.set(slot.start(), slot.end());
    }

    private void named(Consumer<Slot> taker) {
        if (!Form.SINGLE.mayBeIn(prompt)) {
            return;
        }
        Matcher braces = NAMED.matcher(prompt);
        while (braces.find()) {
            int pairs = Math.min(braces.group(3).length(), braces.group(7).length());
            boolean dollar = pairs == 1
                    && braces.group(3).length() == 1
                    && !braces.group(2).isEmpty();
            boolean blanks = !(braces.group(4) + braces.group(6)).isEmpty();
            if (pairs > 1 || dollar || !blanks) {
                taker.accept(slot(braces, pairs, dollar));
            }
        }
    }

    private Slot slot(Matcher braces, int pairs, boolean dollar) {
        int filled = Math.min(pairs, 2);
        boolean prefixed = pairs == braces.group(3).length()
                && (pairs == 1 || braces.group(2).isEmpty());
        int markStart = prefixed ? braces.start(1) : braces.end(3) - pairs;
        return new Slot(
                pairs > 1 ? Form.DOUBLE : dollar ? Form.DOLLAR : Form.SINGLE,
                braces.group(5),
                braces.end(3) - filled - (dollar ? 1 : 0),
                braces.start(7) + filled,
                prompt.substring(markStart, braces.start(7) + pairs));
    }

    /** In code, a name is meant if it has a value, or if it is all that the block holds. */
    private boolean isMeant(Slot slot) {
        int before = slot.start() - 1;
        while (before >= 0 && Character.isWhitespace(prompt.charAt(before))) {
            before--;
        }
        int after = slot.end();
        while (after < prompt.length() && Character.isWhitespace(prompt.charAt(after))) {
            after++;
        }
        boolean alone = !code.get(Math.max(0, before)) && (after == prompt.length() || !code.get(after));
        return variables.contains(slot.name())
                || (alone && prompt.substring(before + 1, after).contains("\n"));
    }

    private boolean isCode(int place) {
        return forms.contains(Placeholders.AUTO) && code.get(place);
    }

    /** The content of fenced blocks, and inline code with its back-ticks. */
    private void findCode() {
        int start = 0;
        String fence = "";
        while (start < prompt.length()) {
            int end = prompt.indexOf('\n', start);
            end = end < 0 ? prompt.length() : end;
            Matcher mark = FENCE.matcher(prompt).region(start, end);
            if (mark.lookingAt() && (fence.isEmpty() || mark.group(1).startsWith(fence))) {
                fence = fence.isEmpty() ? mark.group(1) : "";
            } else if (!fence.isEmpty()) {
                code.set(start, end);
            } else {
                Matcher inline = INLINE_CODE.matcher(prompt).region(start, end);
                while (inline.find()) {
                    code.set(inline.start(), inline.end());
                }
            }
            start = end + 1;
        }
    }

    /** Whether a brace belongs to a formula: the argument of a LaTeX command, an index or an exponent. */
    private boolean isFormula(int brace) {
        if (brace == 0 || prompt.charAt(brace) != '{') {
            return false;
        }
        char before = prompt.charAt(brace - 1);
        if (before == '_' || before == '^') {
            int base = brace - 2;
            while (base >= 0 && Character.isLetterOrDigit(prompt.charAt(base)) && brace - base < LONGEST_ARGUMENT) {
                base--;
            }
            int letters = brace - 2 - base;
            char root = base < 0 ? ' ' : prompt.charAt(base);
            return before == '^'
                    || letters == 1
                    || formulas.get(brace)
                    || root == '\\'
                    || (letters == 0 && (root == '}' || root == ')' || root == ']'));
        }
        return isArgument(brace);
    }

    private boolean isArgument(int brace) {
        int at = brace - 1;
        int least = Math.max(0, brace - LONGEST_ARGUMENT);
        while (at >= least && (prompt.charAt(at) == '}' || prompt.charAt(at) == ']')) {
            char close = prompt.charAt(at);
            char open = close == '}' ? '{' : '[';
            int depth = 0;
            do {
                char c = prompt.charAt(at--);
                depth += c == close ? 1 : c == open ? -1 : 0;
            } while (depth > 0 && at >= least);
        }
        int end = at >= least && prompt.charAt(at) == '*' ? at : at + 1;
        int start = end;
        while (start > least && isLetter(prompt.charAt(start - 1))) {
            start--;
        }
        String command = prompt.substring(start, end);
        return start > 0
                && prompt.charAt(start - 1) == '\\'
                && !command.isEmpty()
                && !Set.of("n", "t", "r").contains(command); // a line end or tab that was not read as one
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
