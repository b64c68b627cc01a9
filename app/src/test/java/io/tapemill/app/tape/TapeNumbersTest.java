package io.tapemill.app.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tapemill.schemas.FixedPoint;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapeNumbersTest {
    @Property(tries = 5_000)
    void shouldReadDecimalsAsFixedPointDoes(@ForAll("almostDecimals") String text) {
        long expected;
        try {
            expected = FixedPoint.parseE9(text);
        } catch (IllegalArgumentException refused) {
            assertThat(catchThrowable(() -> parse(text))).as(text).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(parse(text)).as(text).isEqualTo(expected);
    }

    /** Once refused for its exponent, though it is nought. */
    @Test
    void shouldReadNoughtInWhateverSpelling() {
        assertThat(parse("0e-101")).isEqualTo(FixedPoint.parseE9("0e-101")).isZero();
    }

    @Property
    void shouldReadEveryDecimalThatCanBeWritten(@ForAll("valuesE9") long valueE9) {
        assertThat(parse(FixedPoint.formatE9(valueE9))).isEqualTo(valueE9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1E-999999999", "", "-", ".", "1..2", "1,2", "NaN", "0x1"})
    void shouldRefuseOddNumbersWithoutAGreatEffort(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldReadEveryTimeAsIsoAndAsNanoseconds(@ForAll long timeNs) {
        assertThat(TapeTimes.parseNs(TapeTimes.format(timeNs))).isEqualTo(timeNs);
        assertThat(TapeTimes.parseNs(Long.toString(timeNs))).isEqualTo(timeNs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-01-02T14:30:00Z",
                "2025-01-02T14:30Z",
                "2025-01-02T14:30:00.5Z",
                "2025-01-02T14:30:00.123456789Z",
                "2025-01-02T09:30:00.25-05:00",
                "2024-02-29T23:59:59.999999999Z",
                "1969-12-31T23:59:59.999999999Z"
            })
    void shouldReadIsoTimesAsTheJdkDoes(String text) {
        Instant expected = java.time.OffsetDateTime.parse(text).toInstant();

        assertThat(TapeTimes.parseNs(text)).isEqualTo(TapeTimes.toNs(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2025-01-02T14:30:00",
                "2025-01-02",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-01-02T24:30:00Z",
                "2025-01-02T14:30:00.1234567891Z",
                "2025-01-02 14:30:00Z",
                "9999-01-02T14:30:00Z",
                "99999999999999999999",
                "1.5",
                "-",
                ""
            })
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> TapeTimes.parseNs(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long parse(String text) {
        String around = "<" + text + ">";
        return TapeNumbers.parseE9(around, 1, around.length() - 1);
    }

    @Provide
    static Arbitrary<String> almostDecimals() {
        Arbitrary<String> digits = Arbitraries.strings().withChars("0123456789").ofMaxLength(11);
        Arbitrary<String> odd =
                Arbitraries.strings().withChars("0123456789.-+e ").ofMaxLength(8);
        Arbitrary<String> plain =
                digits.flatMap(whole -> digits.map(decimals -> decimals.isEmpty() ? whole : whole + "." + decimals));
        return Arbitraries.oneOf(
                plain, plain.map(text -> "-" + text), odd.filter(text -> !text.matches(".*e[+]?\\d{3,}.*")));
    }

    @Provide
    static Arbitrary<Long> valuesE9() {
        return Arbitraries.longs().between(-FixedPoint.MAX_E9, FixedPoint.MAX_E9);
    }
}
