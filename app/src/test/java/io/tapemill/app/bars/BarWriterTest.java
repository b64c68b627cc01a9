package io.tapemill.app.bars;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class BarWriterTest {
    private static final long START_NS = TapeTimes.parseNs("2025-01-02T14:30:00Z");
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final Bar PRICED =
            bar(START_NS, new Ohlc(187_100_000_000L, 188_000_000_000L, 1L, 187_000_000_010L), 187_238_100_000L);
    private static final Bar UNPRICED = bar(START_NS + MINUTE_NS, null, null);

    @Test
    void shouldWriteCsvWithExactNumbersAndNothingForNone() {
        assertThat(written(BarFormat.CSV, PRICED, UNPRICED)).isEqualTo("""
                        symbol,interval,start,end,open,high,low,close,volume,vwap,trade_count,revision,state
                        "A,B",1m,2025-01-02T14:30:00Z,2025-01-02T14:31:00Z,187.1,188,0.000000001,187.00000001,123456789012.000000001,187.2381,7,3,final
                        "A,B",1m,2025-01-02T14:31:00Z,2025-01-02T14:32:00Z,,,,,123456789012.000000001,,7,3,final
                        """);
    }

    @Test
    void shouldWriteTheHeaderAloneForAnEmptyRange() {
        assertThat(written(BarFormat.CSV).lines()).hasSize(1);
        assertThat(written(BarFormat.TABLE).lines()).hasSize(1);
    }

    @Test
    void shouldAlignTheTable() {
        assertThat(written(BarFormat.TABLE, PRICED, UNPRICED).lines())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).hasSize(line.lastIndexOf(line.startsWith("symbol") ? "state" : "final") + 5))
                .extracting(String::length)
                .containsOnly(written(BarFormat.TABLE, PRICED, UNPRICED).indexOf('\n'));
    }

    @Test
    void shouldWriteJsonWithExactNumbers() throws IOException {
        JsonNode json = json(written(BarFormat.JSON, PRICED, UNPRICED));

        assertThat(json.path("symbol").asText()).isEqualTo("A,B");
        assertThat(json.path("interval").asText()).isEqualTo("1m");
        JsonNode first = json.path("bars").path(0);
        assertThat(first.path("t").asText()).isEqualTo("2025-01-02T14:30:00Z");
        assertThat(first.path("v").decimalValue()).isEqualByComparingTo(new BigDecimal("123456789012.000000001"));
        assertThat(first.path("l").decimalValue()).isEqualByComparingTo(new BigDecimal("0.000000001"));
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly("t", "o", "h", "l", "c", "v", "vw", "n", "rev", "state");
        assertThat(json.path("bars").path(1).path("o").isNull()).isTrue();
        assertThat(json(written(BarFormat.JSON)).path("bars")).isEmpty();
    }

    @Test
    void shouldWriteOfficialPricesInJsonOnlyAndOnlyWhereThereAre() throws IOException {
        Bar both = official(187_100_000_000L, 1L);
        Bar closeOnly = official(null, 188_500_000_000L);

        JsonNode bars = json(written(BarFormat.JSON, both, closeOnly)).path("bars");

        assertThat(bars.path(0).path("oo").decimalValue()).isEqualByComparingTo("187.1");
        assertThat(bars.path(0).path("oc").decimalValue()).isEqualByComparingTo("0.000000001");
        assertThat(bars.path(1).has("oo")).isFalse();
        assertThat(bars.path(1).path("oc").decimalValue()).isEqualByComparingTo("188.5");
        assertThat(written(BarFormat.CSV, both)).isEqualTo(written(BarFormat.CSV, PRICED));
    }

    @Test
    void shouldChooseTheWholeDayOfDayBarsUnlessAskedOtherwise() {
        Bar regular = bar(START_NS, null, null, "regular", null, null);
        assertThat(BarSession.filter(null, "1d")).accepts(PRICED).rejects(regular);
        assertThat(BarSession.filter(BarSession.REGULAR, "1d")).accepts(regular).rejects(PRICED);
        assertThat(BarSession.filter(null, "1h")).accepts(PRICED, regular);
        assertThat(BarSession.filter(BarSession.ALL, "1h")).accepts(PRICED).rejects(regular);
        assertThat(BarSession.REGULAR).hasToString("regular");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(text);
    }

    private static String written(BarFormat format, Bar... bars) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        BarWriter writer = format.writer(out, "A,B", "1m");
        for (Bar bar : bars) writer.write(bar);
        writer.end();
        return text.toString();
    }

    private static Bar official(Long openE9, Long closeE9) {
        return bar(START_NS, PRICED.prices(), PRICED.vwapE9(), "all", openE9, closeE9);
    }

    private static Bar bar(long startNs, Ohlc prices, Long vwapE9) {
        return bar(startNs, prices, vwapE9, "all", null, null);
    }

    private static Bar bar(
            long startNs, Ohlc prices, Long vwapE9, String session, Long officialOpenE9, Long officialCloseE9) {
        return new Bar(
                "A,B",
                "1m",
                startNs,
                startNs + MINUTE_NS,
                prices,
                Int128.product(123_456_789_012_000_000L, 1_000).plus(Int128.of(1)),
                vwapE9,
                Int128.ZERO,
                Int128.ZERO,
                7,
                startNs,
                startNs,
                3,
                1,
                BarCause.LATE,
                session,
                20_090,
                "all/sip",
                officialOpenE9,
                officialCloseE9);
    }
}
