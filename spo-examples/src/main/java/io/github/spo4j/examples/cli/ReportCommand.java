package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.report.RunReport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo report}: what a run came to, and why, for somebody else. Locks nothing, and writes nothing but its file. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline", "  spo report workspace/Poem-offline --out report.html"})
final class ReportCommand implements Callable<Integer> {

    /** What it is written as. */
    private enum Format {
        HTML,
        MD
    }

    /** What it is written in. */
    private enum Language {
        EN,
        ZH
    }

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Option(names = "--out", paramLabel = "FILE")
    private @Nullable Path out;

    @Option(names = "--format", paramLabel = "FORM", defaultValue = "html")
    private Format format;

    @Option(names = "--language", paramLabel = "LANGUAGE")
    private @Nullable Language language;

    @Mixin
    private PriceOption prices;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ReportCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        RunReport report = RunReport.of(folder.read(), prices.table(), prices.areShipped());
        String text = format == Format.HTML ? report.html(locale()) : report.markdown(locale());
        if (out == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            NewFile.write(text, out);
        }
        return ExitStatus.DONE;
    }

    private Locale locale() {
        return language == null ? words.locale() : Locale.forLanguageTag(language.name());
    }
}
