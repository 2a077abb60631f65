package io.github.spo4j.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a command makes for its user. One that is there is left as it is. */
final class NewFile {

    private NewFile() {}

    static void write(String text, Path file) {
        try {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("refused.export.exists", file);
        } catch (NoSuchFileException e) {
            throw new UsageException("refused.export.folder", file);
        } catch (IOException e) {
            throw new UsageException("refused.export.write", file, String.valueOf(e.getMessage()));
        }
    }
}
