package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestFieldsTest {

    private static final int MANY = 100_000;
    private static final int MOST_WRONGS = 20;

    private final ObjectNode request = StoredJson.object();
    private final RequestFields fields = RequestFields.of(request);

    private List<String> wrongs() {
        return catchThrowableOfType(JobException.class, fields::requireRight).wrongs().stream()
                .map(JobException.Wrong::message)
                .toList();
    }

    @Test
    void a_text_may_be_so_long() {
        request.put("right", "abc").put("long", "abcd").put("also_long", "abcd");

        assertThat(fields.text("right", 3)).isEqualTo("abc");
        assertThat(fields.text("long", 3)).isNull();
        assertThat(fields.requiredText("also_long", 3)).isEmpty();

        assertThat(wrongs())
                .containsExactly("long must have at most 3 characters", "also_long must have at most 3 characters");
    }

    @Test
    void a_list_that_is_too_long_is_refused_as_a_whole() {
        ArrayNode list = request.putArray("list");
        for (int i = 0; i < MANY; i++) {
            list.addObject();
        }

        assertThat(fields.objects("list", MANY)).hasSize(MANY);
        assertThat(fields.objects("list", MANY - 1)).isEmpty();

        assertThat(wrongs()).containsExactly("list are more than 99999; split them into several jobs");
    }

    @Test
    void a_list_has_something_in_it() {
        request.putArray("empty");

        assertThat(fields.objects("empty", 1)).isEmpty();
        assertThat(fields.objects("none", 1)).isEmpty();

        assertThat(wrongs()).containsExactly("empty must be there, at least one", "none must be there, at least one");
    }

    @Test
    void so_many_things_are_said_to_be_wrong_and_no_more() {
        ArrayNode list = request.putArray("list");
        for (int i = 0; i < MANY; i++) {
            list.addObject();
        }

        fields.objects("list", MANY).forEach(element -> element.requiredText("text"));

        assertThat(wrongs()).hasSize(MOST_WRONGS).first().isEqualTo("list[0].text must be there and not be blank");
    }

    @Test
    void so_many_fields_are_said_not_to_be_known_and_no_more() {
        for (int i = 0; i < MANY; i++) {
            request.put("field" + i, i);
        }

        assertThat(wrongs()).hasSize(MOST_WRONGS);
    }
}
