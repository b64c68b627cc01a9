package io.tapemill.topology.market;

import java.util.List;

/** One trade date worked out: its window, its sessions, and how long its trades may be corrected. Immutable. */
final class TradingDay {
    final int tradeDate;
    final long startNs;
    final long endNs;
    final List<SessionWindow> sessions;
    final SessionWindow regular;
    final long horizonEndNs;

    TradingDay(CalendarTable table, int tradeDate) {
        this.tradeDate = tradeDate;
        this.startNs = table.startNs(tradeDate);
        this.endNs = table.startNs(tradeDate + 1);
        this.sessions = table.sessions(tradeDate);
        this.regular = regular(sessions);
        int next = tradeDate + 1;
        while (!table.isTradingDay(next)) next++;
        this.horizonEndNs = table.startNs(next + 1);
    }

    boolean contains(long timeNs) {
        return timeNs >= startNs && timeNs < endNs;
    }

    Session session(long timeNs) {
        for (SessionWindow window : sessions) {
            if (window.contains(timeNs)) return window.session();
        }
        return Session.CLOSED;
    }

    private static SessionWindow regular(List<SessionWindow> sessions) {
        for (SessionWindow window : sessions) {
            if (window.session() == Session.REGULAR || window.session() == Session.ALL) return window;
        }
        return null;
    }
}
