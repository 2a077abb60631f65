package io.github.spo4j.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ShownWriterTest {

    private final StringWriter seen = new StringWriter();
    private final ShownWriter writer = new ShownWriter(seen);

    @Test
    void leaves_out_what_commands_a_terminal() throws IOException {
        writer.write("a\033[2Jb\007c\rd\u009be\0f\b");

        assertThat(seen).hasToString("a[2Jbcdef");
    }

    @Test
    void leaves_texts_and_colours_as_they_are() throws IOException {
        String text = "\033[31mred\033[0m\n\ttab\r\n茶 🍵";
        writer.write(text);

        assertThat(seen).hasToString(text);
    }

    @Test
    void takes_texts_in_parts() throws IOException {
        writer.write("\007one two", 1, 4);
        writer.write(new char[] {'\007', 't', 'w', 'o'}, 0, 4);
        writer.write('\007');
        writer.write('!');

        assertThat(seen).hasToString("one two!");
    }
}
