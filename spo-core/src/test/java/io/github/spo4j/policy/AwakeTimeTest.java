package io.github.spo4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What happens to deadlines when the machine is asleep: the clock goes on, the count of nanoseconds stands still. */
class AwakeTimeTest {

    private static final Duration NIGHT = Duration.ofHours(8);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TurnedTime clock = new TurnedTime();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
    private final PolicyTime time = new PolicyTime(clock, new AwakeClock(clock, nanos::get), clock, clock);
    private final DeadlineWait waiting = new DeadlineWait(time);

    private ModelRequest within(Duration limit) {
        return ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                .deadline(clock.instant().plus(limit))
                .build();
    }

    private void work(Duration span) {
        clock.pass(span);
        nanos.addAndGet(span.toNanos());
    }

    private void sleep() {
        clock.pass(NIGHT);
    }

    @Test
    void a_deadline_does_not_come_while_the_machine_is_asleep() {
        ModelRequest request = waiting.measured(within(HOUR));
        work(Duration.ofMinutes(20));
        sleep();

        assertThat(waiting.left(request)).contains(Duration.ofMinutes(40));
        work(Duration.ofMinutes(40));
        assertThat(waiting.isOver(request)).isTrue();
    }

    @Test
    void a_request_that_is_made_after_a_night_has_its_whole_time_and_no_more() {
        sleep();

        assertThat(waiting.left(waiting.measured(within(HOUR)))).contains(HOUR);
    }

    @Test
    void a_port_is_told_a_deadline_by_the_clock_of_the_day() {
        ModelRequest request = waiting.measured(within(HOUR));
        sleep();

        assertThat(waiting.told(request).deadline()).isEqualTo(clock.instant().plus(HOUR));
    }

    @Test
    void a_moment_moves_on_with_the_night() {
        Instant end = time.awake().instant().plus(HOUR);
        sleep();

        assertThat(time.told(end)).isEqualTo(clock.instant().plus(HOUR));
    }

    @Test
    void a_deadline_may_be_as_late_as_one_likes() {
        ModelRequest never = ModelRequest.of(ModelRole.EXECUTE, List.of(Message.user("?")))
                .deadline(Instant.MAX)
                .build();

        assertThat(waiting.isOver(waiting.measured(never))).isFalse();
    }
}
