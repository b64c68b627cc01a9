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

class TradeFiltersTest {
    private static final long SPAN_NS = TradeFilters.SPAN_NS;
    private static final long FIRST = 174_000_000L * SPAN_NS;
    private static final int SPANS = 40;

    private record Kept(long windowNs, int symbol, int exchange, long tradeId) {}

    private final List<Kept> kept = new ArrayList<>();
    private final MapTable table = new MapTable();
    private TradeFilters filters = new TradeFilters(table);
    private int flushes;

    /** Trades in any order, some of them late, with restarts in between. */
    @Property(tries = 200)
    void whatIsKeptIsAlwaysFound(@ForAll long seed) {
        begin();
        Random random = new Random(seed);
        for (int step = 0; step < 300; step++) {
            int newest = step * SPANS / 300;
            int span = random.nextInt(4) == 0 ? random.nextInt(newest + 1) : newest;
            add(new Kept(
                    FIRST + span * SPAN_NS + random.nextInt(10) * 1_000_000_000L,
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
    void whatWasNeverThereIsSoughtInHardlyAnySpan() {
        Random random = new Random(7);
        for (int span = 0; span < SPANS; span++) {
            for (int i = 0; i < 3_000; i++) add(new Kept(FIRST + span * SPAN_NS, i % 50, 1, random.nextInt()));
            flush();
        }
        int spans = 0;
        for (int i = 0; i < 1_000; i++) {
            spans += filters.mayHold(i % 50, 1, 1L << 40 | i, FIRST, FIRST + SPANS * SPAN_NS)
                    .size();
        }
        assertThat(spans).isLessThan(1_000 * SPANS / 100);
    }

    @Test
    void whatAnEarlierReleaseWroteIsSoughtEverywhereAndWhatComesThenByFilters() {
        long newestNs = FIRST + 3 * SPAN_NS + 5;
        filters.readFrom(new PackedReader(new byte[0]), newestNs);
        add(new Kept(FIRST + 3 * SPAN_NS, 1, 1, 10));
        add(new Kept(FIRST + 6 * SPAN_NS, 1, 1, 11));
        flush();

        assertThat(filters.mayHold(1, 1, 12, FIRST, FIRST + 9 * SPAN_NS))
                .containsExactly(FIRST, FIRST + SPAN_NS, FIRST + 2 * SPAN_NS, FIRST + 3 * SPAN_NS);
        assertThat(filters.mayHold(1, 1, 11, FIRST + 4 * SPAN_NS, FIRST + 9 * SPAN_NS))
                .containsExactly(FIRST + 6 * SPAN_NS);
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
        filters = new TradeFilters(table);
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
        filters = new TradeFilters(table);
        long fromNs = filters.readFrom(meta.reader(0), 0);
        for (Kept trade : kept) {
            if (trade.windowNs >= fromNs) filters.add(trade.windowNs, trade.symbol, trade.exchange, trade.tradeId);
        }
    }

    private void assertAllAreFound() {
        for (Kept trade : kept) {
            long span = TradeFilters.span(trade.windowNs);
            assertThat(filters.mayHold(trade.symbol, trade.exchange, trade.tradeId, FIRST, FIRST + SPANS * SPAN_NS))
                    .contains(span);
            assertThat(filters.mayHold(trade.symbol, trade.exchange, trade.tradeId, span, trade.windowNs))
                    .containsExactly(span);
        }
    }
}
