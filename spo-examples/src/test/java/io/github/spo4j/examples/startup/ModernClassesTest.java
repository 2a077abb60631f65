package io.github.spo4j.examples.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModernClassesTest {

    private static final String CLASS = "/picocli/CommandLine.class";

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void put_a_class_into_a_jar() throws IOException {
        jar = folder.resolve("some.jar");
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"));
                InputStream compiled = Objects.requireNonNull(CommandLine.class.getResourceAsStream(CLASS))) {
            Files.createDirectory(files.getPath("/picocli"));
            Files.copy(compiled, files.getPath(CLASS));
        }
    }

    private int version() throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            return ByteBuffer.wrap(Files.readAllBytes(files.getPath(CLASS))).getShort(6);
        }
    }

    @Test
    void are_those_of_java_8() throws IOException {
        assertThat(version()).isLessThan(52);

        ModernClasses.in(jar);

        assertThat(version()).isEqualTo(52);
    }

    /** Else the archive that is made for one Java would make that of another useless. */
    @Test
    void leave_a_jar_as_it_is_that_has_them() throws IOException {
        ModernClasses.in(jar);
        byte[] once = Files.readAllBytes(jar);
        FileTime then = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(jar, then);

        ModernClasses.in(jar);

        assertThat(Files.readAllBytes(jar)).isEqualTo(once);
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(then);
    }
}
