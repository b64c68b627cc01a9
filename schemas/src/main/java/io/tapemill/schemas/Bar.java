package io.tapemill.schemas;

import static java.util.Objects.requireNonNull;

/**
 * One whole revision of one bar over {@code [startNs, endNs)}.
 *
 * @param interval name such as 1m
 * @param startNs window start, ns since the Unix epoch, inclusive
 * @param endNs window end, exclusive
 * @param prices open, high, low, close; null when no trade of the window may set a price
 * @param volumeE9 sum of counted sizes, nine decimals
 * @param vwapE9 volume-weighted average price, half even at nine decimals; null when {@code vwapVolumeE9} is 0
 * @param notionalE18 sum of price times size over vwap trades, eighteen decimals
 * @param vwapVolumeE9 sum of sizes over vwap trades
 * @param tradeCount counted trades
 * @param firstTradeNs event time of the first counted trade, or {@code startNs} without one
 * @param lastTradeNs event time of the last counted trade, or {@code startNs} without one
 * @param revision 1, 2, ... without gaps within a generation
 * @param generation raised when everything is computed anew on an empty Kafka
 * @param session all, early, regular or late
 * @param tradeDate days since 1970-01-01
 * @param profile condition profile and clock, such as all/sip
 * @param officialOpenE9 official open, the latest that the tape announced by condition code Q; nine decimals;
 *     null when none was announced, and always in bars that are no day bars
 * @param officialCloseE9 official close, the latest announced by condition code M; otherwise likewise
 */
public record Bar(
        String symbol,
        String interval,
        long startNs,
        long endNs,
        Ohlc prices,
        Int128 volumeE9,
        Long vwapE9,
        Int128 notionalE18,
        Int128 vwapVolumeE9,
        long tradeCount,
        long firstTradeNs,
        long lastTradeNs,
        int revision,
        int generation,
        BarCause cause,
        String session,
        int tradeDate,
        String profile,
        Long officialOpenE9,
        Long officialCloseE9) {
    public Bar {
        requireNonNull(symbol, "symbol");
        requireNonNull(interval, "interval");
        requireNonNull(volumeE9, "volumeE9");
        requireNonNull(notionalE18, "notionalE18");
        requireNonNull(vwapVolumeE9, "vwapVolumeE9");
        requireNonNull(cause, "cause");
        requireNonNull(session, "session");
        requireNonNull(profile, "profile");
    }

    /** A bar without official prices. */
    public Bar(
            String symbol,
            String interval,
            long startNs,
            long endNs,
            Ohlc prices,
            Int128 volumeE9,
            Long vwapE9,
            Int128 notionalE18,
            Int128 vwapVolumeE9,
            long tradeCount,
            long firstTradeNs,
            long lastTradeNs,
            int revision,
            int generation,
            BarCause cause,
            String session,
            int tradeDate,
            String profile) {
        this(
                symbol,
                interval,
                startNs,
                endNs,
                prices,
                volumeE9,
                vwapE9,
                notionalE18,
                vwapVolumeE9,
                tradeCount,
                firstTradeNs,
                lastTradeNs,
                revision,
                generation,
                cause,
                session,
                tradeDate,
                profile,
                null,
                null);
    }
}
