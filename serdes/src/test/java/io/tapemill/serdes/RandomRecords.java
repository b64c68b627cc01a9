package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random values of every record, with extremes in them; for {@code @Domain}. */
public final class RandomRecords extends DomainContextBase {
    private static final BigInteger MAX_INT128 = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);

    @Provide
    Arbitrary<Trade> trades() {
        Arbitrary<String> codes = texts(12);
        return Combinators.combine(
                        Arbitraries.of(TradeKind.class),
                        Combinators.combine(codes, codes, codes, codes).as((a, b, c, d) -> new String[] {a, b, c, d}),
                        Arbitraries.longs().array(long[].class).ofSize(4),
                        pricesE9(),
                        pricesE9(),
                        Arbitraries.longs().injectNull(0.5),
                        Arbitraries.longs().injectNull(0.5))
                .as((kind, text, numbers, price, size, refTradeId, refTime) -> new Trade(
                        kind,
                        text[0],
                        text[1],
                        text[2],
                        numbers[0],
                        numbers[1],
                        numbers[2],
                        numbers[3],
                        price,
                        size,
                        text[3],
                        refTradeId,
                        refTime));
    }

    @Provide
    Arbitrary<Bar> bars() {
        Arbitrary<Ohlc> prices = Combinators.combine(pricesE9(), pricesE9(), pricesE9(), pricesE9())
                .as(Ohlc::new)
                .injectNull(0.3);
        return Combinators.combine(
                        texts(40).array(String[].class).ofSize(4),
                        Arbitraries.longs().array(long[].class).ofSize(5),
                        prices,
                        pricesE9().injectNull(0.3).array(Long[].class).ofSize(3),
                        int128s().array(Int128[].class).ofSize(3),
                        Arbitraries.integers().array(int[].class).ofSize(3),
                        Arbitraries.of(BarCause.class))
                .as((text, numbers, ohlc, single, sums, counts, cause) -> new Bar(
                        text[0],
                        text[1],
                        numbers[0],
                        numbers[1],
                        ohlc,
                        sums[0],
                        single[0],
                        sums[1],
                        sums[2],
                        numbers[2],
                        numbers[3],
                        numbers[4],
                        counts[0],
                        counts[1],
                        cause,
                        text[2],
                        counts[2],
                        text[3],
                        single[1],
                        single[2]));
    }

    @Provide
    Arbitrary<RejectedRecord> rejectedRecords() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.3);
        return Combinators.combine(
                        texts(300).array(String[].class).ofSize(3),
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        bytes,
                        bytes)
                .as((text, partition, offset, time, key, value) ->
                        new RejectedRecord(text[0], text[1], text[2], partition, offset, time, key, value));
    }

    static Arbitrary<Long> pricesE9() {
        return Arbitraries.longs().between(-FixedPoint.MAX_E9, FixedPoint.MAX_E9);
    }

    static Arbitrary<Int128> int128s() {
        return Arbitraries.bigIntegers().between(MAX_INT128.not(), MAX_INT128).map(Int128::of);
    }

    /** Mostly ASCII, now and then with letters of two to four bytes; lone surrogates are no text. */
    private static Arbitrary<String> texts(int maxChars) {
        Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(maxChars);
        Arbitrary<String> any = Arbitraries.strings()
                .withChars('A', 'é', '漢', '\u07ff', '\uffff')
                .ofMaxLength(maxChars)
                .map(text -> text.isEmpty() ? "😀" : text);
        return Arbitraries.frequencyOf(Tuple.of(4, ascii), Tuple.of(1, any))
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }
}
