package io.tapemill.app.node;

import io.tapemill.app.bars.BarSession;
import io.tapemill.app.http.stream.Snapshots;
import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.SinkProgress;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What streams begin with, straight from PostgreSQL: a copy may lack what its position says is there. */
final class DatabaseSnapshots implements Snapshots {
    private final BarReader reader;
    private final SinkProgress progress;
    private final String topic;

    DatabaseSnapshots(DataSource dataSource, String topic) {
        this.reader = new BarReader(dataSource);
        this.progress = new SinkProgress(dataSource);
        this.topic = topic;
    }

    @Override
    public Map<Integer, Long> nextOffsets() throws SQLException {
        return progress.nextOffsets(topic);
    }

    @Override
    public List<Bar> newest(String symbol, String interval, int count) throws SQLException {
        return reader.newest(symbol, interval, session(interval), count);
    }

    /** Of the bars of a trade date only that of the whole date, as the stream goes on. */
    private static Optional<String> session(String interval) {
        return interval.equals("1d") ? Optional.of(BarSession.ALL.toString()) : Optional.empty();
    }
}
