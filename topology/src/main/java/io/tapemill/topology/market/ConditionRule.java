package io.tapemill.topology.market;

import static io.tapemill.topology.bars.Eligibility.CLOSE;
import static io.tapemill.topology.bars.Eligibility.CLOSE_IF_ONLY;
import static io.tapemill.topology.bars.Eligibility.CLOSE_SAME_MARKET;
import static io.tapemill.topology.bars.Eligibility.HIGH_LOW;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_CLOSE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_OPEN;
import static io.tapemill.topology.bars.Eligibility.OPEN;
import static io.tapemill.topology.bars.Eligibility.VOLUME;

/**
 * What one code allows, such that the strictest of two is an AND. For that each way to be the close contains the
 * stricter ones: yes contains same-market, which contains if-only, which contains no. {@link #eligibility} takes the
 * contained ones out again.
 *
 * @param beforeCutOff what is allowed before 16:00:10 New York time
 * @param afterCutOff what is allowed from then on; differs for codes that are the close only before
 * @param undefined the bits that the table leaves to the policy for unknown codes
 */
record ConditionRule(int beforeCutOff, int afterCutOff, int undefined) {
    static final int CLOSE_SAME = CLOSE_SAME_MARKET | CLOSE_IF_ONLY;
    static final int CLOSE_YES = CLOSE | CLOSE_SAME;
    static final int OFFICIAL = OFFICIAL_OPEN | OFFICIAL_CLOSE;
    static final ConditionRule REGULAR = always(OPEN | CLOSE_YES | HIGH_LOW | VOLUME);

    static ConditionRule always(int bits) {
        return new ConditionRule(bits, bits, 0);
    }

    /** Both together, for rules that speak of different fields. */
    ConditionRule plus(ConditionRule other) {
        return new ConditionRule(
                beforeCutOff | other.beforeCutOff, afterCutOff | other.afterCutOff, undefined | other.undefined);
    }

    /** The same rule with the policy's word in place of what the table leaves undefined. */
    ConditionRule resolved(UnknownCode policy) {
        int decided = policy.bits() & undefined;
        return new ConditionRule(beforeCutOff | decided, afterCutOff | decided, undefined);
    }

    /** Field by field the stricter of the two; an official price stays one whatever else is said of it. */
    ConditionRule strictest(ConditionRule other) {
        return new ConditionRule(
                strictest(beforeCutOff, other.beforeCutOff),
                strictest(afterCutOff, other.afterCutOff),
                undefined | other.undefined);
    }

    /** Bits of {@link io.tapemill.topology.bars.Eligibility} out of the contained ones of this rule. */
    static int eligibility(int bits) {
        return (bits & CLOSE) != 0 ? bits & ~CLOSE_SAME : bits;
    }

    private static int strictest(int a, int b) {
        return (a & b & ~OFFICIAL) | ((a | b) & OFFICIAL);
    }
}
