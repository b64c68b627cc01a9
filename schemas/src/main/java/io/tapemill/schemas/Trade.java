package io.tapemill.schemas;

import static java.util.Objects.requireNonNull;

/**
 * One message of the tape as a value, for code that is not on the hot path. It carries whatever was sent: whether the
 * message is acceptable is decided by the topology's checks, so that a wrong one can be explained.
 *
 * @param symbol ticker; empty in a tick
 * @param exchange participant, reporting facility or MIC; empty when unknown
 * @param tape A, B, C or empty
 * @param tradeId unique per symbol, exchange and trade date
 * @param sequence orders trades of one symbol with equal time
 * @param participantTimeNs time at the participant, ns since the Unix epoch
 * @param sipTimeNs time at the consolidator, ns since the Unix epoch
 * @param priceE9 price with nine decimals
 * @param sizeE9 size with nine decimals
 * @param conditions sale condition codes, one character each
 * @param refTradeId the original's id in a cancel or correction, else null
 * @param refTimeNs the original's event time where known, else null
 */
public record Trade(
        TradeKind kind,
        String symbol,
        String exchange,
        String tape,
        long tradeId,
        long sequence,
        long participantTimeNs,
        long sipTimeNs,
        long priceE9,
        long sizeE9,
        String conditions,
        Long refTradeId,
        Long refTimeNs) {
    public Trade {
        requireNonNull(kind, "kind");
        requireNonNull(symbol, "symbol");
        requireNonNull(exchange, "exchange");
        requireNonNull(tape, "tape");
        requireNonNull(conditions, "conditions");
    }

    /** A plain execution with one time and no conditions. */
    public static Trade of(
            String symbol, String exchange, long tradeId, long sequence, long timeNs, long priceE9, long sizeE9) {
        return new Trade(
                TradeKind.TRADE,
                symbol,
                exchange,
                "",
                tradeId,
                sequence,
                timeNs,
                timeNs,
                priceE9,
                sizeE9,
                "",
                null,
                null);
    }
}
