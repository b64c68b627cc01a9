package io.tapemill.topology.market;

import io.tapemill.topology.bars.Eligibility;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * What trades with one combination of tape and conditions may change, worked out once. Immutable and small: keep one
 * per combination seen. All numbers are bits of {@link Eligibility}.
 *
 * @param intraday in bars shorter than a day
 * @param dayBeforeCutOff in the bar of a trade date, for trades before 16:00:10 New York time
 * @param dayAfterCutOff in the bar of a trade date, for later trades; seldom different
 * @param unknownCode whether the policy for unknown codes decided anything, so that the trade should be counted as such
 */
public record TradeRule(int intraday, int dayBeforeCutOff, int dayAfterCutOff, boolean unknownCode) {
    /** Everything, whatever the codes. */
    static final TradeRule ALL = new TradeRule(Eligibility.ALL, Eligibility.ALL, Eligibility.ALL, false);

    private static final ZoneRules NEW_YORK = ZoneId.of("America/New_York").getRules();
    private static final int CUT_OFF_SECOND = 16 * 3600 + 10;
    private static final int DAY_SECONDS = 86_400;
    private static final long SECOND_NS = 1_000_000_000L;

    static TradeRule of(ConditionRule intraday, ConditionRule day) {
        return new TradeRule(
                ConditionRule.eligibility(intraday.beforeCutOff()),
                ConditionRule.eligibility(day.beforeCutOff()),
                ConditionRule.eligibility(day.afterCutOff()),
                (intraday.undefined() | day.undefined()) != 0);
    }

    /**
     * What the trade may change in the bar of its trade date.
     *
     * @param eventTimeNs ns since the Unix epoch
     */
    public int day(long eventTimeNs) {
        if (dayBeforeCutOff == dayAfterCutOff) return dayAfterCutOff;
        return isBeforeCutOff(eventTimeNs) ? dayBeforeCutOff : dayAfterCutOff;
    }

    private static boolean isBeforeCutOff(long eventTimeNs) {
        long second = Math.floorDiv(eventTimeNs, SECOND_NS);
        int offset = NEW_YORK.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
        return Math.floorMod(second + offset, DAY_SECONDS) < CUT_OFF_SECOND;
    }
}
