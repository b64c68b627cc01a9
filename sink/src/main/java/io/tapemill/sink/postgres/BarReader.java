package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Reads bars, each in the revision that holds. Thread-safe. Rows are fetched in portions and given to the caller one by
 * one, so any range fits the memory; each call reads one snapshot.
 */
public final class BarReader {
    private static final int FETCH_ROWS = 10_000;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final String SELECT = "SELECT " + BarColumns.LIST + " FROM bar";
    private static final String RANGE = SELECT + " WHERE symbol = ? AND bar_interval = ? AND window_start >= ?"
            + " AND window_start < ? ORDER BY window_start, session";
    private static final String NEWEST =
            SELECT + " WHERE symbol = ? AND bar_interval = ?" + " ORDER BY window_start DESC, session DESC LIMIT ?";
    private static final String NEWEST_OF_SESSION =
            SELECT + " WHERE symbol = ? AND bar_interval = ? AND session = ?" + " ORDER BY window_start DESC LIMIT ?";
    private static final String EVERYTHING = SELECT + " ORDER BY " + BarColumns.KEY_LIST;
    private static final String SYMBOLS = "WITH RECURSIVE s AS ((SELECT symbol FROM bar ORDER BY symbol LIMIT 1)"
            + " UNION ALL SELECT (SELECT b.symbol FROM bar b WHERE b.symbol > s.symbol ORDER BY b.symbol LIMIT 1) FROM s"
            + " WHERE s.symbol IS NOT NULL) SELECT symbol FROM s WHERE symbol IS NOT NULL";

    private final DataSource dataSource;

    public BarReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Bars whose window starts in {@code [from, to)}, ordered by start and then session. */
    public void bars(String symbol, String interval, Instant from, Instant to, Consumer<Bar> into) throws SQLException {
        read(
                RANGE,
                statement -> {
                    statement.setString(1, symbol);
                    statement.setString(2, interval);
                    statement.setObject(3, utc(from));
                    statement.setObject(4, utc(to));
                },
                into);
    }

    /** The newest bars, at most {@code count}, oldest first; of every session when it is empty. */
    public List<Bar> newest(String symbol, String interval, Optional<String> session, int count) throws SQLException {
        List<Bar> bars = new ArrayList<>();
        read(
                session.isPresent() ? NEWEST_OF_SESSION : NEWEST,
                statement -> {
                    int next = 1;
                    statement.setString(next++, symbol);
                    statement.setString(next++, interval);
                    if (session.isPresent()) statement.setString(next++, session.get());
                    statement.setInt(next, count);
                },
                bars::add);
        Collections.reverse(bars);
        return bars;
    }

    /** Every bar, ordered by symbol, interval, start and session; text is compared byte by byte. */
    public void allBars(Consumer<Bar> into) throws SQLException {
        read(EVERYTHING, statement -> {}, into);
    }

    /** The symbols that have bars, in ascending order of their bytes. */
    public List<String> symbols() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SYMBOLS);
                ResultSet result = statement.executeQuery()) {
            List<String> symbols = new ArrayList<>();
            while (result.next()) symbols.add(result.getString(1));
            return symbols;
        }
    }

    private void read(String sql, Parameters parameters, Consumer<Bar> into) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            // the driver fetches in portions only inside a transaction
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH_ROWS);
                parameters.set(statement);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) into.accept(bar(result));
                }
            }
            connection.commit();
        }
    }

    private static Bar bar(ResultSet row) throws SQLException {
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
        Instant time = row.getObject(column, OffsetDateTime.class).toInstant();
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }
}
