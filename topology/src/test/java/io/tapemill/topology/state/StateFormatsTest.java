package io.tapemill.topology.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class StateFormatsTest {
    private static final long S = 1_000_000_000L;
    private static final long WINDOW = 1_760_000_000L * S;

    private final Tags tags = new Tags();

    @Property
    void integersComeBack(@ForAll long value) {
        PackedWriter out = new PackedWriter();
        out.unsigned(value);
        out.signed(value);
        out.fixed64(value);
        PackedReader in = new PackedReader(out.toBytes());
        assertThat(in.unsigned()).isEqualTo(value);
        assertThat(in.signed()).isEqualTo(value);
        assertThat(in.fixed64()).isEqualTo(value);
        assertThat(in.hasMore()).isFalse();
    }

    @Property
    void tradePagesComeBackBySymbolInTheOrderOfAcceptance(@ForAll long seed) {
        Random random = new Random(seed);
        StagedTrades staged = new StagedTrades();
        Map<Integer, List<TapeEntry>> expected = new TreeMap<>();
        fill(staged, expected, random);
        Map<Integer, List<TapeEntry>> waiting = new TreeMap<>();
        for (int symbol = 0; symbol < 5; symbol++) {
            int id = symbol;
            staged.forEach(id, WINDOW, WINDOW + 1, (window, e) -> waiting.computeIfAbsent(id, i -> new ArrayList<>())
                    .add(e));
        }
        assertThat(waiting).isEqualTo(expected);

        Map<Integer, List<TapeEntry>> found = new TreeMap<>();
        for (byte[] page : pages(staged)) {
            TradePage.unpack(page, id -> id != 2, (id, e) -> found.computeIfAbsent(id, i -> new ArrayList<>())
                    .add(e));
        }
        expected.remove(2);
        assertThat(found).isEqualTo(expected);
        assertThat(staged.bytes()).isZero();
    }

    /** Windows that are staged more than once, as flushes do, and single messages between. */
    private void fill(StagedTrades staged, Map<Integer, List<TapeEntry>> expected, Random random) {
        OpenWindow[] windows = new OpenWindow[5];
        for (int i = 0; i < windows.length; i++) windows[i] = new OpenWindow(i, 1).startAt(WINDOW, WINDOW + S, true);
        for (int i = random.nextInt(80); i >= 0; i--) {
            int symbol = random.nextInt(windows.length);
            TapeEntry entry = entry(random);
            expected.computeIfAbsent(symbol, id -> new ArrayList<>()).add(entry);
            if (random.nextInt(5) == 0) {
                staged.add(windows[symbol]);
                staged.add(WINDOW, symbol, entry);
            } else {
                windows[symbol].log().append(entry);
                if (random.nextInt(3) == 0) staged.add(windows[symbol]);
            }
        }
        for (OpenWindow window : windows) staged.add(window);
    }

    private static List<byte[]> pages(StagedTrades staged) {
        List<byte[]> pages = new ArrayList<>();
        staged.flush((window, page) -> pages.add(page));
        return pages;
    }

    @Property
    void damagedTradePagesAreCalledCorruptAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        StagedTrades staged = new StagedTrades();
        for (int i = 0; i < 20; i++) staged.add(WINDOW, random.nextInt(3), entry(random));
        byte[] page = pages(staged).get(0);
        byte[] damaged = random.nextBoolean() ? page : java.util.Arrays.copyOf(page, random.nextInt(page.length));
        if (damaged.length > 0) damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            TradePage.unpack(damaged, id -> true, (id, entry) -> {});
        } catch (CorruptStateException expected) {
            assertThat(expected).hasMessageContaining("");
        }
    }

    @Property
    void aWindowKnowsExactlyTheTradesThatItHasSeenWhateverOrderTheirIdsComeIn(@ForAll long seed) {
        Random random = new Random(seed);
        OpenWindow window = new OpenWindow(0, 1).startAt(WINDOW, WINDOW + S, true);
        Set<String> seen = new HashSet<>();
        for (int i = random.nextInt(200); i >= 0; i--) {
            long id = random.nextBoolean() ? i : random.nextInt(60) - 30;
            int tag = tags.number("X" + random.nextInt(40), "C", "");
            int exchange = tags.exchangeOf(tag);
            boolean isNew = seen.add(exchange + " " + id);
            assertThat(window.hasSeen(exchange, id, tags)).isEqualTo(!isNew);
            if (isNew) {
                window.log().append(new TapeEntry(WINDOW + i, 0, id, S, S, tag, 0, i));
                window.seen().add(exchange, id);
            }
        }
        window.startAt(WINDOW + S, WINDOW + 2 * S, true);
        assertThat(window.hasSeen(0, 0, tags)).isFalse();
    }

    @Test
    void aTradeTakesADozenBytes() {
        OpenWindow window = new OpenWindow(0, 1).startAt(WINDOW, WINDOW + S, true);
        Random random = new Random(1);
        int tag = tags.number("X", "C", "@");
        for (int i = 0; i < 1_000; i++) {
            long cents = 12_345 + random.nextInt(20);
            window.log()
                    .append(new TapeEntry(
                            WINDOW + i * 1_000_000L,
                            70_000 + 3 * i,
                            900_000 + 2 * i,
                            cents * 10_000_000L,
                            100 * S,
                            tag,
                            0,
                            5 * i));
        }
        PackedWriter page = new PackedWriter();
        window.log().store(page);
        assertThat(page.length()).isLessThan(12_000);
    }

    @Test
    void keysSortByTimeAlsoBefore1970() {
        List<Bytes> keys = List.of(
                StateKeys.tradePage(-S, 5),
                StateKeys.tradePage(0, 1),
                StateKeys.tradePage(0, 2),
                StateKeys.tradePage(S, 0));
        assertThat(keys).isSorted();
        assertThat(StateKeys.windowOfTradePage(keys.get(0))).isEqualTo(-S);
        assertThat(StateKeys.symbolOfChangedSum(StateKeys.changedSum(3, WINDOW, 77)))
                .isEqualTo(77);
    }

    @Test
    void idSetsAreExactWhenTheyGrowAndWhenTheyAreUsedAgain() {
        IdSet ids = new IdSet();
        for (int round = 0; round < 2; round++) {
            for (long id = 0; id < 1_000; id++) {
                assertThat(ids.add((int) id % 3, id)).isTrue();
                assertThat(ids.add((int) id % 3, id)).isFalse();
            }
            assertThat(ids.add(4, 7)).isTrue();
            assertThat(ids.size()).isEqualTo(1_001);
            ids.clear();
        }
        assertThatCode(() -> ids.add(0, Long.MIN_VALUE)).doesNotThrowAnyException();
    }

    private TapeEntry entry(Random random) {
        int tag = tags.number("X" + random.nextInt(2), "C", random.nextBoolean() ? "" : "TI");
        return new TapeEntry(
                WINDOW + random.nextLong(S),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(1_000_000) * 10_000_000L,
                random.nextLong(1_000) * S,
                tag,
                random.nextInt(8),
                random.nextLong(1_000_000));
    }
}
