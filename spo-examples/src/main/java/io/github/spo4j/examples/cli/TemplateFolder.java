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

/** The folder for templates built from a style. None is ever overwritten, since people edit them. */
final class TemplateFolder {

    static final String USUAL = "settings/auto_generated";

    /** Characters that a shell does not change. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_./-]+");

    private TemplateFolder() {}

    /** Writes the template to a new file, unless the same one is there. */
    static Path add(IterationTemplate template, Path folder, String name) {
        try {
            Files.createDirectories(folder);
            // Written elsewhere first: half a template, left by a kill, would never be overwritten.
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
            // By bytes: the existing file may contain anything.
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

    /** The command to run next, ready to be typed. */
    static String next(Path template, boolean offline) {
        return "spo optimize" + (offline ? " --offline" : "") + " --template " + quoted(template.toString());
    }

    /** A path as a shell takes it. */
    static String quoted(String path) {
        return PLAIN.matcher(path.replace(File.separator, "/")).matches()
                ? path
                : "'" + path.replace("'", "'\\''") + "'";
    }
}
