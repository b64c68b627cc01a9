package io.tapemill.topology.steps;

import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.state.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Decides whether a decoded message may be counted, by the message, its record key and its record time alone: the same
 * record gets the same answer on every replay. The system clock is never asked.
 */
public final class CheckTrade {
    /** Ten trillion: with it a bar can hold ten million such trades before a 128-bit sum is in danger. */
    private static final long MAX_NOTIONAL_HIGH = Math.multiplyHigh(10_000_000_000_000L, 1_000_000_000_000_000_000L);
    /** How far ahead an end-of-tape message may reach: a trade date that begins the evening before a long week-end. */
    private static final long MAX_END_AHEAD_NS = Duration.ofDays(8).toNanos();

    private final EventClock clock;
    private final long maxSkewNs;

    public CheckTrade(EventClock clock, Duration maxSkew) {
        this.clock = clock;
        this.maxSkewNs = maxSkew.toNanos();
    }

    /**
     * The reason to reject the message, or null to accept it.
     *
     * @param record that the message came in
     * @param recordNs record timestamp, ns since the Unix epoch
     */
    public Rejection check(TradeMessage message, RawRecord record, long recordNs) {
        if (message.kind() == TradeKind.TICK) return null;
        Rejection wrong = checkSymbol(message, record);
        if (wrong == null) wrong = checkTime(message, recordNs);
        if (wrong == null && carriesTrade(message.kind())) wrong = checkAmounts(message);
        if (wrong == null && refersBack(message.kind())) wrong = checkReference(message, recordNs);
        return wrong;
    }

    /** What was found and what is expected, for a person. Not called for accepted messages. */
    public String explain(Rejection rejection, TradeMessage message, long recordNs) {
        return switch (rejection) {
            case NULL_KEY -> "the record has no key; the key must be the symbol";
            case KEY_NOT_SYMBOL -> "the record key is not the symbol '" + message.symbol() + "'";
            case EMPTY_SYMBOL -> "the symbol is empty";
            case PRICE_NOT_POSITIVE -> "price " + FixedPoint.formatE9(message.priceE9()) + " must be greater than 0";
            case SIZE_NOT_POSITIVE -> "size " + FixedPoint.formatE9(message.sizeE9()) + " must be greater than 0";
            case NOTIONAL_TOO_LARGE ->
                "price " + FixedPoint.formatE9(message.priceE9()) + " times size "
                        + FixedPoint.formatE9(message.sizeE9()) + " is more than ten trillion";
            case TIME_MISSING -> "event time " + instant(eventNs(message)) + " is not after 1970";
            case TIME_AHEAD ->
                "event time " + instant(eventNs(message)) + " is ahead of the record's time "
                        + instant(recordNs) + " by more than " + Duration.ofNanos(maxSkewNs)
                        + " (tapemill.clock.skew.max)";
            case TOO_MANY_COMBINATIONS ->
                "exchange '" + message.exchange() + "', tape '" + message.tape() + "' and conditions '"
                        + message.conditions() + "' are new together, and the partition has had " + Tags.MOST
                        + " combinations";
            case REF_MISSING -> message.kind().text() + " without refTradeId";
            case TOO_MANY_CANCELS ->
                "trade " + message.refTradeId() + " is not known, and " + CancelTrade.MOST_WAITING
                        + " cancels and corrections of this symbol wait for theirs already";
            case REF_TIME_WRONG -> "refTime " + instant(message.refTimeNs()) + " is before 1970 or ahead of the record";
            case REF_BEYOND_HORIZON ->
                "the original of time " + instant(message.refTimeNs()) + " is beyond the correction horizon";
            case BEYOND_HORIZON -> "event time " + instant(eventNs(message)) + " is beyond the correction horizon";
        };
    }

    public long eventNs(TradeMessage message) {
        return clock.pick(message.participantTimeNs(), message.sipTimeNs());
    }

    private static Rejection checkSymbol(TradeMessage message, RawRecord record) {
        if (!record.hasKey()) return Rejection.NULL_KEY;
        if (message.symbolLength() == 0) return Rejection.EMPTY_SYMBOL;
        int key = record.keyOffset();
        int symbol = message.symbolOffset();
        boolean same = Arrays.equals(
                record.keyBytes(),
                key,
                key + record.keyLength(),
                message.buffer(),
                symbol,
                symbol + message.symbolLength());
        return same ? null : Rejection.KEY_NOT_SYMBOL;
    }

    private Rejection checkTime(TradeMessage message, long recordNs) {
        long eventNs = eventNs(message);
        if (eventNs <= 0) return Rejection.TIME_MISSING;
        long allowedNs = message.kind() == TradeKind.END ? MAX_END_AHEAD_NS : maxSkewNs;
        return eventNs - recordNs > allowedNs ? Rejection.TIME_AHEAD : null;
    }

    private static Rejection checkAmounts(TradeMessage message) {
        if (message.priceE9() <= 0) return Rejection.PRICE_NOT_POSITIVE;
        if (message.sizeE9() < 0 || message.sizeE9() == 0 && !isPriceOnly(message)) return Rejection.SIZE_NOT_POSITIVE;
        long notionalHigh = Math.multiplyHigh(message.priceE9(), message.sizeE9());
        return notionalHigh > MAX_NOTIONAL_HIGH ? Rejection.NOTIONAL_TOO_LARGE : null;
    }

    private Rejection checkReference(TradeMessage message, long recordNs) {
        if (!message.hasRefTradeId()) return Rejection.REF_MISSING;
        if (!message.hasRefTimeNs()) return null;
        boolean possible = message.refTimeNs() > 0 && message.refTimeNs() - recordNs <= maxSkewNs;
        return possible ? null : Rejection.REF_TIME_WRONG;
    }

    /** Official prices (M, Q) and the corrected close (9) come without a size. */
    private static boolean isPriceOnly(TradeMessage message) {
        int from = message.conditionsOffset();
        for (int i = from; i < from + message.conditionsLength(); i++) {
            byte code = message.buffer()[i];
            if (code == 'M' || code == 'Q' || code == '9') return true;
        }
        return false;
    }

    private static boolean carriesTrade(TradeKind kind) {
        return kind == TradeKind.TRADE || kind == TradeKind.CORRECTION;
    }

    private static boolean refersBack(TradeKind kind) {
        return kind == TradeKind.CANCEL || kind == TradeKind.CORRECTION;
    }

    private static Instant instant(long ns) {
        return Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
    }
}
