package io.github.spo4j.examples.cli;

import io.github.spo4j.template.IterationTemplate;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/** Where templates are put that were built from a style. None is ever overwritten: people mend them by hand. */
final class TemplateFolder {

    static final String USUAL = "settings/auto_generated";

    /** What a shell leaves as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_./-]+");

    private TemplateFolder() {}

    /** Writes the template to a file of its own, or leaves it if it is there as it is. */
    static Path add(IterationTemplate template, Path folder, String name) {
        try {
            Files.createDirectories(folder);
            // Half a template, left by a kill, would never be written over: it is written elsewhere first.
            Path draft = folder.resolve("." + UUID.randomUUID() + ".tmp");
            try {
                Files.write(draft, template.toYaml().getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
                return publish(draft, folder, name);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UsageException("refused.template.write", folder, String.valueOf(e.getMessage()));
        }
    }

    private static Path publish(Path draft, Path folder, String name) throws IOException {
        Path file = folder.resolve("auto_spo_" + name + ".yaml");
        for (int number = 2; ; number++) {
            // By bytes: what lies there may be anything.
            if (Files.isRegularFile(file) && Files.mismatch(draft, file) < 0) {
                return file;
            }
            try {
                return Files.move(draft, file);
            } catch (FileAlreadyExistsException e) {
                file = folder.resolve("auto_spo_" + name + "-" + number + ".yaml");
            }
        }
    }

    /** The command that goes on with it, to be typed as it stands. */
    static String next(Path template, boolean offline) {
        return "spo optimize" + (offline ? " --offline" : "") + " --template " + quoted(template.toString());
    }

    private static String quoted(String path) {
        return PLAIN.matcher(path.replace(File.separator, "/")).matches()
                ? path
                : "'" + path.replace("'", "'\\''") + "'";
    }
}
