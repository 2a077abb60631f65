package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.langchain4j.ModelsConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo init}: writes a config file and a template to begin with. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo init --provider ollama --model NAME --yes"})
final class InitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;
    private final Terminal terminal;
    private final Environment environment;

    @Option(names = "--provider", paramLabel = "PROVIDER")
    private @Nullable StarterModel provider;

    @Option(names = "--model", paramLabel = "NAME")
    private @Nullable String model;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "")
    private Path folder;

    @Option(names = "--yes")
    private boolean yes;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    /** One for all answers, because it reads ahead. */
    private @Nullable BufferedReader answers;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    InitCommand(Words words, Terminal terminal, Environment environment) {
        this.words = words;
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        StarterFiles files = new StarterFiles(folder);
        if (files.config().isPresent()) {
            sayLeft(files.config().get());
        } else {
            sayWritten(files.writeConfig(config()));
        }
        if (files.template().isPresent()) {
            sayLeft(files.template().get());
        } else {
            sayWritten(files.writeTemplate(words));
        }
        spec.commandLine().getOut().println(words.say("init.next", files.nextCommand()));
        return ExitStatus.DONE;
    }

    private void sayWritten(Path file) {
        spec.commandLine().getOut().println(words.say("init.written", file));
    }

    private void sayLeft(Path file) {
        spec.commandLine().getErr().println(words.say("note", words.say("init.left", file)));
    }

    /** The text of a config file, after all that is open has been asked. */
    private String config() {
        StarterModel serving = provider != null ? provider : askedProvider();
        String name = model != null ? model : asked(words.say("init.model", serving.nameForm()));
        try {
            ModelsConfig.withoutFile(environment::variable).settings(serving + ":" + name); // refuses what is none
        } catch (ConfigException e) {
            throw UsageException.of(e);
        }
        serving.variables().stream()
                .filter(variable -> environment.variable(variable) == null)
                .forEach(variable ->
                        spec.commandLine().getErr().println(words.say("note", words.say("init.variable", variable))));
        return serving.config(name);
    }

    private StarterModel askedProvider() {
        while (true) {
            String answer = asked(words.say("init.provider", StarterModel.labels()));
            for (StarterModel one : StarterModel.values()) {
                if (one.toString().equalsIgnoreCase(answer)) {
                    return one;
                }
            }
        }
    }

    private String asked(String question) {
        if (yes || !terminal.readsInput()) {
            throw new UsageException("refused.init.open", StarterModel.labels());
        }
        PrintWriter err = spec.commandLine().getErr();
        err.print(question + " ");
        err.flush();
        String answer = line();
        if (answer == null) {
            throw new UsageException("refused.init.open", StarterModel.labels());
        }
        return answer.isBlank() ? asked(question) : answer.strip();
    }

    private @Nullable String line() {
        if (answers == null) {
            answers = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        try {
            return answers.readLine();
        } catch (IOException e) {
            return null; // nobody answers
        }
    }
}
