package io.tapemill.sink.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Sees to it that every row has a table partition before it is written, however old or far ahead its window is. What
 * exists is remembered per connection. Not thread-safe. Each change is a transaction of its own, which must not be
 * called inside another.
 */
final class TimePartitions {
    private static final String RANGES = "SELECT (extract(epoch FROM greatest(b.range_from, '1677-01-01')) * 1000000)"
            + "::bigint, (extract(epoch FROM least(b.range_to, '2263-01-01')) * 1000000)::bigint"
            + " FROM bar_partition b JOIN bar_partition r"
            + " ON r.parent = 'bar_revision' AND r.range_from = b.range_from AND r.range_to = b.range_to"
            + " WHERE b.parent = 'bar'";
    private static final long NS_PER_MICRO = 1_000;

    private final Connection connection;
    private final PartitionWidth width;
    private final NavigableMap<Long, Long> knownMicros = new TreeMap<>();
    private long lastFrom;
    private long lastTo;

    TimePartitions(Connection connection, PartitionWidth width) throws SQLException {
        this.connection = connection;
        this.width = width;
        reload();
    }

    void ensureFor(List<BarRow> rows) throws SQLException {
        for (BarRow row : rows) {
            long micros = Math.floorDiv(row.bar().startNs(), NS_PER_MICRO);
            if (!isKnown(micros)) add(instant(micros));
        }
    }

    /** Makes the partitions from {@code now} on, so that no batch has to wait for them. */
    void ensureAhead(Instant now, Instant until) throws SQLException {
        for (Instant start = width.floor(now); start.isBefore(until); start = width.next(start)) {
            if (!isKnown(micros(start))) add(start);
        }
    }

    /** Drops partitions that end at or before {@code time}; gives up after two seconds of waiting for readers. */
    int dropBefore(Instant time) throws SQLException {
        try (Statement limit = connection.createStatement();
                PreparedStatement drop = connection.prepareStatement("SELECT drop_bar_partitions(?)")) {
            limit.execute("SET LOCAL lock_timeout = '2s'");
            drop.setObject(1, time.atOffset(ZoneOffset.UTC));
            int dropped = intOf(drop);
            connection.commit();
            if (dropped > 0) reload();
            return dropped;
        }
    }

    private boolean isKnown(long micros) {
        if (micros >= lastFrom && micros < lastTo) return true;
        Map.Entry<Long, Long> range = knownMicros.floorEntry(micros);
        if (range == null || micros >= range.getValue()) return false;
        lastFrom = range.getKey();
        lastTo = range.getValue();
        return true;
    }

    private void add(Instant time) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement("SELECT add_bar_partitions(?, ?)")) {
            add.setObject(1, utc(width.floor(time)));
            add.setObject(2, utc(width.next(time)));
            intOf(add);
        }
        connection.commit();
        reload();
        // neighbours of another width may have left us a part: the whole is covered all the same
        knownMicros.put(micros(width.floor(time)), micros(width.next(time)));
    }

    private void reload() throws SQLException {
        knownMicros.clear();
        lastFrom = 0;
        lastTo = 0;
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(RANGES)) {
            while (result.next()) knownMicros.put(result.getLong(1), result.getLong(2));
        }
        connection.commit();
    }

    private static int intOf(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getInt(1);
        }
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * NS_PER_MICRO);
    }

    private static long micros(Instant wholeSecond) {
        return wholeSecond.getEpochSecond() * 1_000_000L;
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
