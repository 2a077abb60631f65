package io.github.spo4j.examples.cli;

import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds a template by name: a file, a file in {@code settings}, or a built-in one. */
final class TemplateFinder {

    static final List<String> BUILT_IN = List.of("Navigate.yaml", "Poem.yaml");

    private TemplateFinder() {}

    static IterationTemplate find(String name) {
        for (Path file : List.of(path(name), path("settings/" + name))) {
            if (Files.exists(file)) {
                return IterationTemplate.read(file);
            }
        }
        if (BUILT_IN.contains(name)) {
            return IterationTemplate.parse(name, builtIn(name));
        }
        throw new UsageException("refused.template.none", name, DidYouMean.hint(name, names()), BUILT_IN);
    }

    /** All names to suggest: built-in ones, and those here and in settings. */
    private static List<String> names() {
        return Stream.of(BUILT_IN, yamlIn(Path.of("")), yamlIn(Path.of("settings")))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> yamlIn(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
            return names;
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // no such folder, or it cannot be listed: nothing to suggest
        }
    }

    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("refused.template.name", name);
        }
    }

    /** The text of a built-in file. */
    static String builtIn(String name) {
        try (InputStream in = TemplateFinder.class.getResourceAsStream("/templates/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks templates/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
