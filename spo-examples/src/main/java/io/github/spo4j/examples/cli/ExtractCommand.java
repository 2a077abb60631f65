package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.RunUsage;
import io.github.spo4j.style.ExtractionReport;
import io.github.spo4j.style.MergedStyle;
import io.github.spo4j.style.StyleExtractor;
import io.github.spo4j.style.StyleProfile;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo extract}: describes how articles are written, or merges such descriptions into one style. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "  spo extract --offline --input articles --mode single",
            "  spo extract --offline --input dataset-offline/single_articles --mode merge"
        })
final class ExtractCommand implements Callable<Integer>, StyleWork {

    /** What to do with the input. */
    private enum Mode {
        SINGLE,
        MERGE
    }

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Option(names = "--input", required = true, paramLabel = "INPUT")
    private String input;

    @Option(names = "--mode", paramLabel = "MODE", defaultValue = "single")
    private Mode mode;

    @Mixin
    private StyleOptions style;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ExtractCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        StyleExtractor extractor = style.extractor(err);
        try (CtrlC interrupts = CtrlC.interrupting(
                Thread.currentThread(), words, style.progress().live(), err)) {
            int status = mode == Mode.SINGLE ? single(extractor) : merge(extractor);
            if (status == ExitStatus.INTERRUPTED) {
                interrupts.sayHowToGoOn();
            }
            return status;
        }
    }

    private int single(StyleExtractor extractor) {
        PrintWriter out = spec.commandLine().getOut();
        ExtractionReport report =
                new ArticleInput(input).with(System.in, articles -> extractor.extractAll(articles, style.folder()));
        style.progress().live().close();
        if (json) {
            print(StyleReport.json(report), report.usage());
        } else {
            StyleReport people = new StyleReport(words);
            people.print(report, style.out().resolve("single_articles"), out);
            people.print(report.usage(), style.budget().currency(), out);
        }
        return StyleReport.status(report);
    }

    private int merge(StyleExtractor extractor) {
        PrintWriter out = spec.commandLine().getOut();
        style.progress().merging();
        MergedStyle merged = extractor.merge(StyleProfile.readAll(new ArticleInput(input).path()), style.folder());
        style.progress().live().close();
        RunUsage usage = extractor.usage(style.folder());
        if (json) {
            print(StyleReport.json(merged), usage);
        } else {
            StyleReport people = new StyleReport(words);
            people.print(merged, out);
            people.print(usage, style.budget().currency(), out);
        }
        return ExitStatus.DONE;
    }

    private void print(ObjectNode result, RunUsage usage) {
        result.set("usage", StyleReport.json(usage));
        spec.commandLine().getOut().println(StyleReport.text(result));
    }
}
