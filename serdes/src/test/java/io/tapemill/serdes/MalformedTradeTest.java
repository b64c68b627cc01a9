package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One value for each reason, seen through the public decoder. */
class MalformedTradeTest {
    /** The least unscaled number of nineteen digits. */
    private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(18);

    private final FakeRegistry registry = new FakeRegistry();
    private final int id = registry.register("trades-value", Schemas.TRADE);
    private final TradeDecoder decoder = new TradeDecoder(registry);
    private final TradeMessage message = new TradeMessage();

    record Case(Malformed reason, byte[] value) {
        @Override
        public String toString() {
            return reason.text();
        }
    }

    static Stream<Case> cases() {
        byte[] trade = new TradeEncoder(1).encode(Trade.of("ACME", "Q", 7, 3, 1_000, 2, 5));
        return Stream.of(
                new Case(Malformed.NULL_VALUE, null),
                new Case(Malformed.TOO_SHORT, new byte[] {0, 0, 0, 0}),
                new Case(Malformed.WRONG_MAGIC, Avro.with(trade, 0, '{')),
                new Case(Malformed.UNKNOWN_SCHEMA_ID, Avro.with(trade, 3, 77)),
                new Case(Malformed.BAD_ENUM, Avro.with(trade, 5, 10)),
                new Case(Malformed.BAD_ENUM, Avro.with(trade, 5, 1)),
                new Case(Malformed.BAD_LENGTH, Avro.with(trade, 6, 1)),
                new Case(Malformed.BAD_UTF8, Avro.with(trade, 7, 0xff)),
                new Case(Malformed.BAD_UNION, Avro.with(trade, trade.length - 1, 4)),
                new Case(Malformed.TRAILING_BYTES, Arrays.copyOf(trade, trade.length + 1)),
                new Case(Malformed.TRUNCATED, Arrays.copyOf(trade, trade.length - 1)),
                new Case(Malformed.TEXT_TOO_LONG, tradeOf("A".repeat(TradeMessage.MAX_TEXT_BYTES + 1))),
                new Case(
                        Malformed.BAD_VARINT, tradeIdOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)),
                new Case(Malformed.BAD_VARINT, tradeIdOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2)),
                new Case(Malformed.BAD_VARINT, new byte[] {0, 0, 0, 0, 1, -1, -1, -1, -1, 0x1f}),
                new Case(Malformed.BAD_VARINT, new byte[] {0, 0, 0, 0, 1, -1, -1, -1, -1, -1, 0}),
                new Case(Malformed.BAD_DECIMAL, priceOf(new byte[0])),
                new Case(Malformed.DECIMAL_TOO_LARGE, priceOf(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0})),
                new Case(Malformed.DECIMAL_TOO_LARGE, priceOf(new byte[] {0, -1, -1, -1, -1, -1, -1, -1, -1})),
                new Case(Malformed.DECIMAL_TOO_LARGE, priceOf(TOO_LARGE.toByteArray())),
                new Case(Malformed.DECIMAL_TOO_LARGE, priceOf(TOO_LARGE.negate().toByteArray())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldGiveTheReason(Case malformed) {
        MalformedRecordException e = failure(malformed.value);
        assertThat(e.malformed()).as(e.getMessage()).isEqualTo(malformed.reason);
        assertThat(e.reason()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(e.getMessage()).isNotBlank();
    }

    @Test
    void shouldAcceptSuperfluousSignBytesAsAvroDoes() throws Exception {
        decoder.decode(priceOf(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -2}), message);
        assertThat(message.priceE9()).isEqualTo(-2);
    }

    @Test
    void shouldAcceptTheGreatestPriceAndTheLeast() throws Exception {
        BigInteger greatest = TOO_LARGE.subtract(BigInteger.ONE);
        decoder.decode(priceOf(greatest.toByteArray()), message);
        assertThat(message.priceE9()).isEqualTo(999_999_999_999_999_999L);
        decoder.decode(priceOf(greatest.negate().toByteArray()), message);
        assertThat(message.priceE9()).isEqualTo(-999_999_999_999_999_999L);
    }

    @Test
    void shouldReadTheGreatestAndTheLeastLong() throws Exception {
        decoder.decode(tradeIdOf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1), message);
        assertThat(message.tradeId()).isEqualTo(Long.MIN_VALUE);
        decoder.decode(tradeIdOf(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1), message);
        assertThat(message.tradeId()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotTakeARegistryOutOfReachForPoison() {
        registry.goAway();
        byte[] value = new TradeEncoder(id).encode(Trade.of("ACME", "Q", 7, 3, 1_000, 2, 5));
        assertThatThrownBy(() -> decoder.decode(value, message)).isInstanceOf(RegistryUnavailableException.class);
    }

    private MalformedRecordException failure(byte[] value) {
        try {
            decoder.decode(value, message);
        } catch (MalformedRecordException e) {
            return e;
        }
        throw new AssertionError("read as " + message.toTrade());
    }

    private static byte[] tradeOf(String symbol) {
        return new TradeEncoder(1).encode(Trade.of(symbol, "Q", 7, 3, 1_000, 2, 5));
    }

    private static byte[] tradeIdOf(int... varint) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 2, 'A', 0, 0});
        for (int octet : varint) out.write(octet);
        out.writeBytes(new byte[] {0, 2, 2, 2, 2, 2, 2, 0, 0, 0});
        return out.toByteArray();
    }

    private static byte[] priceOf(byte[] unscaled) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 1, 0, 2, 'A', 0, 0, 2, 2, 2, 2});
        out.write(2 * unscaled.length);
        out.writeBytes(unscaled);
        out.writeBytes(new byte[] {2, 5, 0, 0, 0});
        return out.toByteArray();
    }
}
