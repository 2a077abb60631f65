package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import java.io.OutputStream;
import java.util.List;

/**
 * Runs typical commands in a folder with a config file, while the virtual machine records the classes they need. The
 * build archives them; see {@code io.github.spo4j.examples.startup}.
 */
final class Training {

    private static final List<String> HELP = List.of("--help", "--version");

    private static final List<String> COMMANDS = List.of(
            "--help",
            "optimize --help",
            "optimize --offline",
            "optimize --name Poem --max-rounds 3",
            "resume workspace/Poem --max-rounds 4",
            "show workspace/Poem",
            "show workspace/Poem --json",
            "diff workspace/Poem-offline",
            "replay workspace/Poem",
            "export workspace/Poem-offline --format text",
            "estimate --template Poem.yaml",
            "extract --input 雨停了。 --llm-model simulation",
            "extract --input dataset/single_articles --mode merge --llm-model simulation",
            "check Poem.yaml config2.yaml",
            "doctor --no-call");

    private Training() {}

    /**
     * Runs the commands in turn, in the working folder. Ends with exit status 1 if one fails.
     *
     * @param args none for typical commands, {@code help} for the program's help
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        LiveLine live = LiveLine.of(System.err, terminal);
        Surroundings around = Surroundings.of(Words.english(), terminal, live, OutputStream.nullOutputStream());
        for (String command : args.length == 0 ? COMMANDS : HELP) {
            String[] typed = command.split(" ");
            WarmUp.begin(typed);
            int status = Spo.run(around, typed);
            if (status != ExitStatus.DONE) {
                System.err.println("exit status " + status + " of: spo " + command);
                System.exit(ExitStatus.BUG);
            }
        }
    }
}
