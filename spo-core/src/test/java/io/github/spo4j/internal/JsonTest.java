package io.github.spo4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void shares_its_buffers_between_threads_of_which_each_makes_one_call() {
        assertThat(Json.OURS.getFactory()._getRecyclerPool())
                .isSameAs(JsonRecyclerPools.sharedConcurrentDequePool())
                .isSameAs(Json.THEIRS.getFactory()._getRecyclerPool());
    }
}
