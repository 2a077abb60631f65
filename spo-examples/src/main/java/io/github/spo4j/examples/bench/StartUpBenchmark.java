package io.github.spo4j.examples.bench;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures how long the launcher takes to print {@code --help} and to send the first request of {@code optimize} to a
 * server on loopback, as ratios to a bare {@code java -version}, and how much memory a whole run takes. The three take
 * turns, so that a slow moment of the machine affects all of them; medians.
 */
public final class StartUpBenchmark {

    private static final int STARTS = 21;
    private static final int WARM_UPS = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final String launcher;
    private final Path java;
    private final Path folder;

    private StartUpBenchmark(String launcher, Path java, Path folder) {
        this.launcher = launcher;
        this.java = java;
        this.folder = folder;
    }

    /**
     * Prints a row for the Java that runs this, which is also the one measured.
     *
     * @param args the launcher, or nothing for that of the folder in which the project was built
     * @throws IOException if a program cannot be started
     * @throws InterruptedException if the wait for one is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path launcher = Path.of(args.length == 0 ? "spo-examples/bin/spo" : args[0]);
        Path folder = Files.createTempDirectory("spo-start-up");
        try {
            new StartUpBenchmark(launcher.toAbsolutePath().toString(), Path.of(System.getProperty("java.home")), folder)
                    .run();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        double[] bare = new double[STARTS];
        double[] help = new double[STARTS];
        double[] request = new double[STARTS];
        long offline = 0;
        long loopback = 0;
        for (int i = -WARM_UPS; i < STARTS; i++) {
            double ofJava = untilEnd(java.resolve("bin/java").toString(), "-version");
            double ofHelp = untilEnd(launcher, "--help");
            FirstRequest first = firstRequest(i + WARM_UPS);
            offline = Math.max(offline, peakKib(start(launcher, "optimize", "--offline", "--name", "offline" + i)));
            loopback = Math.max(loopback, first.peakKib());
            if (i >= 0) {
                bare[i] = ofJava;
                help[i] = ofHelp;
                request[i] = first.millis();
            }
        }
        System.out.println("| JDK | `java -version` ms | `spo --help` ms | ratio | first request ms | ratio "
                + "| peak MiB offline | peak MiB on loopback |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        System.out.printf(
                "| %d | %.0f | %.0f | %.1f | %.0f | %.1f | %s | %s |%n",
                Runtime.version().feature(),
                median(bare),
                median(help),
                median(help) / median(bare),
                median(request),
                median(request) / median(bare),
                mebibytes(offline),
                mebibytes(loopback));
    }

    private record FirstRequest(double millis, long peakKib) {}

    private FirstRequest firstRequest(int number) throws IOException, InterruptedException {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().build(), Duration.ZERO)) {
            Path config = folder.resolve("config2.yaml");
            Files.writeString(
                    config, "models:\n  simulation:\n    base_url: " + server.baseUrl() + "\n    api_key: none\n");
            long begin = System.nanoTime();
            Process process = start(launcher, "optimize", "--name", "loopback" + number);
            server.awaitRequests(1);
            double millis = (System.nanoTime() - begin) / 1e6;
            return new FirstRequest(millis, peakKib(process));
        }
    }

    private double untilEnd(String... command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        end(start(command));
        return (System.nanoTime() - begin) / 1e6;
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.appendTo(folder.resolve("errors").toFile()));
        builder.environment().put("JAVA_HOME", java.toString());
        return builder.start();
    }

    private void end(Process process) throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException("exit " + process.exitValue() + ": " + Files.readString(folder.resolve("errors")));
        }
    }

    /** The peak memory of the process, which Linux keeps until the process ends; 0 elsewhere. */
    private long peakKib(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        while (!process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakKib(status));
        }
        end(process);
        return peak;
    }

    private static long peakKib(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) { // the process has just ended, or this is not Linux
            return 0;
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String mebibytes(long kib) {
        return kib == 0 ? "-" : Long.toString(kib / 1024);
    }
}
