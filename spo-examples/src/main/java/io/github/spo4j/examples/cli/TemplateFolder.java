package io.github.spo4j.examples.cli;

import io.github.spo4j.template.IterationTemplate;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** Where templates are put that were built from a style. None is ever overwritten: people mend them by hand. */
final class TemplateFolder {

    static final String USUAL = "settings/auto_generated";

    /** What a shell leaves as it is. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_./-]+");

    private TemplateFolder() {}

    /** Writes the template to a file of its own, or leaves it if it is there as it is. */
    static Path add(IterationTemplate template, Path folder, String name) {
        String yaml = template.toYaml();
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("auto_spo_" + name + ".yaml");
            for (int number = 2; ; number++) {
                if (Files.exists(file) && Files.readString(file).equals(yaml)) {
                    return file;
                }
                try {
                    return Files.write(file, yaml.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
                } catch (FileAlreadyExistsException e) {
                    file = folder.resolve("auto_spo_" + name + "-" + number + ".yaml");
                }
            }
        } catch (IOException e) {
            throw new UsageException("refused.template.write", folder, String.valueOf(e.getMessage()));
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
