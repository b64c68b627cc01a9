package io.tapemill.topology.market;

import static java.util.Objects.requireNonNull;

import io.tapemill.topology.market.ConditionTable.Kind;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A way to read sale conditions, chosen by configuration and recorded in each bar by its {@link #id}. Immutable; may be
 * shared by threads.
 */
public final class ConditionProfile {
    /** Every trade may change everything, whatever its codes: crypto, futures. */
    public static final String ALL = "all";
    /** Tapes A, B and C: a vendor's minute rule for shorter bars, the tapes' own rule for the day. */
    public static final String US_CONSOLIDATED = "us-consolidated";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final String id;
    private final ConditionTable intraday;
    private final ConditionTable day;
    private final UnknownCode unknownCode;

    private ConditionProfile(String name, ConditionTable intraday, ConditionTable day, UnknownCode unknownCode) {
        this.id = unknownCode == UnknownCode.standard() ? name : name + "+unknown-" + unknownCode.text();
        this.intraday = intraday;
        this.day = day;
        this.unknownCode = unknownCode;
    }

    /** A built-in profile with the standard policy for unknown codes. */
    public static ConditionProfile named(String name) {
        return named(name, UnknownCode.standard());
    }

    /** A built-in profile; {@link #ALL} knows no unknown codes and does not look at the policy. */
    public static ConditionProfile named(String name, UnknownCode unknownCode) {
        requireNonNull(unknownCode, "unknownCode");
        return switch (name) {
            case ALL -> new ConditionProfile(ALL, null, null, UnknownCode.standard());
            case US_CONSOLIDATED ->
                of(
                        US_CONSOLIDATED,
                        MarketTable.builtIn("us-consolidated-intraday.csv"),
                        MarketTable.builtIn("us-consolidated-day.csv"),
                        unknownCode);
            default ->
                throw new IllegalArgumentException("'" + name + "' is no condition profile; built in are " + ALL
                        + " and " + US_CONSOLIDATED + ". For your own, give a name and two CSV files.");
        };
    }

    /**
     * A user's own profile. Its id ends in a fingerprint of both tables, so that bars built by other versions of the
     * files can be told apart.
     *
     * @param name lower-case letters, digits, dot, dash and underscore; not that of a built-in profile
     * @param intraday rule for bars shorter than a day
     * @param day rule for the bar of a trade date; lists the same codes
     * @throws IllegalArgumentException with file, line and what is expected
     */
    public static ConditionProfile fromCsv(String name, Path intraday, Path day, UnknownCode unknownCode) {
        requireNonNull(unknownCode, "unknownCode");
        if (!NAME.matcher(name).matches() || name.equals(ALL) || name.equals(US_CONSOLIDATED)) {
            throw new IllegalArgumentException("'" + name + "' cannot name a condition profile: use lower-case letters,"
                    + " digits, dot, dash and underscore, and neither " + ALL + " nor " + US_CONSOLIDATED);
        }
        MarketTable intradayTable = MarketTable.read(intraday);
        MarketTable dayTable = MarketTable.read(day);
        CRC32 fingerprint = new CRC32();
        intradayTable.addTo(fingerprint);
        dayTable.addTo(fingerprint);
        String version = String.format(Locale.ROOT, "%08x", fingerprint.getValue());
        return of(name + "@" + version, intradayTable, dayTable, unknownCode);
    }

    private static ConditionProfile of(String name, MarketTable intraday, MarketTable day, UnknownCode unknownCode) {
        ConditionTable intradayRule = new ConditionTable(intraday, Kind.INTRADAY);
        ConditionTable dayRule = new ConditionTable(day, Kind.DAY);
        intradayRule.requireAllOf(dayRule, intraday.source());
        dayRule.requireAllOf(intradayRule, day.source());
        return new ConditionProfile(name, intradayRule, dayRule, unknownCode);
    }

    /** Name, fingerprint of a user's tables, and the policy for unknown codes where it is not the standard one. */
    public String id() {
        return id;
    }

    /**
     * What trades with this tape and these conditions may change: of several codes the strictest, field by field. Work
     * it out once per combination and keep it.
     *
     * <p>Blanks in the conditions are positions without a code. No code at all is a regular trade on any tape, also on
     * an empty or unknown one; but what a code means depends on the tape, so that on those every code is unknown.
     *
     * @param tape one letter; empty when not known
     * @param conditions one character per code
     */
    public TradeRule rule(String tape, String conditions) {
        if (intraday == null) return TradeRule.ALL;
        return TradeRule.of(
                intraday.strictest(tape, conditions, unknownCode), day.strictest(tape, conditions, unknownCode));
    }

    @Override
    public String toString() {
        return id;
    }
}
