package io.github.spo4j.style;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.spo4j.model.ModelReply;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.RunStorageContract;
import io.github.spo4j.testing.TroubledFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest extends RunStorageContract {

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    @Override
    protected RunStorage newStorage() {
        return StyleExtractor.outputFolder(out());
    }

    @Override
    protected RunStorage reopen(RunStorage of) {
        return newStorage();
    }

    @Nested
    class Profiles {

        private RunStorage output;

        @BeforeEach
        void opens() {
            output = newStorage();
        }

        @Test
        void lie_beside_the_folder_with_all_else() {
            try (RunStorage.Writer writer = output.lock()) {
                writer.replace("single_articles/a.json", "a".getBytes(UTF_8));
                writer.append("journal.jsonl", "line".getBytes(UTF_8));
            }

            assertThat(out().resolve("single_articles")).isDirectoryContaining("glob:**/a.json");
            assertThat(out().resolve("single_articles/a.json")).hasContent("a");
            assertThat(out().resolve(".extract/journal.jsonl")).hasContent("line");
            assertThat(output.list("single_articles")).containsExactly("a.json");
            assertThat(output.describe("single_articles/a.json"))
                    .isEqualTo(out().resolve("single_articles/a.json").toString());
        }

        @Test
        void are_moved_aside_with_all_else() {
            try (RunStorage.Writer writer = output.lock()) {
                writer.replace("single_articles/a.json", "a".getBytes(UTF_8));
            }

            output.moveAside("old");

            assertThat(output.list("single_articles")).isEmpty();
            assertThat(folder.resolve("out.old/single_articles/a.json")).hasContent("a");
        }

        @Test
        void are_moved_aside_also_where_no_open_file_can_be_moved() {
            TroubledFileSystem files = new TroubledFileSystem(TroubledFileSystem.Trouble.NO_MOVE_OF_OPEN_FILES);
            RunStorage troubled = StyleExtractor.outputFolder(files.at(out()));
            try (RunStorage.Writer writer = troubled.lock()) {
                writer.replace("single_articles/a.json", "a".getBytes(UTF_8));
            }

            troubled.moveAside("old");

            assertThat(files.movedInVain()).hasSize(1);
            assertThat(folder.resolve("out.old/single_articles/a.json")).hasContent("a");
        }

        @Test
        void lead_not_out_of_the_folder() {
            try (RunStorage.Writer writer = output.lock()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> writer.replace("single_articles/../../evil.json", "x".getBytes(UTF_8)))
                        .withMessageContaining("leads out of");
            }
        }

        @Test
        void that_cannot_be_read_or_written_fail_their_articles_alone() throws IOException {
            StyleExtractor extractor = StyleExtractor.builder()
                    .model(request -> ModelReply.of(SampleProfiles.about("tea")))
                    .build();
            List<Article> articles = List.of(new Article("a.txt", "tea"), new Article("b.txt", "tea again"));
            extractor.extractAll(articles, output);
            Path profile = out().resolve("single_articles/a.json");
            Files.delete(profile);
            Files.createDirectories(profile.resolve("in the way"));

            ExtractionReport report = extractor.extractAll(articles, output);

            assertThat(report.failed()).containsOnlyKeys("a.txt");
            assertThat(report.failed().get("a.txt")).startsWith(profile + ": this file cannot be read (");
            assertThat(report.skipped()).containsExactly(Map.entry("b.txt", out().resolve("single_articles/b.json")));
        }
    }
}
