package io.tapemill.app.http.bars;

import static io.tapemill.app.http.bars.SampleBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.http.live.LiveView;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeamTest {
    private static final Series SERIES = new Series("A", "1s", null);

    @Test
    void shouldShowEachBarOnceAndStoredOnesAsStored() {
        LiveView live = live(List.of(bar(12, 1, 120), bar(11, 1, 999)), List.of(bar(10, 1, 998), bar(11, 1, 110)));

        assertThat(join(List.of(bar(9, 1, 90), bar(10, 2, 100)), live, all(10)))
                .containsExactly(
                        "9 final rev 1: 90", "10 final rev 2: 100", "11 partial rev 1: 110", "12 partial rev 1: 120");
    }

    @Test
    void shouldTakeOfABarThatIsNotStoredTheRevisionThatWillBeStoredFirst() {
        LiveView live = live(List.of(), List.of(bar(10, 1, 100), bar(10, 2, 101), bar(9, 2, 91)));

        assertThat(join(List.of(bar(9, 1, 90)), live, all(10)))
                .containsExactly("9 final rev 1: 90", "10 partial rev 1: 100");
    }

    @Test
    void shouldLeaveOutOtherSeriesAndTimes() {
        Bar other = bar("A", "1m", 10, 1, 5, null);
        LiveView live = live(List.of(other, bar(5, 1, 1), bar(20, 1, 1), bar(19, 1, 190)), List.of());

        assertThat(join(List.of(), live, new Slice(6 * SampleBars.S, 20 * SampleBars.S, false, 10)))
                .containsExactly("19 partial rev 1: 190");
        assertThat(Seam.join(List.of(), live, new Series("A", "1s", "late"), all(10)))
                .isEmpty();
    }

    @Test
    void shouldKeepTheOrderAndTheLimitWhenTheDatabaseHasMore() {
        LiveView live = live(List.of(bar(12, 1, 120)), List.of());
        List<Bar> rising = List.of(bar(1, 1, 10), bar(2, 1, 20));
        List<Bar> falling = List.of(bar(11, 1, 110), bar(10, 1, 100));

        assertThat(join(rising, live, all(2))).containsExactly("1 final rev 1: 10", "2 final rev 1: 20");
        assertThat(join(falling, live, new Slice(0, Long.MAX_VALUE, true, 2)))
                .containsExactly("12 partial rev 1: 120", "11 final rev 1: 110");
    }

    private static Slice all(int limit) {
        return new Slice(Long.MIN_VALUE, Long.MAX_VALUE, false, limit);
    }

    private static LiveView live(List<Bar> open, List<Bar> closed) {
        return new LiveView(true, 0, open, closed, "here");
    }

    private static List<String> join(List<Bar> stored, LiveView live, Slice slice) {
        return Seam.join(stored, live, SERIES, slice).stream()
                .map(shown -> shown.startNs() / SampleBars.S + " " + shown.state() + " rev "
                        + shown.bar().revision() + ": "
                        + shown.bar().volumeE9().toBigInteger().longValue() / SampleBars.S)
                .toList();
    }
}
