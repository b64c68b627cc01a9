package io.tapemill.serdes;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * One decoded message of the tape, reused from message to message. Texts are not copied: they are slices of
 * {@link #buffer()}, checked to be UTF-8, and hold until the next decode. Owned by one thread.
 *
 * <p>Prices and sizes have nine decimals ({@code E9}); times are ns since the Unix epoch ({@code Ns}).
 */
public final class TradeMessage {
    /** Longest symbol, exchange, tape or conditions that is read, in UTF-8 bytes. */
    public static final int MAX_TEXT_BYTES = 64;

    TradeKind kind = TradeKind.TRADE;
    byte[] buffer = new byte[0];
    int symbolOffset;
    int symbolLength;
    int exchangeOffset;
    int exchangeLength;
    int tapeOffset;
    int tapeLength;
    int conditionsOffset;
    int conditionsLength;
    long tradeId;
    long sequence;
    long participantTimeNs;
    long sipTimeNs;
    long priceE9;
    long sizeE9;
    boolean hasRefTradeId;
    long refTradeId;
    boolean hasRefTimeNs;
    long refTimeNs;

    public TradeKind kind() {
        return kind;
    }

    public long tradeId() {
        return tradeId;
    }

    public long sequence() {
        return sequence;
    }

    public long participantTimeNs() {
        return participantTimeNs;
    }

    public long sipTimeNs() {
        return sipTimeNs;
    }

    public long priceE9() {
        return priceE9;
    }

    public long sizeE9() {
        return sizeE9;
    }

    public boolean hasRefTradeId() {
        return hasRefTradeId;
    }

    /** 0 without one; see {@link #hasRefTradeId}. */
    public long refTradeId() {
        return refTradeId;
    }

    public boolean hasRefTimeNs() {
        return hasRefTimeNs;
    }

    /** 0 without one; see {@link #hasRefTimeNs}. */
    public long refTimeNs() {
        return refTimeNs;
    }

    /** Holds the bytes of all texts. Read only; it may be the Kafka value itself. */
    public byte[] buffer() {
        return buffer;
    }

    public int symbolOffset() {
        return symbolOffset;
    }

    public int symbolLength() {
        return symbolLength;
    }

    public int exchangeOffset() {
        return exchangeOffset;
    }

    public int exchangeLength() {
        return exchangeLength;
    }

    public int tapeOffset() {
        return tapeOffset;
    }

    public int tapeLength() {
        return tapeLength;
    }

    public int conditionsOffset() {
        return conditionsOffset;
    }

    public int conditionsLength() {
        return conditionsLength;
    }

    /** A new string at each call, as the three below. */
    public String symbol() {
        return text(symbolOffset, symbolLength);
    }

    public String exchange() {
        return text(exchangeOffset, exchangeLength);
    }

    public String tape() {
        return text(tapeOffset, tapeLength);
    }

    public String conditions() {
        return text(conditionsOffset, conditionsLength);
    }

    /** An independent copy as a value, for code that is not on the hot path. */
    public Trade toTrade() {
        return toTrade(text -> text);
    }

    /** @param texts gives an equal text for each: the same one again and again, where many trades are held */
    public Trade toTrade(UnaryOperator<String> texts) {
        return new Trade(
                kind,
                texts.apply(symbol()),
                texts.apply(exchange()),
                texts.apply(tape()),
                tradeId,
                sequence,
                participantTimeNs,
                sipTimeNs,
                priceE9,
                sizeE9,
                texts.apply(conditions()),
                hasRefTradeId ? Long.valueOf(refTradeId) : null,
                hasRefTimeNs ? Long.valueOf(refTimeNs) : null);
    }

    private String text(int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }
}
