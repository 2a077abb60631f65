package io.github.spo4j.examples.startup;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes the archive with which {@code bin/spo} starts the program's jar. The build runs this after making the jar. */
public final class StartUpArchive {

    /**
     * The options of {@code bin/spo}: an archive works with the same collector only. Java 25 and later would also
     * record what is worth compiling; that is left out, since compiling it at each start takes longer than it saves.
     */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTRecordTraining",
            "-XX:-AOTReplayTraining",
            "-Djdk.reflect.useNativeAccessorOnly=true",
            "-Xlog:disable",
            "-Xlog:all=error");

    private static final String TRAINING = "io.github.spo4j.examples.cli.Training";
    private static final String SAID = "said";
    private static final int FIRST_WITH_CACHE = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private StartUpArchive() {}

    /**
     * Makes the archive beside the jar: {@code spo-17.jsa} for Java 17, {@code spo-25.aot} for Java 25 and so on, there
     * with {@code spo-25-help.aot} beside it. If that fails it prints a warning, and the program starts without one.
     *
     * @param args the jar
     * @throws IOException if the jar cannot be written
     * @throws InterruptedException if the wait for the archive is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]).toAbsolutePath();
        ModernClasses.in(jar);
        int version = Runtime.version().feature();
        if (version >= FIRST_WITH_CACHE) {
            make("-XX:AOTCacheOutput=", jar.resolveSibling("spo-" + version + ".aot"), jar);
            make("-XX:AOTCacheOutput=", jar.resolveSibling("spo-" + version + "-help.aot"), jar, "help");
        } else {
            make("-XX:ArchiveClassesAtExit=", jar.resolveSibling("spo-" + version + ".jsa"), jar);
        }
    }

    private static void make(String option, Path archive, Path jar, String... training)
            throws IOException, InterruptedException {
        Files.deleteIfExists(archive);
        Path folder = Files.createTempDirectory("spo-training");
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().build(), Duration.ZERO)) {
            Files.writeString(
                    folder.resolve("config2.yaml"),
                    "models:\n  simulation:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
            if (!train(jar, option + archive, folder, training) || Files.notExists(archive)) {
                Files.deleteIfExists(archive);
                System.out.println("[WARNING] " + archive + " could not be made, so bin/spo starts slower:\n"
                        + Files.readString(folder.resolve(SAID)));
            }
        } finally {
            delete(folder);
        }
    }

    /** Runs typical commands. */
    private static boolean train(Path jar, String archive, Path folder, String... training)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of(archive, "-cp", jar.toString(), TRAINING));
        command.addAll(List.of(training));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(SAID).toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue() == 0;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
