package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reads bars in portions of a given size and within a given time, for answers to impatient people; {@link BarReader}
 * reads whatever there is. Thread-safe.
 */
public final class BarPages {
    private static final String SELECT = "SELECT " + BarColumns.LIST;
    private static final String OF_SERIES = " WHERE symbol = ? AND bar_interval = ?";
    private static final String OF_SESSION = " AND session = ?";

    private final DataSource dataSource;

    public BarPages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Bars of one symbol and interval.
     *
     * @param session null for bars of any
     */
    public record Series(String symbol, String interval, String session) {}

    /**
     * Which bars of a series: those that start in {@code [fromNs, toNs)}.
     *
     * @param descending the newest first
     * @param limit at most so many
     */
    public record Slice(long fromNs, long toNs, boolean descending, int limit) {}

    /** Bars in the revision that holds, in the order asked for. */
    public List<Bar> bars(Series series, Slice slice, Duration patience) throws SQLException {
        String sql = SELECT + " FROM bar" + OF_SERIES + " AND window_start >= ? AND window_start < ?"
                + (series.session == null ? "" : OF_SESSION)
                + " ORDER BY window_start" + (slice.descending ? " DESC" : "") + " LIMIT ?";
        return query(sql, patience, BarRows::bar, statement -> {
            int column = setSeries(statement, series);
            statement.setObject(column++, utc(slice.fromNs));
            statement.setObject(column++, utc(slice.toNs));
            if (series.session != null) statement.setString(column++, series.session);
            statement.setInt(column, slice.limit);
        });
    }

    /** Every revision of the bar of this window that was ever published, oldest first. */
    public List<BarRevision> revisions(Series series, long startNs, Duration patience) throws SQLException {
        String sql = SELECT + ", written_at FROM bar_history" + OF_SERIES + " AND window_start = ?"
                + (series.session == null ? "" : OF_SESSION) + " ORDER BY generation, revision";
        return query(
                sql,
                patience,
                row -> new BarRevision(BarRows.bar(row), BarRows.time(row, BarColumns.ALL.size() + 1)),
                statement -> {
                    int column = setSeries(statement, series);
                    statement.setObject(column++, utc(startNs));
                    if (series.session != null) statement.setString(column, series.session);
                });
    }

    public boolean knows(String symbol, Duration patience) throws SQLException {
        return !query(
                        "SELECT 1 FROM bar WHERE symbol = ? LIMIT 1",
                        patience,
                        row -> row.getInt(1),
                        statement -> statement.setString(1, symbol))
                .isEmpty();
    }

    private static int setSeries(PreparedStatement statement, Series series) throws SQLException {
        statement.setString(1, series.symbol);
        statement.setString(2, series.interval);
        return 3;
    }

    private <T> List<T> query(String sql, Duration patience, Row<T> reader, Parameters parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(Math.max(1, (int) patience.toSeconds()));
            parameters.set(statement);
            List<T> found = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) found.add(reader.read(result));
            }
            return found;
        }
    }

    private static Object utc(long timeNs) {
        return Instant.ofEpochSecond(0, timeNs).atOffset(ZoneOffset.UTC);
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
