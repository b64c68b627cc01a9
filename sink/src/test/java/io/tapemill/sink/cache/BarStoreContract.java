package io.tapemill.sink.cache;

import static io.tapemill.sink.postgres.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store promises, wherever it keeps its copies. */
interface BarStoreContract {
    int LIMIT = 5;
    Series A = new Series("A", "1m", Optional.empty());
    Series B_ALL = new Series("B", "1m", Optional.of("all"));

    BarStore store();

    /** Waits until what was handed over for writing is in the store. */
    void settle();

    @Test
    default void shouldGiveBackWhatPostgresSaid() {
        fill(A, List.of(bar("A", 1, 1), bar("A", 2, 3)), true);

        assertThat(read(A)).contains(new RecentBars(List.of(bar("A", 1, 1), bar("A", 2, 3)), true));
        assertThat(store().read(A, 1).flatMap(bars -> bars.newest(1))).contains(List.of(bar("A", 2, 3)));
        assertThat(read(B_ALL)).isEmpty();
    }

    @Test
    default void shouldCatchWhatIsCommittedWhilePostgresIsAsked() {
        BarStore.Filling filling = store().begin(A).orElseThrow();
        commit(bar("A", 2, 2), bar("A", 3, 1));
        filling.finish(new RecentBars(List.of(bar("A", 2, 1)), false));

        assertThat(read(A)).contains(new RecentBars(List.of(bar("A", 2, 2), bar("A", 3, 1)), false));
    }

    @Test
    default void shouldLeaveOutWhatIsCommittedBeforeAllThatPostgresGave() {
        BarStore.Filling filling = store().begin(A).orElseThrow();
        commit(bar("A", 1, 2), bar("A", 3, 1));
        filling.finish(new RecentBars(List.of(bar("A", 2, 1)), false));

        assertThat(read(A)).contains(new RecentBars(List.of(bar("A", 2, 1), bar("A", 3, 1)), false));
    }

    @Test
    default void shouldNotBeFilledByWhoeverBeganBeforeAllWasForgotten() {
        BarStore.Filling filling = store().begin(A).orElseThrow();
        store().forgetAll();
        settle();
        filling.finish(new RecentBars(List.of(bar("A", 1, 1)), true));

        assertThat(read(A)).isEmpty();
    }

    @Test
    default void shouldForgetWhatIsKeptWhenCopiesBecomeUncertain() {
        fill(A, List.of(bar("A", 1, 1)), true);
        store().forgetAll();
        settle();
        commit(bar("A", 2, 1));

        assertThat(read(A)).isEmpty();
    }

    @Test
    default void shouldKeepASeriesOfOneSessionApart() {
        fill(B_ALL, List.of(), true);
        commit(bar("B", 1, 1));

        assertThat(read(B_ALL)).contains(new RecentBars(List.of(bar("B", 1, 1)), true));
        assertThat(read(new Series("B", "1m", Optional.of("late")))).isEmpty();
    }

    @Test
    default void shouldKeepTheNewestUpToTheLimit() {
        fill(A, List.of(), true);
        for (int minute = 1; minute <= LIMIT + 2; minute++) commit(bar("A", minute, 1));

        RecentBars held = read(A).orElseThrow();
        assertThat(held.whole()).isFalse();
        assertThat(held.bars()).hasSize(LIMIT).contains(bar("A", 3, 1), bar("A", LIMIT + 2, 1));
    }

    @Test
    default void shouldHoldTheHighestRevisionInWhateverOrderTheyCome() {
        for (long seed = 1; seed <= 5; seed++) {
            List<Bar> revisions = new ArrayList<>();
            for (int generation = 1; generation <= 2; generation++) {
                for (int revision = 1; revision <= 4; revision++) {
                    revisions.add(bar("A", bar("A", 1, 1).startNs(), generation, revision));
                }
            }
            Bar highest = revisions.get(revisions.size() - 1);
            Collections.shuffle(revisions, new Random(seed));
            fill(A, List.of(), true);
            for (Bar revision : revisions) commit(revision);

            assertThat(read(A).orElseThrow().bars()).as("seed %d", seed).containsExactly(highest);
        }
    }

    private void fill(Series series, List<Bar> bars, boolean whole) {
        store().begin(series).orElseThrow().finish(new RecentBars(bars, whole));
    }

    private void commit(Bar... bars) {
        store().merge(List.of(bars), System.nanoTime());
        settle();
    }

    private Optional<RecentBars> read(Series series) {
        return store().read(series, -1);
    }
}
