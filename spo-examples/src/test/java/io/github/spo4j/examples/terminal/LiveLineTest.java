package io.github.spo4j.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveLineTest {

    private final TerminalScreen screen = new TerminalScreen(20);
    private final List<BooleanSupplier> tickers = new ArrayList<>();
    private int columns = 20;
    private long now = 1_000_000_000_000L;

    private final Terminal terminal =
            new Terminal(Map.of("TERM", "xterm")::get, descriptor -> true, () -> OptionalInt.of(columns));
    private final LiveLine live = new LiveLine(screen, terminal, () -> now, this::start);
    private final PrintWriter err = new PrintWriter(live.above(), true, StandardCharsets.UTF_8);

    /** Ticks once, as the thread does at once. */
    private void start(BooleanSupplier ticker) {
        tickers.add(ticker);
        assertThat(ticker.getAsBoolean()).isTrue();
    }

    private static LiveLine.Status saying(String text) {
        return (now, columns) -> text;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void says_one_thing_after_the_other_in_the_same_place() {
        live.show(saying("one"));
        assertThat(screen.line()).isEqualTo("one");

        pass(LiveLine.SHORTEST);
        live.show(saying("two"));

        assertThat(screen.line()).isEqualTo("two");
        assertThat(screen.above()).isEmpty();
    }

    @Test
    void is_drawn_ten_times_a_second_at_most_and_misses_nothing() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            live.show((now, columns) -> "event " + number);
            pass(Duration.ofMillis(1));
        }

        assertThat(screen.everything().split("\r", -1)).hasSize(11);
        live.tick();
        assertThat(screen.line()).isEqualTo("event 999");
    }

    @Test
    void tells_the_time_that_goes_by_while_nothing_happens() {
        live.show((time, columns) -> (time - 1_000_000_000_000L) / 1_000_000_000 + " s");
        assertThat(tickers).hasSize(1);

        pass(Duration.ofSeconds(3));
        live.tick();

        assertThat(screen.line()).isEqualTo("3 s");
    }

    @Test
    void is_cleared_before_anything_else_is_written_and_comes_back() {
        live.show(saying("live"));
        err.println("note: read this");

        assertThat(screen.above()).containsExactly("note: read this");
        assertThat(screen.line()).isEmpty();
        live.tick();
        assertThat(screen.line()).isEqualTo("live");
    }

    @Test
    void does_not_draw_over_a_line_that_is_not_finished() {
        live.show(saying("live"));
        err.print("half");
        err.flush();
        live.tick();
        assertThat(screen.line()).isEqualTo("half");

        err.println(" and half");
        live.tick();

        assertThat(screen.above()).containsExactly("half and half");
        assertThat(screen.line()).isEqualTo("live");
    }

    @Test
    void never_wraps_and_follows_the_width() {
        live.show(saying("第一轮，评判中，还有很久很久"));
        assertThat(screen.line()).isEqualTo("第一轮，评判中，还…");

        columns = 9;
        screen.resize(9);
        pass(Duration.ofSeconds(2));
        live.tick();

        assertThat(screen.line()).isEqualTo("第一轮…");
    }

    @Test
    void is_gone_when_it_is_closed() {
        live.show(saying("live"));
        live.close();
        live.show(saying("again"));
        live.tick();
        err.println("Interrupted.");

        assertThat(screen.line()).isEmpty();
        assertThat(screen.above()).containsExactly("Interrupted.");
        assertThat(tickers.get(0).getAsBoolean()).isFalse();
    }

    @Test
    void leaves_no_trace_where_nothing_was_said() {
        err.println("plain");
        live.close();

        assertThat(screen.everything()).isEqualTo("plain" + System.lineSeparator());
    }

    @Test
    void a_terminal_that_is_gone_is_no_reason_to_stop() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        LiveLine line = new LiveLine(gone, terminal, () -> now, this::start);

        line.show(saying("live"));
        line.tick();
        line.close();

        assertThat(tickers).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"xterm, true, true", "xterm, false, false", "dumb, true, false"})
    void takes_a_terminal_that_can(String term, boolean isTerminal, boolean possible) {
        Terminal known = new Terminal(Map.of("TERM", term)::get, descriptor -> isTerminal, OptionalInt::empty);

        assertThat(new LiveLine(screen, known, () -> now, this::start).isPossible())
                .isEqualTo(possible);
    }

    @ParameterizedTest
    @CsvSource({"'', 80", "120, 120", "0, 80", "wide, 80"})
    void takes_the_width_that_is_set_or_eighty(String set, int width) {
        assertThat(new Terminal(Map.of("COLUMNS", set)::get, descriptor -> true, OptionalInt::empty).columns())
                .isEqualTo(width);
    }
}
