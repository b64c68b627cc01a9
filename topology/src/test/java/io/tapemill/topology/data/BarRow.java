package io.tapemill.topology.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.topology.market.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bars as rows of the {@code expected-intraday} files: every column, as text. */
final class BarRow {
    private static final String COLUMNS =
            "start_epoch_ms,open,high,low,close,volume,trade_count,vwap_notional_e4,vwap_volume,vwap";

    private BarRow() {}

    /** Rows of a file, by what identifies the bar. */
    static Map<String, String> read(String file, String symbol, String interval) throws IOException {
        List<String> lines = SharedData.lines(file);
        assertThat(lines.get(0)).isEqualTo(COLUMNS);
        Map<String, String> rows = new TreeMap<>();
        for (String row : lines.subList(1, lines.size())) {
            rows.put(symbol + " " + interval + " " + row.substring(0, row.indexOf(',')), row);
        }
        return rows;
    }

    /** The rows that our bars would be. */
    static Map<String, String> of(List<Bar> bars) {
        Map<String, String> rows = new TreeMap<>();
        for (Bar bar : bars) rows.put(bar.symbol() + " " + bar.interval() + " " + startMs(bar), row(bar));
        return rows;
    }

    private static String row(Bar bar) {
        return String.join(
                ",",
                Long.toString(startMs(bar)),
                price(bar.prices().openE9()),
                price(bar.prices().highE9()),
                price(bar.prices().lowE9()),
                price(bar.prices().closeE9()),
                exact(bar.volumeE9().toBigInteger(), 9, 0),
                Long.toString(bar.tradeCount()),
                exact(bar.notionalE18().toBigInteger(), 14, 0),
                exact(bar.vwapVolumeE9().toBigInteger(), 9, 0),
                vwap(bar));
    }

    private static long startMs(Bar bar) {
        return bar.startNs() / 1_000_000;
    }

    private static String price(long priceE9) {
        return exact(BigInteger.valueOf(priceE9), 9, 4);
    }

    /** From the sums, since rounding the published nine decimals again would round some twice. */
    private static String vwap(Bar bar) {
        if (bar.vwapE9() == null) return "";
        BigDecimal notional = new BigDecimal(bar.notionalE18().toBigInteger(), 18);
        BigDecimal volume = new BigDecimal(bar.vwapVolumeE9().toBigInteger(), 9);
        assertThat(BigDecimal.valueOf(bar.vwapE9(), 9))
                .as("vwap of %s", bar)
                .isEqualTo(notional.divide(volume, 9, RoundingMode.HALF_EVEN));
        return notional.divide(volume, 6, RoundingMode.HALF_UP).toPlainString();
    }

    private static String exact(BigInteger unscaled, int scale, int decimals) {
        return new BigDecimal(unscaled, scale)
                .setScale(decimals, RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
