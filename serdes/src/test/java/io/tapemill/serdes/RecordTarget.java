package io.tapemill.serdes;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.schemas.Schemas;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Values of Kafka records, read as each kind of record. Nothing but {@link MalformedRecordException} may come out, and
 * what the fast decoder reads Avro's own reader reads as the same.
 */
public final class RecordTarget {
    private static final FakeRegistry REGISTRY = new FakeRegistry();
    private static final int TRADE_ID = REGISTRY.register("trades-value", Schemas.TRADE);

    static {
        REGISTRY.register("bars-value", Schemas.BAR);
        REGISTRY.register("dead-value", Schemas.REJECTED_RECORD);
    }

    private static final TradeDecoder TRADES = new TradeDecoder(REGISTRY);
    private static final BarDecoder BARS = new BarDecoder(REGISTRY);
    private static final RejectedRecordDecoder REJECTED = new RejectedRecordDecoder(REGISTRY);

    private RecordTarget() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        Optional<Trade> fast = trade(TRADES, input);
        if (fast.isPresent() && isWrittenLikeOurs(input)) {
            Optional<Trade> slow = trade(resolving(), input);
            if (!slow.equals(fast)) throw new AssertionError("read as " + fast + ", by Avro as " + slow);
            Trade again =
                    trade(TRADES, new TradeEncoder(TRADE_ID).encode(fast.get())).orElseThrow();
            if (!again.equals(fast.get())) throw new AssertionError("written again it is " + again);
        }
        try {
            BARS.decode(input);
        } catch (MalformedRecordException e) {
            requireReason(e);
        }
        try {
            REJECTED.decode(input);
        } catch (MalformedRecordException e) {
            requireReason(e);
        }
    }

    /** Writes a record of each kind: a corpus to begin with. */
    public static void main(String[] folder) throws IOException {
        TradeEncoder trades = new TradeEncoder(TRADE_ID);
        Trade trade = Trade.of("ACME", "Q", 7, 3, 1_735_828_205_000_000_000L, 187_100_000_000L, 100_000_000_000L);
        Files.write(Path.of(folder[0], "trade"), trades.encode(trade));
        Trade cancel = new Trade(TradeKind.CANCEL, "BRK.B", "N", "A", -1, 0, 1, Long.MAX_VALUE, 0, 0, "@ TI", 7L, 5L);
        Files.write(Path.of(folder[0], "cancel"), trades.encode(cancel));
        Bar bar = new Bar(
                "ACME",
                "1m",
                60,
                120,
                new Ohlc(1, 4, 1, 3),
                Int128.of(5),
                2L,
                Int128.of(6),
                Int128.of(7),
                8,
                60,
                119,
                1,
                2,
                BarCause.LATE,
                "all",
                20_000,
                "us-consolidated",
                1L,
                null);
        Files.write(Path.of(folder[0], "bar"), new BarEncoder(TRADE_ID + 1).encode(bar));
        RejectedRecord rejected =
                new RejectedRecord("wrong-magic", "what was found", "trades", 3, 7, 1, new byte[] {1}, new byte[] {2});
        Files.write(Path.of(folder[0], "rejected"), new RejectedRecordEncoder(TRADE_ID + 2).encode(rejected));
    }

    private static boolean isWrittenLikeOurs(byte[] input) {
        return input[4] == TRADE_ID;
    }

    private static TradeReader resolving() {
        try {
            return TradeDecoder.resolving(Schemas.TRADE);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<Trade> trade(TradeReader reader, byte[] input) {
        TradeMessage message = new TradeMessage();
        try {
            reader.decode(input, 0, input.length, message);
            return Optional.of(message.toTrade());
        } catch (MalformedRecordException e) {
            requireReason(e);
            return Optional.empty();
        }
    }

    private static void requireReason(MalformedRecordException e) {
        if (e.reason().isBlank() || e.getMessage().isBlank()) throw new AssertionError("refused without a reason", e);
    }
}
