package io.github.spo4j.examples.cli;

import io.github.spo4j.template.IterationTemplate;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for what a run starts from: a template, or a prompt with requirements and questions. */
final class StartOptions {

    private static final String USUAL = "Poem.yaml";

    @Option(names = "--template", paramLabel = "FILE")
    private @Nullable String template;

    @Option(names = "--prompt", paramLabel = "FILE|TEXT")
    private @Nullable String prompt;

    @Option(names = "--requirements", paramLabel = "FILE|TEXT")
    private @Nullable String requirements;

    @Option(names = "--data", paramLabel = "FILE")
    private @Nullable String data;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    StartOptions() {}

    /** What the options describe. */
    IterationTemplate template() {
        if (prompt == null) {
            if (requirements != null || data != null) {
                throw new UsageException("refused.start.prompt");
            }
            return TemplateFinder.find(usualOr(template));
        }
        if (template != null) {
            throw new UsageException("refused.start.both");
        }
        if (data == null) {
            throw new UsageException("refused.start.data");
        }
        PromptArgument start = PromptArgument.of(prompt);
        QuestionFile questions = QuestionFile.read(data);
        try {
            return IterationTemplate.of(start.text(), questions.required(requirements, start), questions.questions());
        } catch (IllegalArgumentException e) { // a blank text
            throw UsageException.of(e);
        }
    }

    /** A name for the run: that of the file, or for a text one that the same options give again. */
    String name(IterationTemplate found) {
        if (prompt == null) {
            return bare(TemplateFinder.path(usualOr(template)), "\\.ya?ml$");
        }
        Optional<Path> file = PromptArgument.file(prompt);
        return file.isPresent()
                ? bare(file.get(), "\\.[A-Za-z0-9]+$")
                : "prompt-"
                        + ShortDigest.of(
                                found.prompt(),
                                found.requirements(),
                                ShortDigest.text(found.questions()) + found.checks());
    }

    private static String bare(Path file, String suffix) {
        Path name = file.getFileName();
        return (name == null ? file : name).toString().replaceFirst(suffix, "");
    }

    private static String usualOr(@Nullable String given) {
        return given == null ? USUAL : given;
    }
}
