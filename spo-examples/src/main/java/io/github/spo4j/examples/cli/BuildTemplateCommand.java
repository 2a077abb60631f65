package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.style.TemplateBuilder;
import io.github.spo4j.template.IterationTemplate;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo build-template}: builds a template to optimize from a style and its articles. Calls no model. */
@Command(
        name = "build-template",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "  spo extract --offline --input articles --mode single",
            "  spo extract --offline --input dataset-offline/single_articles --mode merge",
            "  spo build-template --articles articles \\",
            "      --style dataset-offline/merged_articles/merged_style.json"
        })
final class BuildTemplateCommand implements Callable<Integer>, StyleWork {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Option(names = "--style", required = true, paramLabel = "FILE")
    private Path style;

    @Option(names = "--articles", required = true, paramLabel = "DIR")
    private Path articles;

    @Option(names = "--profiles", paramLabel = "DIR")
    private @Nullable Path profiles;

    @Option(names = "--questions", paramLabel = "N", converter = Numbers.Count.class)
    private @Nullable Integer questions;

    @Option(names = "--seed", paramLabel = "N")
    private @Nullable Long seed;

    @Option(names = "--simplify")
    private boolean simplify;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = TemplateFolder.USUAL)
    private Path out;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    BuildTemplateCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        StyleProfile profile = StyleProfile.read(style);
        TemplateBuilder builder = TemplateBuilder.of(profile).articles(articles, profiles());
        if (simplify) {
            builder.textConversion(SimplifiedChinese::of);
        }
        if (questions != null) {
            builder.questions(questions);
        }
        if (seed != null) {
            builder.seed(seed);
        }
        IterationTemplate template = builder.build();
        String name = style.getFileName().toString().replaceFirst("\\.json$", "");
        Path file = TemplateFolder.add(template, out, name);
        PrintWriter printer = spec.commandLine().getOut();
        printer.println(
                words.say("style.template.questions", file, template.questions().size()));
        printer.println(words.say("style.next", TemplateFolder.next(file, SimulatedModel.wrote(profile))));
        return ExitStatus.DONE;
    }

    private Path profiles() {
        if (profiles != null) {
            return profiles;
        }
        Path merged = style.toAbsolutePath().normalize().getParent();
        Path usual = merged == null ? Path.of("single_articles") : merged.resolveSibling("single_articles");
        if (!Files.isDirectory(usual)) {
            throw new UsageException("refused.profiles.folder", usual);
        }
        return usual;
    }
}
