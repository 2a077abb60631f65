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

/** {@code spo build-template}: builds a template to optimize from a style and its articles. Calls nothing. */
@Command(
        name = "build-template",
        description = "Builds a template from a style and articles in it, to go on with 'optimize'. Calls no model.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example, without a key:",
            "  spo extract --offline --input articles --mode single",
            "  spo extract --offline --input dataset-offline/single_articles --mode merge",
            "  spo build-template --articles articles \\",
            "      --style dataset-offline/merged_articles/merged_style.json"
        })
final class BuildTemplateCommand implements Callable<Integer>, StyleWork {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--style",
            required = true,
            paramLabel = "FILE",
            description = "The style's profile, as 'extract --mode merge' writes it.")
    private Path style;

    @Option(
            names = "--articles",
            required = true,
            paramLabel = "DIR",
            description = "The folder with articles in the style, whose facts are asked for.")
    private Path articles;

    @Option(
            names = "--profiles",
            paramLabel = "DIR",
            description =
                    "The folder with these articles' profiles. Default: single_articles beside the style's folder.")
    private @Nullable Path profiles;

    @Option(
            names = "--questions",
            paramLabel = "N",
            converter = Numbers.Count.class,
            description = "How many questions it has, each about an article. Default: one for each article.")
    private @Nullable Integer questions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Draw the articles by this seed when there are more than questions. Default: the first ones.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = TemplateFolder.USUAL,
            description = "The folder for the template, a YAML file. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(names = "--verbose", description = "Show where an error comes from.")
    @SuppressWarnings("UnusedVariable") // read from what was parsed, when an error is shown
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    private BuildTemplateCommand() {}

    @Override
    public Integer call() {
        StyleProfile profile = StyleProfile.read(style);
        TemplateBuilder builder = TemplateBuilder.of(profile).articles(articles, profiles());
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
        printer.println("Template: " + file + " (" + template.questions().size() + " questions)");
        printer.println("Look through it, then: " + TemplateFolder.next(file, SimulatedModel.wrote(profile)));
        return ExitStatus.DONE;
    }

    private Path profiles() {
        if (profiles != null) {
            return profiles;
        }
        Path merged = style.toAbsolutePath().normalize().getParent();
        Path usual = merged == null ? Path.of("single_articles") : merged.resolveSibling("single_articles");
        if (!Files.isDirectory(usual)) {
            throw new UsageException(
                    "there is no folder " + usual + "; name that of the articles' profiles with --profiles");
        }
        return usual;
    }
}
