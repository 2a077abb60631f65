package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.style.ArticleReader;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.MergedStyle;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.style.TemplateBuilder;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo style}: extracts, merges and builds a template in one command. */
@Command(
        name = "style",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo style --offline --input articles"})
final class StyleCommand implements Callable<Integer>, StyleWork {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Option(names = "--input", required = true, paramLabel = "PATH")
    private String input;

    @Mixin
    private StyleOptions style;

    @Option(names = "--questions", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer questions;

    @Option(names = "--templates", paramLabel = "DIR", defaultValue = TemplateFolder.USUAL)
    private Path templates;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    StyleCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Path articles = new ArticleInput(input).path();
        requireEnough(articles);
        StyleExtractor extractor = style.extractor(err);
        try (CtrlC interrupts = CtrlC.interrupting(
                Thread.currentThread(), words, style.progress().live(), err)) {
            int status = work(extractor, articles);
            if (status == ExitStatus.INTERRUPTED) {
                interrupts.sayHowToGoOn();
            }
            return status;
        }
    }

    /** Checks first what would otherwise be refused after it was paid for. */
    private void requireEnough(Path articles) {
        if (questions == null) {
            return;
        }
        int found = Files.isDirectory(articles)
                ? ArticleReader.standard().find(articles).size()
                : 1;
        if (found < questions) {
            throw new UsageException("refused.articles.questions", questions, found);
        }
    }

    /** A style of only some articles is another style: missing or failed ones come first. */
    private int work(StyleExtractor extractor, Path articles) {
        ExtractionReport report = extractor.extractAll(articles, style.folder());
        Map<String, Path> profiles = new TreeMap<>(report.extracted());
        profiles.putAll(report.skipped());
        if (profiles.isEmpty() || !report.left().isEmpty()) {
            print(report, null, null, report.usage());
            return Math.max(StyleReport.status(report), report.left().isEmpty() ? ExitStatus.DONE : ExitStatus.MODEL);
        }
        style.progress().merging();
        MergedStyle merged = extractor.merge(
                profiles.values().stream().map(StyleProfile::read).toList(), style.folder());
        Path template = TemplateFolder.add(template(merged, articles, profiles), templates, name());
        print(report, merged, template, extractor.usage(style.folder()));
        return StyleReport.status(report);
    }

    private IterationTemplate template(MergedStyle merged, Path articles, Map<String, Path> profiles) {
        TemplateBuilder builder = TemplateBuilder.of(merged.profile()).textConversion(style.conversion());
        List<String> withFacts = new ArrayList<>();
        profiles.forEach((article, file) -> {
            StyleProfile profile = StyleProfile.read(file);
            if (!profile.facts().isBlank() && (questions == null || withFacts.size() < questions)) {
                withFacts.add(article);
                builder.article(ArticleReader.standard().read(path(articles, article)), profile);
            }
        });
        if (withFacts.isEmpty()) {
            throw new UsageException("refused.articles.facts", profiles.values());
        }
        if (questions != null) {
            builder.questions(questions);
        }
        return builder.build();
    }

    private static Path path(Path articles, String article) {
        return Files.isDirectory(articles) ? articles.resolve(article) : articles;
    }

    /** Templates of different article sets are named after the folder of their profiles. */
    private String name() {
        Path folder = style.out().toAbsolutePath().normalize().getFileName();
        return folder == null ? "style" : folder.toString();
    }

    private void print(ExtractionReport report, @Nullable MergedStyle merged, @Nullable Path template, RunUsage usage) {
        style.progress().live().close();
        PrintWriter out = spec.commandLine().getOut();
        String next = template == null ? null : TemplateFolder.next(template, style.isOffline());
        if (json) {
            ObjectNode root = StyleReport.json(report);
            if (merged != null) {
                root.set("merged", StyleReport.json(merged));
            }
            root.put("template", template == null ? null : template.toString());
            root.put("next", next);
            root.set("usage", StyleReport.json(usage));
            out.println(StyleReport.text(root));
            return;
        }
        StyleReport people = new StyleReport(words);
        people.print(report, style.out().resolve("single_articles"), out);
        if (merged != null) {
            people.print(merged, out);
        }
        people.print(usage, style.budget().currency(), out);
        if (template != null) {
            out.println(words.say("style.template", template));
            out.println(words.say("style.next", String.valueOf(next)));
        }
    }
}
