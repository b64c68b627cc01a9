package io.tapemill.app.http.udf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Interval;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResolutionsTest {
    private static final List<Interval> INTERVALS = Stream.of("100ms", "1s", "90s", "1m", "5m", "1h", "1d")
            .map(Interval::parse)
            .toList();

    @Test
    void shouldSpellIntervalsAsChartsDoAndLeaveOutThoseTheyHaveNoWordFor() {
        assertThat(Resolutions.of(INTERVALS)).containsExactly("1S", "1", "5", "60", "1D");
    }

    @Test
    void shouldReadTheSpellingsOfCharts() {
        assertThat(Resolutions.parse("60", INTERVALS)).map(Interval::name).contains("1h");
        assertThat(Resolutions.parse("D", INTERVALS)).map(Interval::name).contains("1d");
        assertThat(Resolutions.parse("1S", INTERVALS)).map(Interval::name).contains("1s");
        assertThat(Resolutions.parse("3", INTERVALS)).isEmpty();
        assertThat(Resolutions.parse("x", INTERVALS)).isEmpty();
    }
}
