package io.tapemill.topology.bars;

/** What a trade may change in a bar, as bits of an int; which bits is decided by its sale conditions. */
public final class Eligibility {
    /** May be the open. */
    public static final int OPEN = 1;
    /** May be the close. */
    public static final int CLOSE = 2;
    /** May be the high or the low. */
    public static final int HIGH_LOW = 4;
    /** Counts in volume and trade count. */
    public static final int VOLUME = 8;
    /** Its price is the close only when no trade with {@link #CLOSE} is in the bar. */
    public static final int CLOSE_IF_ONLY = 16;
    /**
     * Its price is the close when it is later than the last trade with {@link #CLOSE} and comes from the same exchange,
     * else only when there is no such trade: always set together with {@link #CLOSE_IF_ONLY}.
     */
    public static final int CLOSE_SAME_MARKET = 32;
    /** No trade but its exchange's official open; in the rule for days only, and it counts nowhere else. */
    public static final int OFFICIAL_OPEN = 64;
    /** No trade but its exchange's official close; in the rule for days only, and it counts nowhere else. */
    public static final int OFFICIAL_CLOSE = 128;

    public static final int NONE = 0;
    public static final int EDGES = OPEN | CLOSE;
    public static final int RANGE = HIGH_LOW;
    public static final int ALL = OPEN | CLOSE | HIGH_LOW | VOLUME;

    private Eligibility() {}
}
