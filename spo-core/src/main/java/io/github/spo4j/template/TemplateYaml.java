package io.github.spo4j.template;

import io.github.spo4j.internal.Excerpt;
import io.github.spo4j.internal.InvisibleText;
import io.github.spo4j.internal.NearestName;
import io.github.spo4j.internal.YamlNodes;
import io.github.spo4j.internal.YamlNodes.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a template from YAML. Used once and dropped. */
final class TemplateYaml {

    static final String PROMPT = "prompt";
    static final String REQUIREMENTS = "requirements";
    static final String COUNT = "count";
    static final String QA = "qa";
    static final String QUESTION = "question";
    static final String ANSWER = "answer";
    static final String VARIABLES = "variables";
    static final String CHECKS = "checks";

    private static final List<String> TOP_KEYS = List.of(PROMPT, REQUIREMENTS, COUNT, CHECKS, QA);
    private static final List<String> QA_KEYS = List.of(QUESTION, ANSWER, VARIABLES, CHECKS);
    private static final String TOP = "";

    /** Names that people and older guides use for the same thing. */
    private static final Map<String, Set<String>> OTHER_NAMES = Map.of(
            QA, Set.of("faq", "qas", "q&a", "questions", "examples"),
            COUNT, Set.of("words", "word_count", "word_limit", "limit"),
            QUESTION, Set.of("q"),
            ANSWER, Set.of("a", "expected", "golden"),
            VARIABLES, Set.of("vars", "inputs", "slots"),
            CHECKS, Set.of("check", "answer_checks", "must_have"));

    private static final Set<String> NO_LIMIT = Set.of("", "None", "null", "Null", "NULL", "~");
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,9}");

    private final String source;
    private final YamlNodes yaml;
    private final ChecksYaml checks;

    /** Each notice with the lines it is about: one notice for one kind of slip, however many entries share it. */
    private final Map<String, List<Integer>> notices = new LinkedHashMap<>();

    private TemplateYaml(String source) {
        this.source = source;
        yaml = new YamlNodes(
                Excerpt::of, (line, key, problem, cause) -> new TemplateException(source, line, key, problem, cause));
        checks = new ChecksYaml(yaml, this::refuse);
    }

    /**
     * Reads a template.
     *
     * @param source what messages call the file
     * @param document reads the file's root
     */
    static IterationTemplate read(String source, Function<YamlNodes, @Nullable Node> document) {
        TemplateYaml template = new TemplateYaml(source);
        return template.template(document.apply(template.yaml));
    }

    private IterationTemplate template(@Nullable Node root) {
        if (!(root instanceof MappingNode mapping)) {
            String problem = root == null ? "this file is empty" : "a template must begin with keys such as prompt:";
            throw refuse(
                    root == null ? 1 : YamlNodes.line(root), null, problem + "; write prompt, requirements and qa");
        }
        Map<String, Field> top = yaml.fields(mapping);
        int line = YamlNodes.line(mapping);
        noticeUnknownKeys(top, TOP_KEYS);
        IterationTemplate.Builder builder = IterationTemplate.builder()
                .prompt(requiredText(top, line, PROMPT, TOP))
                .requirements(requiredText(top, line, REQUIREMENTS, TOP));
        Field requirements = top.get(REQUIREMENTS);
        String required = requirements == null ? null : text(requirements, TOP);
        if (requirements != null && required != null && required.strip().equals("None")) {
            notice(requirements.line(), "the requirements are the text None; write what is required of the answers");
        }
        Integer wordLimit = wordLimit(top.get(COUNT));
        if (wordLimit != null) {
            builder.wordLimit(wordLimit);
        }
        builder.checks(checks.read(top.get(CHECKS), TOP));
        readQuestions(required(top, line, QA, TOP), builder);
        return new IterationTemplate(
                builder,
                notices.entrySet().stream()
                        .map(notice -> notice(notice.getKey(), notice.getValue()))
                        .toList());
    }

    private String notice(String problem, List<Integer> lines) {
        return source + ", line " + lines.get(0) + ": " + problem
                + (lines.size() == 1 ? "" : " (in " + lines.size() + " places)");
    }

    private void readQuestions(Field qa, IterationTemplate.Builder builder) {
        if (!(qa.value() instanceof SequenceNode list)) {
            throw refuse(qa.line(), QA, "qa must be a list; begin each of its entries with \"- question:\"");
        }
        if (list.getValue().isEmpty()) {
            throw refuse(qa.line(), QA, "qa is empty; write at least one entry that begins with \"- question:\"");
        }
        int number = 0;
        for (Node entry : list.getValue()) {
            number++;
            if (!(entry instanceof MappingNode mapping)) {
                String problem = "entry " + number + " of qa is not a mapping; write it as \"- question: …\"";
                throw refuse(YamlNodes.line(entry), QA, problem);
            }
            builder.question(question(mapping, " of entry " + number + " of qa"));
        }
    }

    private QuestionAnswer question(MappingNode mapping, String where) {
        Map<String, Field> entry = yaml.fields(mapping);
        noticeUnknownKeys(entry, QA_KEYS);
        Field asked = required(entry, YamlNodes.line(mapping), QUESTION, where);
        String question = text(asked, where);
        if (question == null) {
            String problem = QUESTION + where + " is null; write its text, or \"\" to send the prompt alone";
            throw refuse(asked.line(), QUESTION, problem);
        }
        Field answer = entry.get(ANSWER);
        String expected = answer == null ? null : text(answer, where);
        if (answer != null && expected != null && expected.strip().equals("None")) {
            notice(answer.line(), "the expected answer is the text None; leave answer out if none is expected");
        }
        return QuestionAnswer.of(question, expected)
                .variables(variables(entry.get(VARIABLES), where))
                .checks(checks.read(entry.get(CHECKS), where));
    }

    private Map<String, String> variables(@Nullable Field field, String where) {
        Map<String, String> values = new LinkedHashMap<>();
        if (field == null || YamlNodes.isNull(field.value())) {
            return values;
        }
        if (!(field.value() instanceof MappingNode mapping)) {
            String problem = VARIABLES + where + " must be a mapping; write each as \"name: text\" below it";
            throw refuse(field.line(), VARIABLES, problem);
        }
        for (Field variable : yaml.fields(mapping).values()) {
            String name = variable.key();
            if (!QuestionAnswer.isName(name)) {
                String problem = "a prompt can have no slot with the name " + Excerpt.of(name)
                        + "; use letters, digits, '_', '.' and '-', and begin with a letter or '_'";
                throw refuse(variable.line(), VARIABLES, problem);
            }
            String value = text(variable, where);
            if (value == null) {
                String problem = "the variable " + name + where + " is null; write its text, or \"\" for an empty one";
                throw refuse(variable.line(), VARIABLES, problem);
            }
            values.put(name, value);
        }
        return values;
    }

    private String requiredText(Map<String, Field> fields, int line, String key, String where) {
        Field field = required(fields, line, key, where);
        String value = text(field, where);
        if (value == null || InvisibleText.isAll(value)) {
            String problem = value == null
                    ? " is null; write its text, in quotes if it is that word"
                    : " is blank; write its text";
            throw refuse(field.line(), key, key + where + problem);
        }
        return value;
    }

    private Field required(Map<String, Field> fields, int line, String key, String where) {
        Field field = fields.get(key);
        if (field != null) {
            return field;
        }
        List<String> known = where.equals(TOP) ? TOP_KEYS : QA_KEYS;
        String advice = fields.values().stream()
                .filter(other -> guess(other.key(), known).filter(key::equals).isPresent())
                .findFirst()
                .map(other -> "rename " + Excerpt.of(other.key()) + " in line " + other.line() + " if it is meant")
                .orElse("add it");
        throw refuse(line, key, "the key " + key + where + " is missing; " + advice);
    }

    /** The text as written, or null for a YAML null. */
    private @Nullable String text(Field field, String where) {
        if (!(field.value() instanceof ScalarNode scalar)) {
            String kind = field.value() instanceof SequenceNode ? "a list" : "a mapping";
            String problem = field.key() + where + " must be text but is " + kind + "; put it into quotes or below a |";
            throw refuse(field.line(), field.key(), problem);
        }
        if (WellFormed.hasLoneSurrogate(scalar.getValue())) {
            String problem = field.key() + where + " holds half of a surrogate pair; write the character itself";
            throw refuse(field.line(), field.key(), problem);
        }
        return YamlNodes.isNull(scalar) ? null : scalar.getValue();
    }

    private @Nullable Integer wordLimit(@Nullable Field count) {
        String value = count == null ? null : text(count, TOP);
        if (count == null || value == null || NO_LIMIT.contains(value)) {
            return null;
        }
        if (!DIGITS.matcher(value).matches() || Long.parseLong(value) > Integer.MAX_VALUE) {
            String problem = "count must be a number of words from 1 to " + Integer.MAX_VALUE + " in plain digits or"
                    + " None, but is " + Excerpt.of(value) + "; write for example 50";
            throw refuse(count.line(), COUNT, problem);
        }
        return Integer.valueOf(value);
    }

    private void noticeUnknownKeys(Map<String, Field> fields, List<String> known) {
        for (Field field : fields.values()) {
            if (!known.contains(field.key())) {
                String guess = guess(field.key(), known)
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse("");
                notice(field.line(), "the key " + Excerpt.of(field.key()) + " is not known and is ignored" + guess);
            }
        }
    }

    /** The known key that is likely meant by another one. */
    private static Optional<String> guess(String key, List<String> known) {
        return known.stream()
                .filter(name -> OTHER_NAMES.getOrDefault(name, Set.of()).contains(key.toLowerCase(Locale.ROOT)))
                .findFirst()
                .or(() -> NearestName.slipOf(key, known));
    }

    private void notice(int line, String problem) {
        notices.computeIfAbsent(problem, any -> new ArrayList<>()).add(line);
    }

    private TemplateException refuse(int line, @Nullable String key, String problem) {
        return new TemplateException(source, line, key, problem, null);
    }
}
