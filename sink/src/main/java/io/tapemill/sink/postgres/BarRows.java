package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Turns rows into bars, exactly. */
final class BarRows {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private BarRows() {}

    /** The bar of the current row, which has the columns {@link BarColumns#LIST} first. */
    static Bar bar(ResultSet row) throws SQLException {
        return new Bar(
                row.getString(1),
                row.getString(2),
                ns(row, 3),
                ns(row, 4),
                prices(row),
                int128(row, 10, FixedPoint.SCALE),
                e9OrNull(row, 11),
                int128(row, 12, 2 * FixedPoint.SCALE),
                int128(row, 13, FixedPoint.SCALE),
                row.getLong(14),
                row.getLong(15),
                row.getLong(16),
                row.getInt(18),
                row.getInt(17),
                BarCause.valueOf(row.getString(19).toUpperCase(Locale.ROOT)),
                row.getString(5),
                Math.toIntExact(row.getObject(20, LocalDate.class).toEpochDay()),
                row.getString(21),
                e9OrNull(row, 22),
                e9OrNull(row, 23));
    }

    private static Ohlc prices(ResultSet row) throws SQLException {
        if (row.getObject(6) == null) return null;
        return new Ohlc(e9(row, 6), e9(row, 7), e9(row, 8), e9(row, 9));
    }

    private static Long e9OrNull(ResultSet row, int column) throws SQLException {
        return row.getObject(column) == null ? null : Long.valueOf(e9(row, column));
    }

    private static long e9(ResultSet row, int column) throws SQLException {
        return unscaled(row, column, FixedPoint.SCALE).unscaledValue().longValueExact();
    }

    private static Int128 int128(ResultSet row, int column, int scale) throws SQLException {
        return Int128.of(unscaled(row, column, scale).unscaledValue());
    }

    private static BigDecimal unscaled(ResultSet row, int column, int scale) throws SQLException {
        return row.getBigDecimal(column).setScale(scale);
    }

    private static long ns(ResultSet row, int column) throws SQLException {
        Instant time = time(row, column);
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
    }

    static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
