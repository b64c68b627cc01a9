package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Reads bars, each in the revision that holds. Thread-safe. Rows are fetched in portions and given to the caller one by
 * one, so any range fits the memory; each call reads one snapshot.
 */
public final class BarReader {
    private static final int FETCH_ROWS = 10_000;
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
                    while (result.next()) into.accept(BarRows.bar(result));
                }
            }
            connection.commit();
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }
}
