package io.github.spo4j.examples.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.storage.RunStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    private static List<String> names(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    /** What comes before the journal is never newer than it, also while the run goes on. */
    @Test
    void has_the_journal_last() throws IOException {
        RunStorage run = RunStorage.memory();
        try (RunStorage.Writer writer = run.lock()) {
            for (String name :
                    List.of("run.json", "journal.jsonl", "prompts/results.json", "prompts/round_1/prompt.txt")) {
                writer.replace(name, name.getBytes(UTF_8));
            }
        }

        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            Archive.add(run, "spo-1", zip);
        }

        assertThat(names(archive.toByteArray()))
                .containsExactlyInAnyOrder(
                        "spo-1/run.json",
                        "spo-1/prompts/results.json",
                        "spo-1/prompts/round_1/prompt.txt",
                        "spo-1/journal.jsonl")
                .endsWith("spo-1/journal.jsonl");
    }
}
