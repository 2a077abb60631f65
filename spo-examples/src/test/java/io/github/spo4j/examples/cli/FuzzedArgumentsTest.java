package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Arguments that nobody would type, drawn from a seed: 1,000 lists of them, and 10,000 in the thorough run. */
@Timeout(1800)
class FuzzedArgumentsTest {

    private static final long SEED = 6;
    private static final int LISTS = 1_000;
    private static final int THOROUGH_LISTS = 10_000;

    /** What a wrong value may look like, whatever the option. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "0",
            "-1",
            "1",
            "00007",
            "1e400",
            "NaN",
            "99999999999999999999999",
            "true",
            "all",
            "--",
            "-",
            "---x",
            "--help",
            "--offline",
            "-hV",
            "写一首诗",
            "提示词.yaml",
            "😀".repeat(50),
            "x".repeat(5_000),
            "a\u0000b",
            "\u001b[31mred\u001b[0m",
            "\u001b]0;title\u0007",
            "line\nbreak\r",
            "\u009b2J\u202eabc",
            "${HOME}",
            "${sys:user.home}",
            "%s%n%d",
            "{0}",
            "'quoted\"",
            "..",
            "../outside",
            "/",
            "~",
            "con:",
            "a=b=c",
            "@nowhere",
            "*",
            "a;b?c#d");

    /** Options that say where to write, whom to call and how long to wait: they are given fitting values, always. */
    private static final List<String> BOUNDS = List.of(
            "--config",
            "--workspace",
            "--out",
            "--templates",
            "--data",
            "--host",
            "--port",
            "--retries",
            "--rpm",
            "--tpm",
            "--max-rounds");

    /** What serve says of itself first, once it listens. */
    private static final String LISTENING = "http://";

    /** Those of this machine, which serve takes, and others, which it refuses: no token that is drawn will do. */
    private static final List<String> HOSTS = List.of("127.0.0.1", "localhost", "::1", "0.0.0.0", "0", "", " ");

    private static final List<String> NO_PORTS = List.of("-1", "65536", "999999999", "0x50", "8080 ", "");

    @TempDir
    private Path folder;

    private Path inside;
    private final Random random = new Random(SEED);
    private List<CommandSpec> commands;
    private Map<String, List<String>> fitting;

    @BeforeEach
    void lay_out_what_commands_work_on() throws IOException {
        inside = Files.createDirectories(folder.resolve("inside"));
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        String config = Files.writeString(
                        inside.resolve("config2.yaml"),
                        "models:\n  m:\n    base_url: http://127.0.0.1:" + closed + "/v1\n    api_key: none\n")
                .toString();
        String template = Files.writeString(inside.resolve("mine.yaml"), """
                prompt: Say {it}.
                requirements: Short.
                qa:
                  - question: Why?
                """).toString();
        Files.writeString(inside.resolve("broken.yaml"), "prompt: [");
        Files.writeString(Files.createDirectories(inside.resolve("articles")).resolve("a.txt"), "One day. It rained.");
        String run = inside.resolve("w").resolve("done").toString();
        assertThat(new CommandLineTexts(
                                "optimize",
                                "--offline",
                                "--workspace",
                                inside.resolve("w").toString(),
                                "--name",
                                "done",
                                "--max-rounds",
                                "2",
                                "--seed",
                                "1")
                        .status())
                .isZero();
        commands = List.copyOf(CommandLineTexts.allCommands().getSubcommands().values().stream()
                .map(command -> command.getCommandSpec())
                .collect(Collectors.toMap(CommandSpec::name, spec -> spec, (a, b) -> a, TreeMap::new))
                .values());
        String articles = inside.resolve("articles").toString();
        String profiles = inside.resolve("profiles").toString();
        fitting = Map.ofEntries(
                Map.entry(
                        "DIR",
                        List.of(run, articles, profiles, inside.resolve("none").toString())),
                Map.entry(
                        "FILE",
                        List.of(template, config, inside.resolve("broken.yaml").toString(), "Poem.yaml")),
                Map.entry("N", List.of("1", "2", "3")),
                Map.entry("N|all", List.of("1", "all")),
                Map.entry("MODEL", List.of("m", "openai:m", "openai-compatible:m@http://127.0.0.1:0/v1")),
                Map.entry("FILE|TEXT", List.of("Think.", template, run + "#1")),
                Map.entry("PROVIDER", List.of("openai", "ollama")),
                Map.entry("T", List.of("0", "0.7", "2")),
                Map.entry("SECONDS", List.of("1", "30")),
                Map.entry("NAME", List.of("one", "二")),
                Map.entry("INPUT", List.of(articles, profiles)),
                Map.entry("AMOUNT", List.of("0.01", "5")),
                Map.entry("URL", List.of("jdbc:mysql://127.0.0.1/x", "postgresql://127.0.0.1/x")));
    }

    @Test
    void end_in_a_documented_status_without_a_stack_trace_or_a_stray_file() throws IOException {
        fuzz(LISTS);
    }

    @Test
    @Tag("thorough")
    void of_10_000_each_ends_in_a_documented_status_without_a_stack_trace_or_a_stray_file() throws IOException {
        fuzz(THOROUGH_LISTS);
    }

    private void fuzz(int lists) throws IOException {
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        Set<String> around = around();
        for (int i = 0; i < lists; i++) {
            List<String> list = arguments();
            CommandLineTexts run = CommandLineTexts.interruptedAt(LISTENING, list.toArray(String[]::new));
            statuses.merge(run.status(), 1, Integer::sum);
            String said = run.out() + run.err();
            List<String> faults = new ArrayList<>();
            if (!allowed(list, run.status())) {
                faults.add("exit " + run.status());
            }
            if (!wantsTraces(list) && (said.contains("\tat ") || said.contains("Exception"))) {
                faults.add("stack trace");
            }
            if (said.codePoints().anyMatch(FuzzedArgumentsTest::controlsTheTerminal)) {
                faults.add("control character");
            }
            if (i % 100 == 0 && !around().equals(around)) {
                faults.add("files outside");
            }
            if (!faults.isEmpty() && wrong.size() < 20) {
                wrong.add(faults + " of "
                        + list.stream().map(FuzzedArgumentsTest::shown).toList() + "\n" + shown(said));
            }
        }
        System.out.printf("%,d argument lists, seed %d, by exit status: %s%n", lists, SEED, statuses);
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(statuses)
                .as("what listened until it was stopped is among them")
                .containsKey(ExitStatus.INTERRUPTED);
        assertThat(around()).isEqualTo(around);
    }

    /**
     * 3 where a model is called, for nothing listens; 4 where a run goes on or is read, for it can be another's; 130
     * where it would listen on, for it is interrupted at once.
     */
    private static boolean allowed(List<String> list, int status) {
        String command = list.isEmpty() ? "" : list.get(0);
        boolean calls =
                Set.of("optimize", "resume", "doctor", "extract", "style").contains(command);
        boolean opens = Set.of(
                        "optimize",
                        "estimate",
                        "resume",
                        "replay",
                        "show",
                        "diff",
                        "export",
                        "report",
                        "confirm",
                        "demo",
                        "extract",
                        "style")
                .contains(command);
        boolean listens = command.equals("serve");
        return status == 0
                || status == 2
                || (status == 3 && calls)
                || (status == 4 && opens)
                || (status == 130 && listens);
    }

    private static boolean wantsTraces(List<String> list) {
        return list.stream().anyMatch(argument -> argument.startsWith("--verbose"));
    }

    private static boolean controlsTheTerminal(int character) {
        return Character.isISOControl(character) && character != '\n' && character != '\t';
    }

    private static String shown(String text) {
        String cut = text.length() > 600 ? text.substring(0, 600) + "…" : text;
        return cut.codePoints()
                .mapToObj(c -> Character.isISOControl(c) && c != '\n' ? "\\x%02x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private List<String> arguments() {
        List<String> list = new ArrayList<>();
        int kind = random.nextInt(20);
        if (kind == 0) {
            IntStream.range(0, random.nextInt(4)).forEach(any -> list.add(odd()));
            return list;
        }
        CommandSpec command = commands.get(random.nextInt(commands.size()));
        list.add(kind == 1 ? misspelt(command.name()) : command.name());
        command.positionalParameters().forEach(any -> {
            if (random.nextInt(6) > 0) {
                list.add(value(any.paramLabel()));
            }
        });
        List<OptionSpec> options = command.options().stream()
                .filter(option -> !bounds(command).contains(option.longestName()))
                .toList();
        for (int i = random.nextInt(6); i > 0 && !options.isEmpty(); i--) {
            add(options.get(random.nextInt(options.size())), list);
        }
        if (random.nextInt(8) == 0) {
            list.add(1 + random.nextInt(list.size()), odd());
        }
        stayInside(command, list);
        return list;
    }

    private void add(OptionSpec option, List<String> list) {
        String name = option.longestName();
        switch (random.nextInt(12)) {
            case 0 -> list.add(misspelt(name));
            case 1 -> list.add(name); // its value is missing
            case 2 -> list.add(name + "=" + value(option));
            default -> {
                list.add(name);
                for (int i = 0; i < option.arity().min(); i++) {
                    list.add(value(option));
                }
            }
        }
    }

    private String value(OptionSpec option) {
        if (option.completionCandidates() != null && random.nextInt(3) > 0) {
            List<String> candidates = new ArrayList<>();
            option.completionCandidates().forEach(candidates::add);
            return candidates.isEmpty() ? odd() : candidates.get(random.nextInt(candidates.size()));
        }
        return value(option.paramLabel());
    }

    private String value(String label) {
        List<String> good = fitting.getOrDefault(label.replaceAll("[<>]", ""), List.of());
        return good.isEmpty() || random.nextInt(3) == 0 ? odd() : good.get(random.nextInt(good.size()));
    }

    private String odd() {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private String misspelt(String name) {
        int at = random.nextInt(name.length());
        return name.substring(0, at) + (char) ('a' + random.nextInt(26)) + name.substring(at);
    }

    /** The questions of a run are only read. */
    private static List<String> bounds(CommandSpec command) {
        boolean reads = Set.of("optimize", "estimate").contains(command.name());
        return BOUNDS.stream()
                .filter(bound -> !(reads && bound.equals("--data")))
                .toList();
    }

    private void stayInside(CommandSpec command, List<String> list) {
        for (String bound : bounds(command)) {
            if (command.findOption(bound) != null) {
                list.addAll(List.of(bound, within(bound)));
            }
        }
        if (command.findOption("--offline") != null && random.nextInt(4) > 0) {
            list.add("--offline");
        }
    }

    private String within(String bound) {
        return switch (bound) {
            case "--config" -> inside.resolve("config2.yaml").toString();
            case "--retries" -> "0";
            case "--max-rounds" -> "1";
            case "--rpm", "--tpm" -> "999999999";
            case "--host" -> HOSTS.get(random.nextInt(HOSTS.size()));
            case "--port" -> random.nextInt(4) > 0 ? "0" : NO_PORTS.get(random.nextInt(NO_PORTS.size()));
            default -> inside.resolve("w") + "/" + (random.nextInt(4) > 0 ? random.nextInt(9) : odd());
        };
    }

    /** The names of all files and folders around that must not change. */
    private Set<String> around() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path place : List.of(folder, Path.of("").toAbsolutePath())) { // where tests run
            Files.walkFileTree(place, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path any, BasicFileAttributes attributes) {
                    names.add(any.toString());
                    return any.equals(inside) || any.endsWith("target")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    names.add(file.toString());
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return names;
    }
}
