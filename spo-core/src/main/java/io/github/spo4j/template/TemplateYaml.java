package io.github.spo4j.template;

import io.github.spo4j.internal.InvisibleText;
import io.github.spo4j.template.Fields.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a template from YAML. Used once and dropped. */
final class TemplateYaml {

    static final String PROMPT = "prompt";
    static final String REQUIREMENTS = "requirements";
    static final String COUNT = "count";
    static final String QA = "qa";
    static final String QUESTION = "question";
    static final String ANSWER = "answer";
    static final String VARIABLES = "variables";

    private static final List<String> TOP_KEYS = List.of(PROMPT, REQUIREMENTS, COUNT, QA);
    private static final List<String> QA_KEYS = List.of(QUESTION, ANSWER, VARIABLES);
    private static final String TOP = "";

    private static final Set<String> NO_LIMIT = Set.of("", "None", "null", "Null", "NULL", "~");
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,9}");

    private final TemplateText text;
    private final List<String> notices = new ArrayList<>();
    private final Map<String, List<Integer>> unknownQaKeys = new LinkedHashMap<>();
    private final List<Integer> noneAnswers = new ArrayList<>();

    private TemplateYaml(TemplateText text) {
        this.text = text;
    }

    static IterationTemplate read(TemplateText text) {
        return new TemplateYaml(text).template(YamlTree.compose(text));
    }

    private IterationTemplate template(Node root) {
        if (!(root instanceof MappingNode mapping)) {
            String problem = "a template must begin with keys such as prompt: and this does not; write prompt,"
                    + " requirements and qa";
            throw text.refuse(YamlTree.line(root), null, problem);
        }
        Fields top = Fields.of(text, mapping);
        IterationTemplate.Builder builder = IterationTemplate.builder()
                .prompt(requiredText(top, PROMPT, TOP_KEYS, TOP))
                .requirements(requiredText(top, REQUIREMENTS, TOP_KEYS, TOP));
        Integer wordLimit = wordLimit(top.get(COUNT));
        if (wordLimit != null) {
            builder.wordLimit(wordLimit);
        }
        readQuestions(required(top, QA, TOP_KEYS, TOP), builder);
        noticeUnknownKeys(top);
        noticeQaEntries();
        return new IterationTemplate(builder, notices);
    }

    private void readQuestions(Field qa, IterationTemplate.Builder builder) {
        if (!(qa.value() instanceof SequenceNode list)) {
            throw text.refuse(qa.line(), QA, "qa must be a list; begin each of its entries with \"- question:\"");
        }
        if (list.getValue().isEmpty()) {
            throw text.refuse(qa.line(), QA, "qa is empty; write at least one entry that begins with \"- question:\"");
        }
        int number = 0;
        for (Node entry : list.getValue()) {
            number++;
            if (!(entry instanceof MappingNode mapping)) {
                String problem = "entry " + number + " of qa is not a mapping; write it as \"- question: …\"";
                throw text.refuse(YamlTree.line(entry), QA, problem);
            }
            readQuestion(Fields.of(text, mapping), " of entry " + number + " of qa", builder);
        }
    }

    private void readQuestion(Fields entry, String where, IterationTemplate.Builder builder) {
        String question = requiredText(entry, QUESTION, QA_KEYS, where);
        Field answer = entry.get(ANSWER);
        String expected = answer == null ? null : text(answer, where);
        if (answer != null && expected != null && expected.strip().equals("None")) {
            noneAnswers.add(answer.line());
        }
        builder.question(QuestionAnswer.of(question, expected).variables(variables(entry.get(VARIABLES), where)));
        for (Field field : entry.all()) {
            if (!QA_KEYS.contains(field.key())) {
                unknownQaKeys
                        .computeIfAbsent(field.key(), key -> new ArrayList<>())
                        .add(field.line());
            }
        }
    }

    private Map<String, String> variables(@Nullable Field field, String where) {
        Map<String, String> values = new LinkedHashMap<>();
        if (field == null || isNull(field)) {
            return values;
        }
        if (!(field.value() instanceof MappingNode mapping)) {
            String problem = VARIABLES + where + " must be a mapping; write each as \"name: text\" below it";
            throw text.refuse(field.line(), VARIABLES, problem);
        }
        for (Field variable : Fields.of(text, mapping).all()) {
            String name = variable.key();
            if (!QuestionAnswer.isName(name)) {
                String problem = "a prompt can have no slot with the name " + Excerpt.of(name)
                        + "; use letters, digits," + " '_', '.' and '-', and begin with a letter or '_'";
                throw text.refuse(variable.line(), VARIABLES, problem);
            }
            String value = text(variable, where);
            if (value == null) {
                String problem = "the variable " + name + where + " is null; write its text, or \"\" for an empty one";
                throw text.refuse(variable.line(), VARIABLES, problem);
            }
            values.put(name, value);
        }
        return values;
    }

    private static boolean isNull(Field field) {
        return field.value() instanceof ScalarNode scalar && Tag.NULL.equals(scalar.getTag());
    }

    private String requiredText(Fields fields, String key, List<String> known, String where) {
        Field field = required(fields, key, known, where);
        String value = text(field, where);
        if (value == null) {
            String problem = key + where + " is null; write its text, in quotes if it is meant to be that word";
            throw text.refuse(field.line(), key, problem);
        }
        if (InvisibleText.isAll(value)) {
            throw text.refuse(field.line(), key, key + where + " is blank; write its text");
        }
        return value;
    }

    private Field required(Fields fields, String key, List<String> known, String where) {
        Field field = fields.get(key);
        if (field != null) {
            return field;
        }
        String guess = fields.all().stream()
                .filter(other -> key.equals(KeyGuess.of(other.key(), known)))
                .findFirst()
                .map(other -> "rename " + Excerpt.of(other.key()) + " in line " + other.line() + " if it is meant")
                .orElse("add it");
        throw text.refuse(fields.line(), key, "the key " + key + where + " is missing; " + guess);
    }

    /** The text as written, or null for a YAML null. */
    private @Nullable String text(Field field, String where) {
        if (!(field.value() instanceof ScalarNode scalar)) {
            String kind = field.value() instanceof SequenceNode ? "a list" : "a mapping";
            String problem = field.key() + where + " must be text but is " + kind + "; put it into quotes or below a |";
            throw text.refuse(field.line(), field.key(), problem);
        }
        if (isNull(field)) {
            return null;
        }
        String value = scalar.getValue();
        if (WellFormed.hasLoneSurrogate(value)) {
            String problem = field.key() + where + " holds half of a surrogate pair; write the character itself";
            throw text.refuse(field.line(), field.key(), problem);
        }
        return value;
    }

    private @Nullable Integer wordLimit(@Nullable Field count) {
        String value = count == null ? null : text(count, TOP);
        if (count == null || value == null || NO_LIMIT.contains(value)) {
            return null;
        }
        if (!DIGITS.matcher(value).matches() || Long.parseLong(value) > Integer.MAX_VALUE) {
            String problem = "count must be a number of words from 1 to " + Integer.MAX_VALUE + " in plain digits or"
                    + " None, but is " + Excerpt.of(value) + "; write for example 50";
            throw text.refuse(count.line(), COUNT, problem);
        }
        return Integer.valueOf(value);
    }

    private void noticeUnknownKeys(Fields top) {
        for (Field field : top.all()) {
            if (!TOP_KEYS.contains(field.key())) {
                notice(field.line(), ignored(field.key(), TOP_KEYS));
            }
        }
    }

    /** One notice for each kind of slip, however many entries share it. */
    private void noticeQaEntries() {
        unknownQaKeys.forEach((key, lines) -> notice(lines.get(0), ignored(key, QA_KEYS) + more(lines)));
        if (!noneAnswers.isEmpty()) {
            String problem = "the expected answer is the text None; leave answer out if none is expected";
            notice(noneAnswers.get(0), problem + more(noneAnswers));
        }
    }

    private static String ignored(String key, List<String> known) {
        String guess = KeyGuess.of(key, known);
        return "the key " + Excerpt.of(key) + " is not known and is ignored"
                + (guess == null ? "" : "; did you mean " + guess + "?");
    }

    private static String more(List<Integer> lines) {
        return lines.size() == 1 ? "" : " (in " + lines.size() + " entries of qa)";
    }

    private void notice(int line, String problem) {
        notices.add(text.source() + ", line " + line + ": " + problem);
    }
}
