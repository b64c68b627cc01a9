package io.tapemill.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @Property
    void int128ProductAndSumEqualBigInteger(@ForAll long a, @ForAll long b, @ForAll long c) {
        Int128 sum = Int128.product(a, b).plus(Int128.of(c));
        BigInteger expected =
                BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).add(BigInteger.valueOf(c));
        assertThat(sum.toBigInteger()).isEqualTo(expected);
        assertThat(Int128.of(expected)).isEqualTo(sum);
    }

    @Property
    void int128OrderEqualsBigInteger(@ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
        Int128 left = new Int128(a, b);
        Int128 right = new Int128(c, d);
        assertThat(Integer.signum(left.compareTo(right)))
                .isEqualTo(left.toBigInteger().compareTo(right.toBigInteger()));
    }

    @Test
    void int128RefusesToWrapAround() {
        Int128 greatest = new Int128(Long.MAX_VALUE, -1);
        assertThatThrownBy(() -> greatest.plus(Int128.of(1))).isInstanceOf(ArithmeticException.class);
    }

    @Property
    void decimalTextComesBackExactly(
            @ForAll @LongRange(min = -FixedPoint.MAX_E9, max = FixedPoint.MAX_E9) long valueE9) {
        assertThat(FixedPoint.parseE9(FixedPoint.formatE9(valueE9))).isEqualTo(valueE9);
    }

    @ParameterizedTest
    @CsvSource({"187.1,187100000000", "0,0", "-0.5,-500000000", "105433.60000,105433600000000", "1e2,100000000000"})
    void decimalTextIsRead(String text, long expectedE9) {
        assertThat(FixedPoint.parseE9(text)).isEqualTo(expectedE9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "NaN", "1.0000000001", "1000000000", "1e999999999", "1e99999999", "1e-99999999", "0x10"
            })
    void textThatIsNoSuchDecimalIsRefusedByName(String text) {
        assertThatThrownBy(() -> FixedPoint.parseE9(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void intervalsAreReadAndAlignTimes() {
        Interval fiveMinutes = Interval.parse("5m");
        assertThat(fiveMinutes.lengthNs()).isEqualTo(300_000_000_000L);
        assertThat(fiveMinutes.floor(300_000_000_001L)).isEqualTo(300_000_000_000L);
        assertThat(fiveMinutes.floor(-1)).isEqualTo(-300_000_000_000L);
        assertThatThrownBy(() -> Interval.parse("7q")).hasMessageContaining("'7q'");
    }
}
