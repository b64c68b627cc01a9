package io.tapemill.topology.data;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.topology.market.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One symbol-day of the Lean sample: the consolidated tape of a stock with the peer's sale-condition masks. */
record LeanDay(String symbol, LocalDate date, List<LeanTick> ticks) {
    static final String FOLDER = "lean-equity-2013/";

    private static final long NS_PER_MS = 1_000_000L;
    private static final long E9_PER_E4 = 100_000L;
    private static final long E9 = 1_000_000_000L;

    /** All symbol-days of the sample, by symbol and date. */
    static List<LeanDay> all() throws IOException {
        List<LeanDay> days = new ArrayList<>();
        for (String file : SharedData.files(FOLDER + "tick", "_trade.zip")) {
            String[] parts = file.split("/");
            LocalDate date = LocalDate.parse(parts[3].substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE);
            days.add(new LeanDay(parts[2], date, ticks(file)));
        }
        return days;
    }

    private static List<LeanTick> ticks(String file) throws IOException {
        List<LeanTick> ticks = new ArrayList<>();
        for (String line : SharedData.lines(file)) {
            if (!line.isBlank()) ticks.add(LeanTick.parse(ticks.size(), line));
        }
        return ticks;
    }

    String name() {
        return symbol + " " + date;
    }

    /** The peer's bars, {@code second} or {@code minute}: open, high, low, close (E4) and volume, by ms since midnight. */
    Map<Long, long[]> peerBars(String resolution) throws IOException {
        String day = date.format(DateTimeFormatter.BASIC_ISO_DATE);
        Map<Long, long[]> bars = new TreeMap<>();
        for (String line : SharedData.lines(FOLDER + resolution + "/" + symbol + "/" + day + "_trade.zip")) {
            if (line.isBlank()) continue;
            String[] cells = line.split(",");
            long[] values = new long[5];
            for (int i = 0; i < values.length; i++) values[i] = new BigDecimal(cells[i + 1]).longValue();
            bars.put(new BigDecimal(cells[0]).longValue(), values);
        }
        return bars;
    }

    /** Rows that the intraday rule of the consolidated tapes gives. */
    Map<String, String> expectedMinutes() throws IOException {
        String day = date.format(DateTimeFormatter.BASIC_ISO_DATE);
        return BarRow.read(FOLDER + "expected-intraday-1m/" + symbol + "-" + day + ".csv", symbol, "1m");
    }

    /** Time on the bars' clock. */
    long timeNs(long msOfDay) {
        return Tape.midnightNs(date) + msOfDay * NS_PER_MS;
    }

    /** What the tape would have said: the row is the trade's place and identity, for the sample has no ids. */
    Trade trade(LeanTick tick, String conditions) {
        return new Trade(
                TradeKind.TRADE,
                symbol,
                tick.exchange(),
                symbol.equals("spy") ? "B" : "A",
                tick.row(),
                tick.row(),
                timeNs(tick.msOfDay()),
                timeNs(tick.msOfDay()),
                tick.priceE4() * E9_PER_E4,
                tick.size() * E9,
                conditions,
                null,
                null);
    }

    /** The opening or the closing print by the peer's rule 4: the first tick with the bit that is no cross. */
    LeanTick first(long bit) {
        Predicate<LeanTick> wanted = tick -> tick.has(bit) && !tick.has(LeanTick.CROSS);
        return ticks.stream().filter(wanted).findFirst().orElseThrow();
    }
}
