package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {

    private final Page page = new Page();

    @Test
    void keeps_nothing_of_names_that_are_not_there() {
        for (int i = 0; i < 100; i++) {
            assertThat(page.content("none-" + i + ".js")).isEmpty();
        }

        assertThat(page.kept()).isZero();
    }

    @Test
    void keeps_a_file_that_is_there() {
        assertThat(page.content("index.html")).isPresent().isEqualTo(page.content("index.html"));
        assertThat(page.kept()).isOne();
    }
}
