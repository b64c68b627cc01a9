package io.tapemill.schemas;

/**
 * What a message of the tape says. The order equals the order of the symbols in {@code trade.avsc}, because Avro
 * writes an enum as its index.
 */
public enum TradeKind {
    /** An execution. */
    TRADE,
    /** The trade named by {@code refTradeId} never happened. */
    CANCEL,
    /** The trade named by {@code refTradeId} is replaced by the one in this message. */
    CORRECTION,
    /** No trade: the partition's clock has gone on, so quiet symbols may close their windows. */
    TICK,
    /** The tape of the symbol is complete up to the message's time. */
    END;

    private static final TradeKind[] VALUES = values();

    /** The kind with this Avro enum index; {@link IndexOutOfBoundsException} when there is none. */
    public static TradeKind of(int index) {
        return VALUES[index];
    }

    /** The Avro symbol, also the spelling in CSV: lower case. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
