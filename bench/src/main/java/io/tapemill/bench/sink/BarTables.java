package io.tapemill.bench.sink;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The sink's tables, and one that is equal to its table of bars for plain COPY. */
final class BarTables implements AutoCloseable {
    private static final String COLUMNS = "symbol, bar_interval, window_start, window_end, session, open, high, low,"
            + " close, volume, vwap, notional, vwap_volume, trade_count, first_trade_ns, last_trade_ns, generation,"
            + " revision, cause, trade_date, profile, official_open, official_close, kafka_topic, kafka_partition,"
            + " kafka_offset";

    private final Connection connection;

    private BarTables(Connection connection) {
        this.connection = connection;
    }

    static BarTables open(Settings settings) throws SQLException {
        return new BarTables(DriverManager.getConnection(
                settings.get(Keys.SINK_JDBC_URL),
                settings.find(Keys.SINK_JDBC_USER).orElseThrow(),
                settings.find(Keys.SINK_JDBC_PASSWORD).orElseThrow()));
    }

    /** As before the first start; the next instance makes the tables again if need be. */
    void clear() throws SQLException {
        if (rowsOf("SELECT count(*) FROM pg_class WHERE relname = 'sink_position'") == 0) return;
        execute("TRUNCATE bar, bar_revision, sink_position");
    }

    /** Sum of the positions over all partitions; 0 before there are any. */
    long positions() throws SQLException {
        if (rowsOf("SELECT count(*) FROM pg_class WHERE relname = 'sink_position'") == 0) return 0;
        return rowsOf("SELECT coalesce(sum(next_offset), 0) FROM sink_position");
    }

    long rows(String table) throws SQLException {
        return rowsOf("SELECT count(*) FROM " + table);
    }

    /** All rows of the table of bars, as COPY gives them. */
    byte[] export() throws SQLException, IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT " + COLUMNS + " FROM bar) TO STDOUT (FORMAT binary)", rows);
        return rows.toByteArray();
    }

    /** Into a new table with the same columns, index and partitioning, in one transaction. */
    void importPlain(byte[] rows) throws SQLException, IOException {
        execute("DROP TABLE IF EXISTS plain");
        execute("CREATE TABLE plain (LIKE bar INCLUDING ALL) PARTITION BY RANGE (window_start)");
        execute("CREATE TABLE plain_all PARTITION OF plain FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY plain (" + COLUMNS + ") FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(rows),
                        64 << 10);
    }

    private long rowsOf(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
