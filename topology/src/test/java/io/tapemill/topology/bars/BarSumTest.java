package io.tapemill.topology.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Int128;
import io.tapemill.topology.packed.PackedReader;
import io.tapemill.topology.packed.PackedWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BarSumTest {
    private record T(
            long timeNs, long sequence, long id, long priceE9, long sizeE9, int eligibility, String exchange) {}

    @Property
    void shouldNotDependOnOrderOrGrouping(@ForAll long seed) {
        Random random = new Random(seed);
        List<T> trades = trades(random);
        String expected = text(sumOf(trades));
        Collections.shuffle(trades, random);
        int cut = random.nextInt(trades.size() + 1);
        BarSum left = sumOf(trades.subList(0, cut));
        left.merge(sumOf(trades.subList(cut, trades.size())));
        assertThat(text(left)).isEqualTo(expected);
    }

    @Property
    void shouldComeBackFromItsBytes(@ForAll long seed) {
        BarSum sum = sumOf(trades(new Random(seed)));
        PackedWriter out = new PackedWriter();
        sum.writeTo(out, seed);
        BarSum back = new BarSum();
        back.readFrom(new PackedReader(out.toBytes()), seed);
        assertThat(text(back)).isEqualTo(text(sum));
    }

    @Test
    void shouldKnowTheUnnamedExchangeOfItsCloseAgainWhenItComesBack() {
        BarSum sum = new BarSum();
        sum.add(1, 0, 1, 100, 1, Eligibility.ALL, "");
        PackedWriter out = new PackedWriter();
        sum.writeTo(out, 0);
        BarSum back = new BarSum();
        back.readFrom(new PackedReader(out.toBytes()), 0);
        int soldLast = Eligibility.CLOSE_IF_ONLY | Eligibility.CLOSE_SAME_MARKET;
        sum.add(2, 0, 2, 101, 1, soldLast, "");
        back.add(2, 0, 2, 101, 1, soldLast, "");
        assertThat(sum.prices().closeE9()).isEqualTo(101);
        assertThat(back.prices()).isEqualTo(sum.prices());
    }

    @Test
    void shouldLeaveTheOtherSideAsItIsWhenTheEmptySumIsMerged() {
        BarSum sum = sumOf(trades(new Random(1)));
        String before = text(sum);
        sum.merge(new BarSum());
        assertThat(text(sum)).isEqualTo(before);
        BarSum empty = new BarSum();
        empty.merge(sum);
        assertThat(text(empty)).isEqualTo(before);
    }

    @Test
    void shouldCountATradeOnlyWhereItIsEligible() {
        BarSum sum = new BarSum();
        sum.add(10, 0, 1, 100, 5, Eligibility.ALL, "X");
        sum.add(11, 0, 2, 900, 7, Eligibility.VOLUME, "X");
        assertThat(sum.prices().highE9()).isEqualTo(100);
        assertThat(sum.volumeE9()).isEqualTo(Int128.of(12));
        assertThat(sum.vwapVolumeE9()).isEqualTo(Int128.of(5));
    }

    @Property
    void shouldEqualTheSumWithoutTheTradeWhenItCanSubtractOne(@ForAll long seed) {
        Random random = new Random(seed);
        List<T> trades = trades(random);
        T gone = trades.get(random.nextInt(trades.size()));
        BarSum sum = sumOf(trades);
        String before = text(sum);
        boolean done = sum.subtract(gone.timeNs, gone.priceE9, gone.sizeE9, gone.eligibility);
        trades.remove(gone);
        assertThat(text(sum)).isEqualTo(done ? text(sumOf(trades)) : before);
    }

    @Test
    void shouldKeepSumsThatNeedMoreThan64Bits() {
        BarSum sum = new BarSum();
        long price = 900_000_000_000_000_000L;
        for (int i = 0; i < 10; i++) sum.add(i, 0, i, price, 10_000_000_000L, Eligibility.ALL, "X");
        assertThat(sum.notionalE18())
                .isEqualTo(Int128.of(
                        java.math.BigInteger.valueOf(price).multiply(java.math.BigInteger.valueOf(100_000_000_000L))));
        assertThat(Vwap.e9(sum.notionalE18(), sum.vwapVolumeE9())).isEqualTo(price);
    }

    private static List<T> trades(Random random) {
        List<T> trades = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            trades.add(new T(
                    random.nextInt(9),
                    random.nextInt(2),
                    random.nextInt(3),
                    1 + random.nextLong(1_000_000_000_000_000L),
                    random.nextLong(1_000_000_000_000L),
                    random.nextInt(256),
                    random.nextBoolean() ? "X" : "Y"));
        }
        return trades;
    }

    private static BarSum sumOf(List<T> trades) {
        BarSum sum = new BarSum();
        for (T t : trades) sum.add(t.timeNs, t.sequence, t.id, t.priceE9, t.sizeE9, t.eligibility, t.exchange);
        return sum;
    }

    private static String text(BarSum sum) {
        PackedWriter out = new PackedWriter();
        sum.writeTo(out, 0);
        return java.util.HexFormat.of().formatHex(out.toBytes()) + " " + sum.prices() + " " + sum.tradeCount();
    }
}
