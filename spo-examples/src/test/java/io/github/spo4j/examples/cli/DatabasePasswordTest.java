package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabasePasswordTest {

    private static final String URL = "jdbc:postgresql://host/name";

    @TempDir
    private Path folder;

    private static String fromVariable(String url, String password) {
        return new DatabasePassword(null, Map.of(DatabasePassword.VARIABLE, password)::get).addedTo(url);
    }

    @Test
    void comes_from_the_environment_and_may_be_any_text() {
        assertThat(fromVariable(URL, "p&w=1 +ü")).isEqualTo(URL + "?password=p%26w%3D1+%2B%C3%BC");
        assertThat(fromVariable(URL + "?user=u", "secret")).isEqualTo(URL + "?user=u&password=secret");
    }

    @Test
    void comes_from_the_first_line_of_a_file_rather_than_the_environment() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "of the file\n\n");

        assertThat(new DatabasePassword(file, name -> "of the environment").addedTo(URL))
                .isEqualTo(URL + "?password=of+the+file");
    }

    @Test
    void is_none_if_nobody_gives_one() {
        assertThat(new DatabasePassword(null, name -> null).addedTo(URL)).isEqualTo(URL);
    }

    @Test
    void is_refused_in_a_file_that_is_empty_or_not_there() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        for (Path file : new Path[] {empty, folder.resolve("none")}) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> new DatabasePassword(file, name -> "x").addedTo(URL));
        }
    }

    @Test
    void is_noticed_where_everybody_can_see_it() {
        assertThat(DatabasePassword.isIn(URL + "?user=u&password=p")).isTrue();
        assertThat(DatabasePassword.isIn(URL + "?user=password")).isFalse();
    }
}
