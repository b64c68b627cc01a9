package io.tapemill.topology.market;

import static io.tapemill.topology.bars.Eligibility.ALL;
import static io.tapemill.topology.bars.Eligibility.CLOSE;
import static io.tapemill.topology.bars.Eligibility.CLOSE_IF_ONLY;
import static io.tapemill.topology.bars.Eligibility.CLOSE_SAME_MARKET;
import static io.tapemill.topology.bars.Eligibility.HIGH_LOW;
import static io.tapemill.topology.bars.Eligibility.NONE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_CLOSE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_OPEN;
import static io.tapemill.topology.bars.Eligibility.OPEN;
import static io.tapemill.topology.bars.Eligibility.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionProfileTest {
    private static final ConditionProfile US = ConditionProfile.named("us-consolidated");
    private static final long NOON = Times.utc("2026-06-01T16:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "    "})
    void shouldTakeATradeWithoutCodesAsRegularOnAnyTape(String conditions) {
        for (String tape : new String[] {"A", "B", "C", "", "X", "AB"}) {
            TradeRule rule = US.rule(tape, conditions);
            assertThat(rule).as("tape '%s'", tape).isEqualTo(TradeRule.ALL);
        }
    }

    @Test
    void shouldTakeAnAtSignAsRegularOnTapeCOnly() {
        assertThat(US.rule("C", "@")).isEqualTo(TradeRule.ALL);
        assertThat(US.rule("C", "@F I")).isEqualTo(US.rule("C", "FI"));
        assertThat(US.rule("A", "@").unknownCode()).isTrue();
    }

    @Test
    void shouldReadTheSameLetterByItsTape() {
        assertThat(US.rule("A", "B").intraday()).as("average price").isEqualTo(VOLUME);
        assertThat(US.rule("C", "B").intraday()).as("bunched").isEqualTo(ALL);
        assertThat(US.rule("B", "E")).as("automatic execution").isEqualTo(TradeRule.ALL);
        assertThat(US.rule("C", "E").intraday()).as("placeholder").isEqualTo(NONE);
        assertThat(US.rule("C", "E").unknownCode()).isTrue();
    }

    @Test
    void shouldCountExtendedHoursInMinutesButNotInTheDaysPrices() {
        assertThat(US.rule("A", "T").intraday()).isEqualTo(ALL);
        assertThat(US.rule("A", "T").day(NOON)).isEqualTo(VOLUME);
    }

    @Test
    void shouldLetOutOfSequencePricesCountForTheDayOnly() {
        assertThat(US.rule("A", "Z").intraday()).isEqualTo(VOLUME);
        assertThat(US.rule("A", "Z").day(NOON)).isEqualTo(OPEN | CLOSE_IF_ONLY | HIGH_LOW | VOLUME);
    }

    @Test
    void shouldLetSoldLastBeTheCloseOnTheMarketOfTheLast() {
        assertThat(US.rule("B", "L").day(NOON)).isEqualTo(OPEN | CLOSE_IF_ONLY | CLOSE_SAME_MARKET | HIGH_LOW | VOLUME);
        assertThat(US.rule("B", "L").intraday()).isEqualTo(ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T20:00:09.999999999Z, true",
        "2026-06-01T20:00:10Z, false",
        "2026-01-05T21:00:09.999999999Z, true",
        "2026-01-05T21:00:10Z, false",
        "2026-01-05T20:00:10Z, true",
        "2026-01-06T04:59:59Z, false",
        "2026-01-06T05:00:00Z, true",
        "1969-12-31T20:59:59.999999999Z, true",
    })
    void shouldLetSoldLastOnTapeCBeTheCloseOnlyBeforeTenSecondsPastFourInNewYork(String time, boolean close) {
        int expected = OPEN | HIGH_LOW | VOLUME | (close ? CLOSE : 0);
        assertThat(US.rule("C", "L").day(Times.utc(time))).isEqualTo(expected);
        assertThat(US.rule("C", "@ L").day(Times.utc(time))).isEqualTo(expected);
    }

    @Test
    void shouldTakeTheStrictestOfSeveralCodesFieldByField() {
        assertThat(US.rule("A", "FT").day(NOON)).isEqualTo(VOLUME);
        assertThat(US.rule("A", "F I").intraday()).isEqualTo(VOLUME);
        assertThat(US.rule("A", "6M").intraday()).isEqualTo(NONE);
        assertThat(US.rule("A", "LZ").day(NOON)).isEqualTo(OPEN | CLOSE_IF_ONLY | HIGH_LOW | VOLUME);
        assertThat(US.rule("A", "FL").day(NOON)).isEqualTo(US.rule("A", "L").day(NOON));
        assertThat(US.rule("C", "LZ").day(NOON))
                .as("before the cut-off")
                .isEqualTo(US.rule("C", "Z").day(NOON));
        assertThat(US.rule("C", "LZ").day(Times.utc("2026-06-01T20:01:00Z"))).isEqualTo(OPEN | HIGH_LOW | VOLUME);
        assertThat(US.rule("A", "9").day(NOON)).isEqualTo(OPEN | CLOSE | HIGH_LOW);
        assertThat(US.rule("A", "9I").day(NOON))
                .as("no price of the one, no volume of the other")
                .isEqualTo(NONE);
    }

    @Test
    void shouldTakeOfficialPricesForTheDayAndCountThemNowhere() {
        for (String tape : new String[] {"A", "B", "C"}) {
            assertThat(US.rule(tape, "Q").day(NOON)).isEqualTo(OFFICIAL_OPEN);
            assertThat(US.rule(tape, "M").day(NOON)).isEqualTo(OFFICIAL_CLOSE);
            assertThat(US.rule(tape, "F  M").day(NOON)).isEqualTo(OFFICIAL_CLOSE);
            assertThat(US.rule(tape, "Q").intraday()).isEqualTo(NONE);
            assertThat(US.rule(tape, "M").intraday()).isEqualTo(NONE);
        }
    }

    @Test
    void shouldTreatUnknownCodesByPolicyAndSaySo() {
        assertThat(US.rule("A", "?")).isEqualTo(new TradeRule(VOLUME, VOLUME, VOLUME, true));
        assertThat(us(UnknownCode.ELIGIBLE).rule("A", "?")).isEqualTo(new TradeRule(ALL, ALL, ALL, true));
        assertThat(us(UnknownCode.IGNORE).rule("A", "?")).isEqualTo(new TradeRule(NONE, NONE, NONE, true));
        assertThat(us(UnknownCode.ELIGIBLE).rule("A", "?I").intraday())
                .as("others still count")
                .isEqualTo(VOLUME);
        assertThat(US.rule("A", "FI").unknownCode()).isFalse();
    }

    @Test
    void shouldTakeEveryCodeOfAnUnknownTapeAsUnknown() {
        for (String tape : new String[] {"", " ", "D", "AB", "a"}) {
            assertThat(US.rule(tape, "F")).as("tape '%s'", tape).isEqualTo(US.rule("A", "?"));
        }
    }

    @Test
    void shouldLetEveryTradeChangeEverythingInTheProfileAll() {
        ConditionProfile all = ConditionProfile.named("all", UnknownCode.IGNORE);
        assertThat(all.rule("", "IMQ?")).isEqualTo(TradeRule.ALL);
        assertThat(all.id()).isEqualTo("all");
    }

    @Test
    void shouldSayInItsIdWhichPolicyItFollows() {
        assertThat(US.id()).isEqualTo("us-consolidated");
        assertThat(us(UnknownCode.IGNORE).id()).isEqualTo("us-consolidated+unknown-ignore");
    }

    @Test
    void shouldNameTheBuiltInProfilesWhenAskedForAnother() {
        assertThatThrownBy(() -> ConditionProfile.named("us"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("us-consolidated")
                .hasMessageContaining("all");
        assertThatThrownBy(() -> UnknownCode.parse("drop")).hasMessageContaining("volume-only");
        assertThat(UnknownCode.parse("volume-only")).isEqualTo(UnknownCode.VOLUME_ONLY);
    }

    @Property
    void shouldNotDependOnTheOrderOfCodesAndNeverAllowMoreThanOneOfThem(
            @ForAll @Chars({' ', '@', 'F', 'L', 'Z', 'T', 'I', 'B', 'P', '9', 'N', 'E', '?'}) @StringLength(max = 5)
                    String conditions,
            @ForAll @Chars({'A', 'B', 'C', 'X'}) char tape) {
        for (UnknownCode policy : UnknownCode.values()) {
            ConditionProfile profile = us(policy);
            TradeRule rule = profile.rule(String.valueOf(tape), conditions);
            String reversed = new StringBuilder(conditions).reverse().toString();
            assertThat(profile.rule(String.valueOf(tape), reversed)).isEqualTo(rule);
            for (char code : conditions.strip().toCharArray()) {
                TradeRule one = profile.rule(String.valueOf(tape), String.valueOf(code));
                assertThat(allowed(rule.intraday()) & ~allowed(one.intraday())).isZero();
                assertThat(allowed(rule.day(NOON)) & ~allowed(one.day(NOON))).isZero();
            }
        }
    }

    /** A way to be the close with all the stricter ways. */
    private static int allowed(int bits) {
        return (bits & CLOSE) != 0 ? bits | CLOSE_IF_ONLY | CLOSE_SAME_MARKET : bits;
    }

    private static ConditionProfile us(UnknownCode policy) {
        return ConditionProfile.named("us-consolidated", policy);
    }
}
