package io.tapemill.topology.data;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Messages of a tape as the samples need them. */
final class Tape {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final long SECOND_NS = 1_000_000_000L;

    private Tape() {}

    /** Start of the New York day, ns since the Unix epoch. */
    static long midnightNs(LocalDate date) {
        return date.atStartOfDay(NEW_YORK).toEpochSecond() * SECOND_NS;
    }

    /** The New York day of a moment. */
    static LocalDate date(long timeNs) {
        return Instant.ofEpochSecond(timeNs / SECOND_NS).atZone(NEW_YORK).toLocalDate();
    }

    /** Cancels a trade of which the feed repeats the id and not the time. */
    static Trade cancel(Trade trade, long timeNs) {
        return new Trade(
                TradeKind.CANCEL,
                trade.symbol(),
                trade.exchange(),
                trade.tape(),
                0,
                0,
                timeNs,
                timeNs,
                0,
                0,
                "",
                trade.tradeId(),
                null);
    }

    /** Closes all windows of the symbol that end before {@code timeNs}, less the grace. */
    static Trade end(String symbol, long timeNs) {
        return new Trade(TradeKind.END, symbol, "", "", 0, 0, timeNs, timeNs, 0, 0, "", null, null);
    }

    /** Closes the New York day, with its bar. */
    static Trade endOfDay(String symbol, LocalDate date) {
        return end(symbol, midnightNs(date.plusDays(1)) + 2 * SECOND_NS);
    }
}
