package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.style.Article;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.MergedStyle;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results of the style commands, for people and for programs. */
final class StyleReport {

    private static final JsonMapper JSON = new JsonMapper();

    private final Words words;

    StyleReport(Words words) {
        this.words = words;
    }

    void print(ExtractionReport report, Path profiles, PrintWriter out) {
        out.println(words.say("style.done", report.extracted().size()));
        out.println(words.say("style.skipped", report.skipped().size()));
        out.println(words.say("style.failed", report.failed().size()));
        report.failed().values().forEach(reason -> out.println("  " + reason));
        int left = report.left().size();
        if (left > 0) {
            out.println(report.stop()
                    .map(stop -> words.say("style.left.why", left, String.valueOf(stop.getMessage())))
                    .orElseGet(() -> words.say("style.left", left)));
        }
        report.passedOver()
                .forEach((article, parts) ->
                        out.println(words.say("style.passed.over", article + " (" + named(parts) + ")")));
        if (!report.otherFiles().isEmpty()) {
            int all = report.otherFiles().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            out.println(words.say("style.other.files", all, suffixes(report.otherFiles())));
        }
        out.println(words.say("style.profiles", profiles));
    }

    private String named(Map<Article.Part, Integer> parts) {
        return parts.entrySet().stream()
                .map(part -> words.say("style.part." + lowerCase(part.getKey()), part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String suffixes(Map<String, Integer> files) {
        return files.entrySet().stream()
                .map(file -> file.getValue() + " "
                        + (file.getKey().isEmpty() ? words.say("style.other.files.plain") : file.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void print(MergedStyle merged, PrintWriter out) {
        out.println(
                merged.passedThrough() ? words.say("style.merged.one") : words.say("style.merged", merged.profiles()));
        out.println(words.say("style.summary", merged.profile().summary()));
        out.println(words.say("style.profile", String.valueOf(merged.file())));
    }

    /** The exit status for these articles; reaching a limit is no failure if there is a result. */
    static int status(ExtractionReport report) {
        boolean something = !report.extracted().isEmpty() || !report.skipped().isEmpty();
        ModelException.Kind stop = report.stop().map(ModelException::kind).orElse(null);
        if (stop == ModelException.Kind.INTERRUPTED) {
            return ExitStatus.INTERRUPTED;
        }
        if (!report.failedByModel().isEmpty()) {
            return ExitStatus.MODEL;
        }
        if (stop != null && !(stop == ModelException.Kind.BUDGET_SPENT && something)) {
            return ExitStatus.MODEL;
        }
        return report.failed().isEmpty() ? ExitStatus.DONE : ExitStatus.USAGE;
    }

    static ObjectNode json(ExtractionReport report) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode extracted = root.putObject("extracted");
        report.extracted().forEach((article, file) -> extracted.put(article, file.toString()));
        ObjectNode skipped = root.putObject("skipped");
        report.skipped().forEach((article, file) -> skipped.put(article, file.toString()));
        ObjectNode failed = root.putObject("failed");
        report.failed().forEach(failed::put);
        ObjectNode passedOver = root.putObject("passed_over");
        report.passedOver().forEach((article, parts) -> {
            ObjectNode counts = passedOver.putObject(article);
            parts.forEach((part, count) -> counts.put(lowerCase(part), count));
        });
        ObjectNode otherFiles = root.putObject("other_files");
        report.otherFiles().forEach(otherFiles::put);
        report.left().forEach(root.putArray("left")::add);
        root.put(
                "stop_reason", report.stop().map(stop -> lowerCase(stop.kind())).orElse(null));
        return root;
    }

    static ObjectNode json(MergedStyle merged) {
        ObjectNode root = JSON.createObjectNode();
        root.put("profile", String.valueOf(merged.file()));
        root.put("profiles", merged.profiles());
        root.put("passed_through", merged.passedThrough());
        root.put("style_summary", merged.profile().summary());
        return root;
    }

    /** The usage of all work on an output folder, earlier work included. */
    void print(RunUsage usage, String currency, PrintWriter out) {
        new UsageText(words, currency).print(usage, out);
    }

    static ObjectNode json(RunUsage usage) {
        ObjectNode root = JSON.createObjectNode();
        UsageJson.put(usage, root);
        return root;
    }

    static String text(ObjectNode root) {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }
}
