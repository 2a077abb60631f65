package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class StoredJsonTest {

    private static final int LONGER_THAN_USUAL = 20_000_001;

    @Test
    void is_read_again_however_long_its_texts_are() {
        ObjectNode json = StoredJson.object().put("text", "a".repeat(LONGER_THAN_USUAL));

        ObjectNode again = StoredJson.read(StoredJson.write(json));

        assertThat(again.path("text").textValue()).hasSize(LONGER_THAN_USUAL);
    }
}
