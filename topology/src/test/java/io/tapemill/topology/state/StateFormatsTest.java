package io.tapemill.topology.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        PendingTrades pending = new PendingTrades(S);
        Map<Integer, List<TapeEntry>> expected = new TreeMap<>();
        for (int i = random.nextInt(50); i >= 0; i--) {
            int symbol = random.nextInt(5);
            TapeEntry entry = entry(random);
            pending.add(symbol, entry);
            expected.computeIfAbsent(symbol, id -> new ArrayList<>()).add(entry);
        }
        int[] sorted = pending.sorted();
        TradePage pages = new TradePage(tags);
        byte[] page = pages.pack(pending, sorted, 0, sorted.length, WINDOW);
        Map<Integer, List<TapeEntry>> found = new TreeMap<>();
        pages.unpack(page, WINDOW, id -> id != 2, (id, e) -> found.computeIfAbsent(id, i -> new ArrayList<>())
                .add(e));
        expected.remove(2);
        assertThat(found).isEqualTo(expected);
    }

    @Property
    void damagedTradePagesAreCalledCorruptAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        PendingTrades pending = new PendingTrades(S);
        for (int i = 0; i < 20; i++) pending.add(random.nextInt(3), entry(random));
        int[] sorted = pending.sorted();
        TradePage pages = new TradePage(tags);
        byte[] page = pages.pack(pending, sorted, 0, sorted.length, WINDOW);
        byte[] damaged = random.nextBoolean() ? page : java.util.Arrays.copyOf(page, random.nextInt(page.length));
        if (damaged.length > 0) damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        try {
            pages.unpack(damaged, WINDOW, id -> true, (id, entry) -> {});
        } catch (CorruptStateException expected) {
            assertThat(expected).hasMessageContaining("");
        }
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
