package io.tapemill.sink.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of a bar in the one order that writing, merging and reading share. */
final class BarColumns {
    static final List<String> KEY = List.of("symbol", "bar_interval", "window_start", "session");
    static final List<String> ALL = Arrays.asList(
            "symbol",
            "bar_interval",
            "window_start",
            "window_end",
            "session",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "vwap",
            "notional",
            "vwap_volume",
            "trade_count",
            "first_trade_ns",
            "last_trade_ns",
            "generation",
            "revision",
            "cause",
            "trade_date",
            "profile",
            "official_open",
            "official_close");
    static final String KEY_LIST = String.join(", ", KEY);
    static final String LIST = String.join(", ", ALL);

    private BarColumns() {}

    /** {@code a = EXCLUDED.a, ...} for every column outside the key. */
    static String assignments() {
        return ALL.stream()
                .filter(column -> !KEY.contains(column))
                .map(column -> column + " = EXCLUDED." + column)
                .collect(Collectors.joining(", "));
    }
}
