package io.tapemill.sink.postgres;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.FixedPoint;
import io.tapemill.schemas.Ohlc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Sends rows by COPY in binary format, into the table of bars or into the staging table. The server takes one chunk in
 * while the next is encoded. Not thread-safe.
 */
final class BarCopyWriter {
    static final String STAGE = "bar_stage";

    private static final String PLACE = ", kafka_topic, kafka_partition, kafka_offset";
    private static final String COPY = " (" + BarColumns.LIST + PLACE + ") FROM STDIN (FORMAT binary)";
    private static final int COLUMNS = BarColumns.ALL.size() + 3;
    private static final int CHUNK_BYTES = 64 << 10;

    private final CopyRows out = new CopyRows();

    /** The staging table of this connection; it is empty again after each transaction. */
    static String createStage() {
        return "CREATE TEMPORARY TABLE " + STAGE + " ON COMMIT DELETE ROWS AS SELECT " + BarColumns.LIST + PLACE
                + " FROM bar_revision WITH NO DATA";
    }

    /** Into the staging table. */
    void stage(Connection connection, String topic, List<BarRow> rows) throws SQLException {
        copy(connection, STAGE, topic, rows);
    }

    /** Into the table of bars; fails when it has one of them in any revision. */
    void insert(Connection connection, String topic, List<BarRow> rows) throws SQLException {
        copy(connection, "bar", topic, rows);
    }

    private void copy(Connection connection, String table, String topic, List<BarRow> rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + COPY);
        out.clear();
        out.header();
        for (BarRow row : rows) {
            append(row, topic);
            if (out.length() >= CHUNK_BYTES) send(copy);
        }
        out.trailer();
        send(copy);
        copy.endCopy();
    }

    private void send(CopyIn copy) throws SQLException {
        copy.writeToCopy(out.bytes(), 0, out.length());
        copy.flushCopy();
        out.clear();
    }

    private void append(BarRow row, String topic) {
        Bar bar = row.bar();
        out.row(COLUMNS);
        out.text(bar.symbol());
        out.text(bar.interval());
        out.timestamp(bar.startNs());
        out.timestamp(bar.endNs());
        out.text(bar.session());
        prices(bar.prices());
        out.numeric(bar.volumeE9(), FixedPoint.SCALE);
        priceOrNull(bar.vwapE9());
        out.numeric(bar.notionalE18(), 2 * FixedPoint.SCALE);
        out.numeric(bar.vwapVolumeE9(), FixedPoint.SCALE);
        out.int8(bar.tradeCount());
        out.int8(bar.firstTradeNs());
        out.int8(bar.lastTradeNs());
        out.int4(bar.generation());
        out.int4(bar.revision());
        out.text(bar.cause().text());
        out.date(bar.tradeDate());
        out.text(bar.profile());
        priceOrNull(bar.officialOpenE9());
        priceOrNull(bar.officialCloseE9());
        out.text(topic);
        out.int4(row.partition());
        out.int8(row.offset());
    }

    private void prices(Ohlc prices) {
        if (prices == null) {
            for (int i = 0; i < 4; i++) out.nothing();
            return;
        }
        out.numeric(prices.openE9(), FixedPoint.SCALE);
        out.numeric(prices.highE9(), FixedPoint.SCALE);
        out.numeric(prices.lowE9(), FixedPoint.SCALE);
        out.numeric(prices.closeE9(), FixedPoint.SCALE);
    }

    private void priceOrNull(Long valueE9) {
        if (valueE9 == null) out.nothing();
        else out.numeric(valueE9, FixedPoint.SCALE);
    }
}
