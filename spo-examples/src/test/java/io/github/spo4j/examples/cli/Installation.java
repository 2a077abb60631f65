package io.github.spo4j.examples.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The launcher as the build leaves it, in a folder of choice, with a jar that leads to the classes under test. */
final class Installation {

    private final Path launcher;

    private Installation(Path launcher) {
        this.launcher = launcher;
    }

    static Installation in(Path folder) throws IOException {
        Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("spo");
        Files.copy(Path.of("bin", "spo"), launcher);
        Files.copy(Path.of("bin", "spo.cmd"), launcher.resolveSibling("spo.cmd"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(place -> Path.of(place).toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path jar = Files.createDirectories(folder.resolve("target")).resolve("spo.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return new Installation(launcher);
    }

    Path launcher() {
        return launcher;
    }
}
