package io.github.spo4j.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The files to begin with, in one folder. None is ever overwritten. */
final class StarterFiles {

    private static final String CONFIG = "config/config2.yaml";
    private static final String TEMPLATE = "my.yaml";

    private final Path folder;

    StarterFiles(Path folder) {
        this.folder = folder;
    }

    /** The config file that is there already: another one would be found in its place, or never. */
    Optional<Path> config() {
        return Stream.of(CONFIG, "config2.yaml")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    /** The template that is there already. */
    Optional<Path> template() {
        return Optional.of(folder.resolve(TEMPLATE)).filter(Files::exists);
    }

    Path writeConfig(String text) {
        return write(folder.resolve(CONFIG), text);
    }

    Path writeTemplate(Words words) {
        return write(folder.resolve(TEMPLATE), text(words.locale().equals(Locale.CHINESE) ? "my_zh.yaml" : TEMPLATE));
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(StarterFiles.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            return Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UsageException("refused.init.write", file, String.valueOf(e.getMessage()));
        }
    }

    /** The command that optimizes with these files, ready to be typed. */
    String nextCommand() {
        boolean here = folder.toString().isEmpty() || folder.equals(Path.of("."));
        String config = here
                ? ""
                : " --config " + TemplateFolder.quoted(config().orElseThrow().toString());
        return "spo optimize" + config + " --template "
                + TemplateFolder.quoted((here ? Path.of(TEMPLATE) : folder.resolve(TEMPLATE)).toString());
    }
}
