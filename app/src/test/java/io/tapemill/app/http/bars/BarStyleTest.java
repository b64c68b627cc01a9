package io.tapemill.app.http.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarStyleTest {
    private static final BarStyle RFC_3339 = new BarStyle(0, false);

    @Test
    void shouldReadTimesAsItWritesThem() {
        assertThat(RFC_3339.parse("from", "1970-01-01T00:00:01.000000002Z")).isEqualTo(1_000_000_002L);
        assertThat(RFC_3339.parse("from", "1970-01-01T01:00:00+01:00")).isZero();
        assertThat(new BarStyle(1_000_000, false).parse("from", "-5")).isEqualTo(-5_000_000L);
        assertThat(new BarStyle(1_000_000_000, false).parse("from", "1970-01-01T00:00:01Z"))
                .isEqualTo(1_000_000_000L);
        assertThat(new BarStyle(1_000_000_000, false).time(-1)).isEqualTo("-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "2025-01-02", "2025-01-02T14:30:00", "now", "9999-01-01T00:00:00Z"})
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> RFC_3339.parse("from", text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("from '" + text + "'");
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        assertThatThrownBy(() -> new BarStyle(1_000_000_000, false).parse("to", "9999999999999999999"))
                .isInstanceOf(Problem.class);
    }
}
