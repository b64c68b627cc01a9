package io.tapemill.app.explain;

import io.tapemill.app.tape.TapeTimes;
import io.tapemill.reference.ReferenceBars.Change;
import io.tapemill.reference.ReferenceBars.Verdict;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.bars.WindowGrid;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What became of each trade of one symbol and which record did it. The reference says what happened; here its verdicts
 * and changes, both in log order, are matched with the records. Trades are told apart as objects.
 */
final class Fates {
    /** @param by says which record, if one did it; else empty */
    record Fate(LeftOut reason, String by) {}

    private record Identity(String exchange, long tradeId) {}

    private record Place(Identity identity, long baseWindowNs) {}

    private final WindowGrid base;
    private final Map<Trade, Long> addedAtNs = new IdentityHashMap<>();
    private final Map<Trade, Fate> removed = new IdentityHashMap<>();
    private final Map<Trade, TapeRecord> replaced = new IdentityHashMap<>();
    private final Map<Trade, Fate> fates = new IdentityHashMap<>();
    private final Map<Place, TapeRecord> kept = new HashMap<>();
    private final Map<Identity, TapeRecord> waiting = new HashMap<>();

    /**
     * @param records all of the symbol, in log order
     * @param changes what the reference made of them
     * @param base the windows within which an id is unique
     */
    Fates(List<TapeRecord> records, List<Change> changes, WindowGrid base) {
        this.base = base;
        followChanges(records, changes);
        records.forEach(this::follow);
    }

    /** What became of the trade in one of the records. */
    Fate of(TapeRecord record) {
        return fates.get(record.trade());
    }

    /** How far the tape had come when the trade was added; the least value when it never was. */
    long addedAtNs(TapeRecord record) {
        return addedAtNs.getOrDefault(record.trade(), Long.MIN_VALUE);
    }

    /** The record of the trade that a correction took the place of; null when there is none. */
    TapeRecord replaced(TapeRecord record) {
        return replaced.get(record.trade());
    }

    private void followChanges(List<TapeRecord> records, List<Change> changes) {
        Map<Trade, TapeRecord> byTrade = new IdentityHashMap<>();
        records.forEach(record -> byTrade.put(record.trade(), record));
        Iterator<TapeRecord> cancels = records.stream()
                .filter(record -> record.verdict() == Verdict.CANCELLED)
                .iterator();
        for (Change change : changes) {
            if (change.added() != null) addedAtNs.put(change.added(), change.watermarkNs());
            if (change.cause() == BarCause.CANCEL) {
                removed.put(change.removed(), new Fate(LeftOut.CANCELLED, by(cancels.next())));
            } else if (change.removed() != null) {
                removed.put(change.removed(), new Fate(LeftOut.CORRECTED, by(byTrade.get(change.added()))));
                replaced.put(change.added(), byTrade.get(change.removed()));
            }
        }
    }

    private void follow(TapeRecord record) {
        Trade trade = record.trade();
        if (record.rejection() != null) {
            fates.put(trade, new Fate(LeftOut.REPLAYED, "after it was rejected: " + record.rejection()));
            return;
        }
        fates.put(trade, fate(record));
        boolean counted = record.verdict() == Verdict.ACCEPTED || record.verdict() == Verdict.CORRECTED;
        boolean looked = record.verdict() == Verdict.DUPLICATE || counted && replaced(record) == null;
        if (looked) waiting.remove(identity(trade, trade.tradeId()));
        if (counted) kept.putIfAbsent(place(record), record);
        boolean waits = record.verdict() == Verdict.WAITING
                || record.verdict() == Verdict.CORRECTED && replaced(record) == null;
        if (waits) waiting.put(identity(trade, trade.refTradeId()), record);
    }

    private Fate fate(TapeRecord record) {
        return switch (record.verdict()) {
            case ACCEPTED, CORRECTED -> fateOfCounted(record);
            case DUPLICATE -> new Fate(LeftOut.DUPLICATE, duplicateOf(record));
            case REPEATED -> new Fate(LeftOut.REPEATED, "its original is gone already, or is the same");
            case BEYOND_HORIZON -> new Fate(LeftOut.BEYOND_HORIZON, "it is on the late topic");
            case DEAD -> new Fate(LeftOut.WRONG, "it is on the dead-letter topic, with the reason");
            default -> new Fate(LeftOut.NOTHING, "");
        };
    }

    private Fate fateOfCounted(TapeRecord record) {
        if (removed.containsKey(record.trade())) return removed.get(record.trade());
        if (addedAtNs.containsKey(record.trade())) return new Fate(LeftOut.NOTHING, "");
        TapeRecord ahead = waiting.get(identity(record.trade(), record.trade().tradeId()));
        if (ahead == null) return new Fate(LeftOut.CANCELLED, "before it came");
        boolean cancel = ahead.trade().kind() == TradeKind.CANCEL;
        return new Fate(cancel ? LeftOut.CANCELLED : LeftOut.CORRECTED, by(ahead) + ", before it came");
    }

    private String duplicateOf(TapeRecord record) {
        TapeRecord first = kept.get(place(record));
        return first == null ? "" : "of offset " + first.offset();
    }

    private static String by(TapeRecord record) {
        return "by offset " + record.offset() + " at " + TapeTimes.format(record.recordTimeMs() * 1_000_000L);
    }

    private Place place(TapeRecord record) {
        return new Place(identity(record.trade(), record.trade().tradeId()), base.startNs(record.eventNs()));
    }

    private static Identity identity(Trade trade, long tradeId) {
        return new Identity(trade.exchange(), tradeId);
    }
}
