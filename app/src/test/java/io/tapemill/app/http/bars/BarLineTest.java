package io.tapemill.app.http.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.http.bars.ShownBar.State;
import io.tapemill.schemas.Ohlc;
import org.junit.jupiter.api.Test;

class BarLineTest {
    private static final BarStyle PLAIN = new BarStyle(0, false);

    @Test
    void shouldWriteNumbersDigitByDigit() {
        Ohlc prices = new Ohlc(999_999_999_999_999_999L, 1, 187_100_000_000L, 10_000_000_000L);
        ShownBar shown = new ShownBar(SampleBars.bar("A", "1s", 5, 3, 0, prices), State.FINAL);

        assertThat(json(shown, PLAIN))
                .isEqualTo("{\"t\":\"1970-01-01T00:00:05Z\",\"o\":999999999.999999999,\"h\":0.000000001,\"l\":187.1,"
                        + "\"c\":10,\"v\":0,\"vw\":1.333333333,\"n\":7,\"rev\":3,\"state\":\"final\"}");
        assertThat(json(shown, new BarStyle(1_000_000, true)))
                .startsWith("{\"t\":5000,\"o\":\"999999999.999999999\",\"h\":\"0.000000001\"")
                .contains("\"v\":\"0\"", "\"n\":7");
    }

    @Test
    void shouldLeaveOutWhatABarDoesNotHave() {
        ShownBar shown = new ShownBar(SampleBars.bar("A", "1s", 5, 1, 2, null), State.PARTIAL);

        assertThat(json(shown, PLAIN)).contains("\"o\":null,\"h\":null,\"l\":null,\"c\":null,\"v\":2,\"vw\":null");
        assertThat(csv(shown)).isEqualTo("A,1970-01-01T00:00:05Z,,,,,2,,7,1,partial\n");
    }

    @Test
    void shouldQuoteSymbolsThatWouldBreakTheForm() {
        ShownBar shown = new ShownBar(SampleBars.bar("A,\"B\"", "1s", 5, 1, 2, null), State.FILLED);
        StringBuilder json = new StringBuilder();
        new BarLine(PLAIN).json(json, shown, true);

        assertThat(csv(shown)).startsWith("\"A,\"\"B\"\"\",");
        assertThat(json.toString()).startsWith("{\"symbol\":\"A,\\\"B\\\"\",");
    }

    private static String json(ShownBar shown, BarStyle style) {
        StringBuilder out = new StringBuilder();
        new BarLine(style).json(out, shown, false);
        return out.toString();
    }

    private static String csv(ShownBar shown) {
        StringBuilder out = new StringBuilder();
        new BarLine(PLAIN).csv(out, shown);
        return out.toString();
    }
}
