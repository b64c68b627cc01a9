package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

class TradeCodecTest {
    private static final int ID = 0x01020304;
    private static final byte[] VALUE =
            new TradeEncoder(ID).encode(Trade.of("ACME", "Q", 7, 3, 1_000, 187_100_000_000L, 5));

    private final TradeEncoder encoder = new TradeEncoder(ID);
    private final TradeMessage message = new TradeMessage();

    @Property
    @Domain(RandomRecords.class)
    void shouldWriteTheBytesThatAvroItselfWrites(@ForAll Trade trade) {
        assertThat(encoder.encode(trade)).isEqualTo(Avro.frame(ID, Avro.generic(trade)));
    }

    @Property
    @Domain(RandomRecords.class)
    void fastAndResolvingDecodersShouldAgree(@ForAll Trade trade) throws Exception {
        byte[] value = Avro.frame(ID, Avro.generic(trade));
        new FastTrade().decode(value, message);
        assertThat(message.toTrade()).isEqualTo(trade);
        TradeDecoder.resolving(Schemas.TRADE).decode(value, message);
        assertThat(message.toTrade()).isEqualTo(trade);
    }

    /** Whatever the fast decoder accepts of damaged bytes, Avro reads as the same trade; the rest has a reason. */
    @Property(tries = 5_000)
    @Domain(RandomRecords.class)
    @Domain(DomainContext.Global.class)
    void shouldNeverReadDamagedBytesOtherwiseThanAvro(
            @ForAll Trade trade, @ForAll @IntRange(max = 10_000) int bit, @ForAll @IntRange(max = 10_000) int second)
            throws Exception {
        byte[] value = encoder.encode(trade);
        flip(value, bit);
        if (second % 2 == 0) flip(value, second);
        TradeMessage other = new TradeMessage();
        try {
            new FastTrade().decode(value, message);
        } catch (MalformedRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
            readOrRefuse(TradeDecoder.resolving(Schemas.TRADE), value);
            return;
        }
        TradeDecoder.resolving(Schemas.TRADE).decode(value, other);
        assertThat(other.toTrade()).isEqualTo(message.toTrade());
    }

    @Property(tries = 2_000)
    void shouldGiveAReasonForRandomBytes(@ForAll byte[] bytes) throws Exception {
        byte[] value = new byte[bytes.length + WireFormat.HEADER_BYTES];
        System.arraycopy(bytes, 0, value, WireFormat.HEADER_BYTES, bytes.length);
        readOrRefuse(new FastTrade(), value);
        readOrRefuse(TradeDecoder.resolving(Schemas.TRADE), value);
    }

    @Property(tries = 50)
    @Domain(RandomRecords.class)
    void shouldCallEveryShortenedValueTruncated(@ForAll Trade trade) {
        byte[] value = encoder.encode(trade);
        for (int length = WireFormat.HEADER_BYTES; length < value.length; length++) {
            byte[] prefix = Arrays.copyOf(value, length);
            assertRefused(new FastTrade(), prefix, Malformed.TRUNCATED);
            assertThatThrownBy(() -> TradeDecoder.resolving(Schemas.TRADE).decode(prefix, message))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void shouldLeaveTextsInPlace() throws Exception {
        new FastTrade().decode(VALUE, message);
        assertThat(message.buffer()).isSameAs(VALUE);
        assertThat(new String(VALUE, message.symbolOffset(), message.symbolLength(), StandardCharsets.UTF_8))
                .isEqualTo("ACME")
                .isEqualTo(message.symbol());
    }

    @Test
    void shouldForgetReferencesOfTheMessageBefore() throws Exception {
        Trade cancel = new Trade(TradeKind.CANCEL, "ACME", "Q", "C", 8, 4, 2_000, 2_000, 0, 0, "", 7L, 1_000L);
        new FastTrade().decode(encoder.encode(cancel), message);
        assertThat(message.toTrade()).isEqualTo(cancel);
        new FastTrade().decode(VALUE, message);
        assertThat(message.hasRefTradeId()).isFalse();
        assertThat(message.refTradeId()).isZero();
        assertThat(message.hasRefTimeNs()).isFalse();
        assertThat(message.refTimeNs()).isZero();
    }

    @Test
    void shouldRefuseToWriteMoreThanEighteenDigits() {
        Trade tooLarge = Trade.of("ACME", "Q", 1, 1, 1, FixedPoint.MAX_E9 + 1, 1);
        assertThatThrownBy(() -> encoder.encode(tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("price=1000000000");
    }

    private static void flip(byte[] value, int bit) {
        int bits = (value.length - WireFormat.HEADER_BYTES) * 8;
        value[WireFormat.HEADER_BYTES + bit % bits / 8] ^= (byte) (1 << bit % 8);
    }

    /** Any other exception fails the test. */
    private void readOrRefuse(TradeReader reader, byte[] value) {
        try {
            reader.decode(value, message);
        } catch (MalformedRecordException e) {
            assertThat(e.reason()).isEqualTo(e.malformed().text());
        }
    }

    private void assertRefused(TradeReader reader, byte[] value, Malformed reason) {
        assertThatThrownBy(() -> reader.decode(value, message))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.malformed())
                        .isEqualTo(reason));
    }
}
