package io.tapemill.topology.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.topology.packed.CorruptStateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TradePagesTest {
    private static final long S = 1_000_000_000L;
    private static final long FIRST = 1_760_000_000L * S;
    private static final int WINDOWS = 6;
    private static final int SYMBOLS = 9;

    private final Map<Long, Map<Integer, List<TapeEntry>>> expected = new TreeMap<>();
    private final MapTable table = new MapTable();
    private long number;

    @Property
    void whatWasWrittenIsReadWhateverIsHeldOnTheHeap(@ForAll long seed, @ForAll @IntRange(max = 4_000) int maxBytes) {
        expected.clear();
        table.records.clear();
        Random random = new Random(seed);
        TradePages pages = new TradePages(table, maxBytes);
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(3) == 0) write(pages, random);
            else read(pages, FIRST + random.nextInt(WINDOWS) * S, random.nextInt(SYMBOLS));
        }
        TradePages afterRestart = new TradePages(table, maxBytes);
        for (int window = 0; window < WINDOWS; window++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                read(pages, FIRST + window * S, symbol);
                read(afterRestart, FIRST + window * S, symbol);
            }
        }
    }

    @Test
    void aWindowThatWasAskedForIsNotReadFromTheTableAgain() {
        TradePages pages = new TradePages(table);
        write(pages, new Random(1));
        long window = expected.keySet().iterator().next();
        read(pages, window, 0);
        int scans = table.scans;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) read(pages, window, symbol);
        assertThat(table.scans).isEqualTo(scans);
        assertThat(pages.held()).isEqualTo(1);
    }

    @Test
    void noMoreIsHeldThanAllowed() {
        TradePages pages = new TradePages(table, 0);
        write(pages, new Random(1));
        expected.keySet().forEach(window -> read(pages, window, 0));
        assertThat(pages.held()).isZero();
    }

    @Test
    void aDamagedPageIsCalledCorrupt() {
        table.put(StateKeys.tradePage(FIRST, 1), new byte[] {2, 1, 0, 100});
        TradePages pages = new TradePages(table);
        assertThatThrownBy(() -> pages.read(FIRST, 0, entry -> {})).isInstanceOf(CorruptStateException.class);
    }

    /** A flush: pages of several windows, each with several symbols, some of them more than once. */
    private void write(TradePages pages, Random random) {
        StagedTrades staged = new StagedTrades();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            long window = FIRST + random.nextInt(WINDOWS) * S;
            int symbol = random.nextInt(SYMBOLS);
            TapeEntry entry = new TapeEntry(
                    window + random.nextInt(1_000),
                    i,
                    i,
                    random.nextInt(),
                    1 + random.nextInt(100),
                    0,
                    0,
                    number * 100 + i);
            staged.add(window, symbol, entry);
            expected.computeIfAbsent(window, start -> new TreeMap<>())
                    .computeIfAbsent(symbol, id -> new ArrayList<>())
                    .add(entry);
        }
        staged.flush((window, page) -> pages.put(window, number++, page));
    }

    private void read(TradePages pages, long window, int symbol) {
        List<TapeEntry> entries = new ArrayList<>();
        pages.read(window, symbol, entries::add);
        assertThat(entries).isEqualTo(expected.getOrDefault(window, Map.of()).getOrDefault(symbol, List.of()));
    }
}
