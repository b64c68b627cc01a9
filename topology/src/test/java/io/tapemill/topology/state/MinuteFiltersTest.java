package io.tapemill.topology.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MinuteFiltersTest {
    private static final long MINUTE_NS = MinuteFilters.MINUTE_NS;
    private static final long FIRST = 29_000_000L * MINUTE_NS;
    private static final int MINUTES = 40;

    private record Kept(long windowNs, int symbol, int exchange, long tradeId) {}

    private final List<Kept> kept = new ArrayList<>();
    private final MapTable table = new MapTable();
    private MinuteFilters filters = new MinuteFilters(table);
    private int flushes;

    /** Trades in any order, some of them late, with restarts in between. */
    @Property(tries = 200)
    void whatIsKeptIsAlwaysFound(@ForAll long seed) {
        begin();
        Random random = new Random(seed);
        for (int step = 0; step < 300; step++) {
            int newest = step * MINUTES / 300;
            int minute = random.nextInt(4) == 0 ? random.nextInt(newest + 1) : newest;
            add(new Kept(
                    FIRST + minute * MINUTE_NS + random.nextInt(60) * 1_000_000_000L,
                    random.nextInt(5),
                    random.nextInt(3),
                    random.nextLong()));
            if (random.nextInt(5) == 0) flush();
            if (random.nextInt(40) == 0) restart();
        }
        assertAllAreFound();
        restart();
        assertAllAreFound();
    }

    @Test
    void whatWasNeverThereIsSoughtInHardlyAnyMinute() {
        Random random = new Random(7);
        for (int minute = 0; minute < MINUTES; minute++) {
            for (int i = 0; i < 3_000; i++) add(new Kept(FIRST + minute * MINUTE_NS, i % 50, 1, random.nextInt()));
            flush();
        }
        int minutes = 0;
        for (int i = 0; i < 1_000; i++) {
            minutes += filters.mayHold(i % 50, 1, 1L << 40 | i, FIRST, FIRST + MINUTES * MINUTE_NS)
                    .size();
        }
        assertThat(minutes).isLessThan(1_000 * MINUTES / 100);
    }

    @Test
    void whatAnEarlierReleaseWroteIsSoughtEverywhereAndWhatComesThenByFilters() {
        long newestNs = FIRST + 3 * MINUTE_NS + 5;
        filters.readFrom(new PackedReader(new byte[0]), newestNs);
        add(new Kept(FIRST + 3 * MINUTE_NS, 1, 1, 10));
        add(new Kept(FIRST + 6 * MINUTE_NS, 1, 1, 11));
        flush();

        assertThat(filters.mayHold(1, 1, 12, FIRST, FIRST + 9 * MINUTE_NS))
                .containsExactly(FIRST, FIRST + MINUTE_NS, FIRST + 2 * MINUTE_NS, FIRST + 3 * MINUTE_NS);
        assertThat(filters.mayHold(1, 1, 11, FIRST + 4 * MINUTE_NS, FIRST + 9 * MINUTE_NS))
                .containsExactly(FIRST + 6 * MINUTE_NS);
    }

    @Test
    void bytesThatAreNoFilterAreSaidToBeCorrupt() {
        for (byte[] bytes : new byte[][] {{}, {1}, new byte[64], new byte[65], {1, 2, 3}}) {
            assertThatThrownBy(() -> Filter.mayHold(bytes, 5))
                    .isInstanceOf(CorruptStateException.class)
                    .hasMessageContaining("filter");
        }
    }

    private void begin() {
        kept.clear();
        table.records.clear();
        filters = new MinuteFilters(table);
    }

    private void add(Kept trade) {
        kept.add(trade);
        filters.add(trade.windowNs, trade.symbol, trade.exchange, trade.tradeId);
    }

    private void flush() {
        filters.flush(flushes++);
    }

    /** The trades are in the table by then; they are told again from where the filters say. */
    private void restart() {
        flush();
        PackedWriter meta = new PackedWriter();
        filters.writeTo(meta);
        filters = new MinuteFilters(table);
        long fromNs = filters.readFrom(meta.reader(0), 0);
        for (Kept trade : kept) {
            if (trade.windowNs >= fromNs) filters.add(trade.windowNs, trade.symbol, trade.exchange, trade.tradeId);
        }
    }

    private void assertAllAreFound() {
        for (Kept trade : kept) {
            long minute = MinuteFilters.minute(trade.windowNs);
            assertThat(filters.mayHold(trade.symbol, trade.exchange, trade.tradeId, FIRST, FIRST + MINUTES * MINUTE_NS))
                    .contains(minute);
            assertThat(filters.mayHold(trade.symbol, trade.exchange, trade.tradeId, minute, trade.windowNs))
                    .containsExactly(minute);
        }
    }
}
