package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.OS;

/**
 * Programs that can be told to end. A program inherits which signals are ignored, and a build that runs in the background
 * of a script ignores Ctrl-C: what the tests start from there would too, since Java leaves alone what it finds ignored.
 */
public final class Signals {

    /** What a command may stand behind to be told to end as usual. Nothing, where the build ignores no signal. */
    private static final List<List<String>> WAYS = List.of(
            List.of(),
            List.of("env", "--default-signal=INT,TERM"), // GNU coreutils from 8.31 on
            List.of("perl", "-e", "$SIG{INT} = $SIG{TERM} = 'DEFAULT'; exec @ARGV or die", "--"));

    private static final Optional<List<String>> WAY =
            WAYS.stream().filter(Signals::leadsToAnEnd).findFirst();

    private Signals() {}

    /** A command that does the same and ends at Ctrl-C and when it is killed gently. Without one the test is skipped. */
    public static List<String> heeded(List<String> command) {
        if (OS.WINDOWS.isCurrentOs()) {
            return command; // there are none to be ignored
        }
        assumeThat(WAY)
                .as(
                        "nothing is told to end: this build ignores Ctrl-C, and neither 'env' of coreutils nor perl is there"
                                + " to start what does not")
                .isPresent();
        List<String> heeding = new ArrayList<>(WAY.orElseThrow());
        heeding.addAll(command);
        return heeding;
    }

    private static boolean leadsToAnEnd(List<String> way) {
        return List.of("INT", "TERM").stream().allMatch(signal -> {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of("sh", "-c", "kill -" + signal + " $$; exit 0"));
            try {
                return new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectOutput(Redirect.DISCARD)
                                .start()
                                .waitFor()
                        > 128;
            } catch (IOException e) {
                return false; // it is not there
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }
}
