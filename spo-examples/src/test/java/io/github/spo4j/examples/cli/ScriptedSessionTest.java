package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Fail.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person's first hour with the program, typed into an empty folder without a key: in a pipe, and at a terminal of 80
 * columns. What is seen is compared with {@code src/test/golden/sessions}. To write those files anew after a text has
 * changed: {@code mvn -pl spo-examples -am -Dtest=ScriptedSessionTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dspo.golden=write test}; then read what has changed.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/spo is for a POSIX shell")
@Timeout(600)
class ScriptedSessionTest {

    private static final Path GOLDEN = Path.of("src", "test", "golden", "sessions");
    private static final String RUNNING = "Ctrl-C ends it.";
    private static final int CTRL_C = 3;
    private static final String RUN = "workspace/Poem-offline";

    private static final String SERVE = "spo serve --offline --port 0";

    private static final List<String> SESSION = List.of(
            "spo",
            "spo --help",
            "spo demo --pace 0",
            "spo demo",
            "spo show workspace/demo",
            "spo help check",
            "spo optimise --offline",
            "spo doctor --offline",
            "spo check Poem.yaml Navigate.yaml",
            "spo estimate --offline",
            "spo optimize --offline --seed 1 --max-rounds 3",
            "spo resume " + RUN + " --offline --max-rounds 5",
            "spo resume " + RUN + " --offline --max-rounds 5 --json",
            "spo show " + RUN,
            "spo diff " + RUN + " 1 2",
            "spo replay " + RUN,
            "spo report " + RUN + " --out report.html",
            "spo report " + RUN + " --out report.html",
            "spo export " + RUN + " --format text",
            "spo export " + RUN + " --format chat_json --round 1",
            "spo extract --offline --input articles --mode single",
            "spo extract --offline --input dataset-offline/single_articles --mode merge",
            "spo build-template --style dataset-offline/merged_articles/merged_style.json --articles articles --seed 1",
            "spo style --offline --input articles",
            "spo completion",
            "spo serve --help",
            "spo serve --offline --port http",
            SERVE,
            "spo show nowhere");

    @TempDir
    private Path folder;

    private Path home;
    private Path launcher;

    @BeforeEach
    void lay_out() throws IOException {
        launcher = Installation.in(folder.resolve("installed")).launcher();
        home = Files.createDirectories(folder.resolve("home")).toRealPath(); // as the program names it
        Files.createDirectories(home.resolve("articles"));
        for (String article : List.of("night-market.md", "repair-cafe.txt")) {
            Files.copy(Path.of("articles", article), home.resolve("articles").resolve(article));
        }
    }

    @Test
    void in_a_pipe() throws Exception {
        List<String> seen = new ArrayList<>();
        for (String typed : SESSION) {
            if (typed.equals(SERVE)) {
                seen.addAll(servedInAPipe());
                continue;
            }
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            int status = typed(List.of("sh", "-c", command(typed)), out, err);
            assertThat(Files.readString(out) + Files.readString(err)).as(typed).doesNotContain("\u001b", "\r");
            seen.add("$ " + typed);
            seen.add(indented("  ", shortened(typed, Files.readString(out))));
            seen.add(indented("! ", Files.readString(err)));
            if (status != 0) {
                seen.add("exit status " + status);
            }
        }
        compare("pipe.txt", seen);
    }

    @Test
    void at_a_terminal() throws Exception {
        requireScript();
        List<String> seen = new ArrayList<>();
        for (String typed : SESSION) {
            if (typed.equals(SERVE)) {
                seen.addAll(servedAtATerminal());
                continue;
            }
            Path screen = folder.resolve("screen");
            int status = typed(atTerminal(typed), screen, folder.resolve("err"));
            String sent = Files.readString(screen);
            if (typed.startsWith("spo optimize ")) {
                assertThat(sent).as("a live line that is drawn and erased").containsPattern("\r[^\r\n]+\u001b\\[K");
            }
            if (typed.startsWith("spo diff ")) {
                assertThat(sent).as("colours").contains("\u001b[32m");
            }
            seen.add("$ " + typed);
            seen.add(indented("  ", shortened(typed, Screen.after(sent))));
            if (status != 0) {
                seen.add("exit status " + status);
            }
        }
        compare("terminal.txt", seen);
    }

    /** It does not end by itself: its health is asked for, then the process is told to end. */
    private List<String> servedInAPipe() throws IOException, InterruptedException {
        Process process = builder(List.of("sh", "-c", "exec " + command(SERVE))).start();
        try {
            BufferedReader out = process.inputReader(UTF_8);
            BufferedReader err = process.errorReader(UTF_8);
            String before = through(RUNNING, err);
            String url = out.readLine();
            List<String> seen = new ArrayList<>(List.of("$ " + SERVE, "  " + url, indented("! ", before)));
            seen.addAll(health(url));
            seen.add("$ kill " + process.pid());
            process.toHandle().destroy(); // unlike Process.destroy, it leaves open what is still to be read
            seen.add(indented("  ", rest(out)));
            seen.add(indented("! ", rest(err)));
            seen.add("exit status " + process.waitFor());
            return seen;
        } finally {
            process.destroyForcibly();
        }
    }

    /** As in a pipe; but what is typed to end it is Ctrl-C, which the terminal turns into a signal. */
    private List<String> servedAtATerminal() throws IOException, InterruptedException {
        Process process = builder(atTerminal(SERVE)).start();
        try {
            BufferedReader screen = process.inputReader(UTF_8);
            String before = Screen.after(through(RUNNING, screen));
            List<String> seen = new ArrayList<>(List.of("$ " + SERVE, indented("  ", before)));
            Optional<String> url =
                    before.lines().filter(line -> line.startsWith("http:")).findFirst();
            seen.addAll(health(url.orElseThrow()));
            process.getOutputStream().write(CTRL_C);
            process.getOutputStream().flush();
            seen.add(indented("  ", Screen.after(rest(screen))));
            seen.add("exit status " + process.waitFor());
            return seen;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What is said up to the end of the line with a sentence. */
    private static String through(String sentence, Reader reader) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(sentence) < 0 || said.charAt(said.length() - 1) != '\n') {
            int character = reader.read();
            assertThat(character).as("the end, after: %s", said).isNotNegative();
            said.append((char) character);
        }
        return said.toString();
    }

    private static String rest(Reader reader) throws IOException {
        StringWriter rest = new StringWriter();
        reader.transferTo(rest);
        return rest.toString();
    }

    private static List<String> health(String url) throws IOException, InterruptedException {
        URI health = URI.create(url + "/health");
        String answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return List.of("$ curl " + health, indented("  ", answer));
    }

    private List<String> atTerminal(String typed) {
        String sized = "stty cols 80 rows 24; " + command(typed);
        return List.of(
                "script", "-q", "-e", "-c", sized, folder.resolve("typescript").toString());
    }

    private String command(String typed) {
        return "'" + launcher + "'" + typed.substring("spo".length());
    }

    private int typed(List<String> command, Path out, Path err) throws IOException, InterruptedException {
        Process process = builder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(Signals.heeded(command)).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANGUAGE"));
        builder.environment().remove("NO_COLOR");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("TERM", "xterm");
        builder.environment().put("COLUMNS", "80");
        return builder;
    }

    /** Java has no terminal of its own to offer; {@code script}, of util-linux, has. */
    private static void requireScript() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "script --version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean there = process.waitFor() == 0;
        if (!there && OS.LINUX.isCurrentOs() && System.getenv("CI") != null) {
            fail("install util-linux: without its 'script' nobody tests what is seen at a terminal");
        }
        assumeThat(there)
                .as("what is seen at a terminal is tested where there is 'script' of util-linux")
                .isTrue();
    }

    /** The script for shells is long, and another test reads it. */
    private static String shortened(String typed, String text) {
        return typed.equals("spo completion") ? text.lines().limit(2).collect(Collectors.joining("\n")) + "\n…" : text;
    }

    private static String indented(String margin, String text) {
        return text.lines().map(line -> (margin + line).stripTrailing()).collect(Collectors.joining("\n"));
    }

    /** What differs from machine to machine and from day to day stands as a word. */
    private String normal(String line) {
        return line.replace(launcher.toString(), "spo")
                .replace(home.toString(), "HOME")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:[0-9:.]+Z?", "NOW")
                .replaceAll("(http://127\\.0\\.0\\.1:)[0-9]+", "$1PORT")
                .replaceAll("^\\$ kill [0-9]+", "\\$ kill PID")
                .replaceAll("[0-9,]+ MiB free", "ROOM free")
                .replaceAll("(java {8})\\S.*", "$1VERSION")
                // who is asked while an article ends counts already
                .replaceAll("[0-9.]+ a second, calls so far: [0-9]+", "SPEED a second, calls so far: CALLS");
    }

    private void compare(String name, List<String> seen) throws IOException {
        String text = seen.stream()
                .filter(part -> !part.isEmpty())
                .flatMap(String::lines)
                .map(this::normal)
                .collect(Collectors.joining("\n", "", "\n"));
        Path golden = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("spo.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }
}
