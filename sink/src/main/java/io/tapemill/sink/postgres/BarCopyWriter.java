package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows to the staging table by COPY in text format. The format is known only here. Not thread-safe. */
final class BarCopyWriter {
    static final String STAGE = "bar_stage";

    private static final String COPY =
            "COPY " + STAGE + " (" + BarColumns.LIST + ", kafka_partition, kafka_offset) FROM STDIN";
    private static final int CHUNK_CHARS = 64 * 1024;
    private static final String NULL = "\\N";
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final StringBuilder text = new StringBuilder(CHUNK_CHARS + 1024);
    private final LastText<Instant> times = new LastText<>();
    private final LastText<LocalDate> dates = new LastText<>();

    /** The staging table of this connection; it is empty again after each transaction. */
    static String createStage() {
        return "CREATE TEMPORARY TABLE " + STAGE + " ON COMMIT DELETE ROWS AS SELECT " + BarColumns.LIST
                + ", kafka_partition, kafka_offset FROM bar_revision WITH NO DATA";
    }

    void copy(Connection connection, List<BarRow> rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        text.setLength(0);
        for (BarRow row : rows) {
            append(row);
            if (text.length() >= CHUNK_CHARS) send(copy);
        }
        send(copy);
        copy.endCopy();
    }

    private void send(CopyIn copy) throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }

    private void append(BarRow row) {
        Bar bar = row.bar();
        word(bar.symbol());
        word(bar.interval());
        time(bar.startNs());
        time(bar.endNs());
        word(bar.session());
        prices(bar.prices());
        decimal(bar.volumeE9(), FixedPoint.SCALE);
        decimalOrNull(bar.vwapE9());
        decimal(bar.notionalE18(), 2 * FixedPoint.SCALE);
        decimal(bar.vwapVolumeE9(), FixedPoint.SCALE);
        number(bar.tradeCount());
        number(bar.firstTradeNs());
        number(bar.lastTradeNs());
        number(bar.generation());
        number(bar.revision());
        word(bar.cause().text());
        field(dates.of(bar.tradeDate(), LocalDate::ofEpochDay));
        word(bar.profile());
        decimalOrNull(bar.officialOpenE9());
        decimalOrNull(bar.officialCloseE9());
        number(row.partition());
        text.append(row.offset()).append('\n');
    }

    private void prices(Ohlc prices) {
        if (prices == null) {
            for (int i = 0; i < 4; i++) field(NULL);
            return;
        }
        decimal(prices.openE9());
        decimal(prices.highE9());
        decimal(prices.lowE9());
        decimal(prices.closeE9());
    }

    private void time(long ns) {
        field(times.of(
                ns, t -> Instant.ofEpochSecond(Math.floorDiv(t, NS_PER_SECOND), Math.floorMod(t, NS_PER_SECOND))));
    }

    private void number(long value) {
        text.append(value).append('\t');
    }

    private void decimalOrNull(Long valueE9) {
        if (valueE9 == null) field(NULL);
        else decimal(valueE9.longValue());
    }

    private void decimal(long valueE9) {
        decimal(Long.toString(valueE9), FixedPoint.SCALE);
    }

    private void decimal(Int128 value, int scale) {
        boolean isLong = value.high() == value.low() >> 63;
        decimal(isLong ? Long.toString(value.low()) : value.toString(), scale);
    }

    /** Puts the point into a whole number's digits. */
    private void decimal(String unscaled, int scale) {
        int from = unscaled.startsWith("-") ? 1 : 0;
        int whole = unscaled.length() - from - scale;
        text.append(unscaled, 0, from);
        if (whole > 0) text.append(unscaled, from, from + whole);
        else text.append('0');
        text.append('.');
        for (int i = whole; i < 0; i++) text.append('0');
        text.append(unscaled, from + Math.max(whole, 0), unscaled.length()).append('\t');
    }

    private void field(String raw) {
        text.append(raw).append('\t');
    }

    /** Text from outside, with the characters escaped that COPY gives a meaning. */
    private void word(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        text.append('\t');
    }

    /** Remembers the text of two neighbouring values: the bars of a batch share their windows. */
    private static final class LastText<T> {
        private final long[] keys = new long[2];
        private final String[] texts = new String[2];

        String of(long key, java.util.function.LongFunction<T> value) {
            for (int i = 0; i < 2; i++) {
                if (texts[i] != null && keys[i] == key) return texts[i];
            }
            keys[0] = keys[1];
            texts[0] = texts[1];
            keys[1] = key;
            texts[1] = value.apply(key).toString();
            return texts[1];
        }
    }
}
