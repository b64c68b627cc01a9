package io.tapemill.app.tape;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.TradingCalendar;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers how far each symbol's tape went and makes the messages that declare it complete. A mark stands at the end of
 * the trade date of the symbol's last message, plus grace, by each clock on its own: windows up to a day close. What
 * comes for the symbol later with an earlier time is late and makes revisions.
 */
public final class EndMarks {
    private record Reach(long participantTimeNs, long sipTimeNs) {
        Reach and(Trade trade) {
            return new Reach(
                    Math.max(participantTimeNs, trade.participantTimeNs()), Math.max(sipTimeNs, trade.sipTimeNs()));
        }
    }

    private final Map<String, Reach> reaches = new HashMap<>();
    private final long graceNs;
    private final TradingCalendar calendar;
    private final long latestNs;

    /**
     * @param grace as the topology has it
     * @param calendar as the topology has it
     * @param latestNs messages with a later time are left out: they come from a broken clock, will be rejected, and must
     *     not end their symbol's tape in the far future
     */
    public EndMarks(Duration grace, CalendarTable calendar, long latestNs) {
        this.graceNs = grace.toNanos();
        this.calendar = new TradingCalendar(calendar);
        this.latestNs = latestNs;
    }

    public void add(Trade trade) {
        if (trade.participantTimeNs() > latestNs || trade.sipTimeNs() > latestNs) return;
        if (trade.participantTimeNs() <= 0 || trade.sipTimeNs() <= 0) return;
        Reach known = reaches.get(trade.symbol());
        if (known != null
                && known.participantTimeNs >= trade.participantTimeNs()
                && known.sipTimeNs >= trade.sipTimeNs()) return;
        reaches.put(
                trade.symbol(),
                known == null ? new Reach(trade.participantTimeNs(), trade.sipTimeNs()) : known.and(trade));
    }

    /** One message per symbol seen, in the order of the symbols. */
    public List<Trade> marks() {
        return reaches.keySet().stream()
                .sorted()
                .map(symbol -> mark(symbol, reaches.get(symbol)))
                .toList();
    }

    private Trade mark(String symbol, Reach reach) {
        long participantTimeNs = nextDay(reach.participantTimeNs);
        long sipTimeNs = nextDay(reach.sipTimeNs);
        return new Trade(TradeKind.END, symbol, "", "", 0, 0, participantTimeNs, sipTimeNs, 0, 0, "", null, null);
    }

    private long nextDay(long timeNs) {
        return calendar.dayEndNs(timeNs) + graceNs;
    }
}
