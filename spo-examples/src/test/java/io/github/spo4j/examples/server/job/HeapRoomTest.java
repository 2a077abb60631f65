package io.github.spo4j.examples.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeapRoomTest {

    private static final long FIVE_PARTS = 50L << 20;

    private final HeapRoom room = new HeapRoom(FIVE_PARTS);

    private CompletableFuture<Integer> taking(int parts) {
        return CompletableFuture.supplyAsync(() -> room.take(parts));
    }

    @Test
    void is_shared_by_what_fits_together() throws Exception {
        int three = room.take(3);
        int two = room.take(2);
        CompletableFuture<Integer> waiting = taking(4);
        assertThat(waiting).isNotDone();

        room.giveBack(two);
        assertThat(waiting).isNotDone();
        room.giveBack(three);
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(4);
    }

    @Test
    void is_all_for_one_that_needs_more_and_a_little_for_one_that_needs_nothing() {
        int all = room.take(99);
        assertThat(all).isEqualTo(5);
        room.giveBack(all);
        assertThat(room.take(0)).isEqualTo(1);
    }

    @Test
    void lets_go_all_that_wait_at_the_end() throws Exception {
        int unused = room.take(5);
        CompletableFuture<Integer> waiting = taking(5);

        room.end();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(5);
    }
}
