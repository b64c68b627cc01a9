package io.tapemill.topology.steps;

import java.util.Locale;

/**
 * Why a well-formed message is not counted: a closed set, so that it can label a metric and key a runbook. Reasons of
 * bytes that are no message at all are {@link io.tapemill.serdes.Malformed}.
 */
public enum Rejection {
    /** The record has no key. */
    NULL_KEY,
    /** The record key is not the symbol, so the message may be in another partition than its kin. */
    KEY_NOT_SYMBOL,
    /** The symbol is empty. */
    EMPTY_SYMBOL,
    /** The price is zero or negative. */
    PRICE_NOT_POSITIVE,
    /** The size is zero or negative. */
    SIZE_NOT_POSITIVE,
    /** Price times size is larger than ten trillion: sums could leave their range. */
    NOTIONAL_TOO_LARGE,
    /** The event time is before 1970 or missing. */
    TIME_MISSING,
    /** The event time is ahead of the record's own timestamp by more than the allowed skew. */
    TIME_AHEAD,
    /** The tape has had too many combinations of exchange, tape and conditions, and this would be one more. */
    TOO_MANY_COMBINATIONS,
    /** A cancel or correction that names no original. */
    REF_MISSING,
    /** A cancel or correction of an unknown trade, of a symbol for which too many wait for theirs already. */
    TOO_MANY_CANCELS,
    /** A cancel or correction that gives its original an impossible time. */
    REF_TIME_WRONG,
    /** A cancel or correction whose original, by the time it gives, is beyond the correction horizon. */
    REF_BEYOND_HORIZON,
    /** The event time lies further behind the symbol's watermark than the correction horizon reaches. */
    BEYOND_HORIZON;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The spelling in records, metrics and documents, such as {@code price-not-positive}. */
    public String text() {
        return text;
    }
}
