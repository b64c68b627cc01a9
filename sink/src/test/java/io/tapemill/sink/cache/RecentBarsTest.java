package io.tapemill.sink.cache;

import static io.tapemill.sink.postgres.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentBarsTest {
    private static final int LIMIT = 3;
    private static final Bar FIRST = bar("A", 1, 1);
    private static final Bar SECOND = bar("A", 2, 1);
    private static final Bar THIRD = bar("A", 3, 1);

    @Test
    void shouldReplaceALowerRevisionAndNeverAHigherOne() {
        Bar revised = bar("A", 2, 2);
        RecentBars bars = new RecentBars(List.of(FIRST, SECOND), true).with(revised, LIMIT);

        assertThat(bars.with(SECOND, LIMIT).bars()).containsExactly(FIRST, revised);
    }

    @Test
    void shouldHoldAHigherGenerationHigherThanAnyRevision() {
        Bar rebuilt = bar("A", SECOND.startNs(), 2, 1);
        RecentBars bars = new RecentBars(List.of(bar("A", 2, 9)), true).with(rebuilt, LIMIT);

        assertThat(bars.with(bar("A", 2, 10), LIMIT).bars()).containsExactly(rebuilt);
    }

    @Test
    void shouldNotTakeABarFromBeforeWhatIsKnown() {
        RecentBars bars = new RecentBars(List.of(SECOND), false);

        assertThat(bars.with(FIRST, LIMIT).bars()).containsExactly(SECOND);
        assertThat(bars.with(THIRD, LIMIT).bars()).containsExactly(SECOND, THIRD);
    }

    @Test
    void shouldPutALateBarAtItsPlace() {
        RecentBars bars = new RecentBars(List.of(FIRST, THIRD), false);

        assertThat(bars.with(SECOND, LIMIT).bars()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void shouldKeepTheNewestAndKnowThatOlderOnesAreGone() {
        RecentBars bars = new RecentBars(List.of(FIRST, SECOND, THIRD), true).with(bar("A", 4, 1), LIMIT);

        assertThat(bars.whole()).isFalse();
        assertThat(bars.bars()).containsExactly(SECOND, THIRD, bar("A", 4, 1));
        assertThat(bars.newest(4)).isEmpty();
        assertThat(bars.newest(2)).contains(List.of(THIRD, bar("A", 4, 1)));
    }

    @Test
    void shouldAnswerARangeOnlyWhenItReachesBackFarEnough() {
        RecentBars bars = new RecentBars(List.of(FIRST, SECOND, THIRD), false);

        assertThat(bars.between(SECOND.startNs(), THIRD.startNs())).contains(List.of(SECOND));
        assertThat(bars.between(FIRST.startNs(), THIRD.startNs())).isEmpty();
        assertThat(new RecentBars(bars.bars(), true).between(0, SECOND.startNs()))
                .contains(List.of(FIRST));
    }

    @Test
    void shouldAnswerForTheNewestOfARangeWhenItHasThatMany() {
        RecentBars bars = new RecentBars(List.of(FIRST, SECOND, THIRD), false);

        assertThat(bars.in(new HotBars.Range(Long.MIN_VALUE, THIRD.startNs(), 2, true)))
                .contains(List.of(FIRST, SECOND));
        assertThat(bars.in(new HotBars.Range(Long.MIN_VALUE, THIRD.startNs(), 3, true)))
                .isEmpty();
        assertThat(bars.in(new HotBars.Range(FIRST.startNs() + 1, Long.MAX_VALUE, 9, true)))
                .contains(List.of(SECOND, THIRD));
    }

    @Test
    void shouldAnswerForTheOldestOfARangeOnlyWhenItReachesBackFarEnough() {
        RecentBars bars = new RecentBars(List.of(FIRST, SECOND, THIRD), false);

        assertThat(bars.in(new HotBars.Range(SECOND.startNs(), Long.MAX_VALUE, 1, false)))
                .contains(List.of(SECOND));
        assertThat(bars.in(new HotBars.Range(FIRST.startNs(), Long.MAX_VALUE, 1, false)))
                .isEmpty();
    }
}
