package io.tapemill.drills.check;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.drills.watch.DatabaseWatch;
import io.tapemill.schemas.Bar;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Every revision of the bars topic, against the history in the database and against what was seen on the way. */
final class HistoryCheck {
    private static final String HISTORY = "SELECT kafka_partition, kafka_offset, symbol, bar_interval, window_start,"
            + " session, generation, revision FROM bar_history";

    private final Settings settings;
    /** Which revision stands where: partition/offset to its key. */
    private final Map<String, String> places = new HashMap<>();

    private final Map<Integer, TreeSet<Long>> offsets = new TreeMap<>();

    HistoryCheck(Settings settings, SchemaRegistry registry) {
        this.settings = settings;
        BarDecoder decoder = new BarDecoder(registry);
        Map<String, Object> consumer = settings.kafkaProperties(KafkaRole.CONSUMER);
        try (CommittedLog log = new CommittedLog(consumer, settings.get(Keys.TOPIC_BARS))) {
            log.readTo(log.ends(), record -> take(record, decoder));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, BarDecoder decoder) {
        try {
            Bar bar = decoder.decode(record.value());
            String key = key(
                    bar.symbol(),
                    bar.interval(),
                    Instant.ofEpochSecond(0, bar.startNs()).toEpochMilli(),
                    bar.session(),
                    bar.generation(),
                    bar.revision());
            places.put(record.partition() + "/" + record.offset(), key);
            offsets.computeIfAbsent(record.partition(), partition -> new TreeSet<>())
                    .add(record.offset());
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(record.topic() + " offset " + record.offset() + " is no bar", e);
        }
    }

    /** Database to topic and topic to database, place by place. The topic may have grown meanwhile by what ticks closed. */
    Finding rows() throws SQLException {
        long same = 0;
        long other = 0;
        Map<Integer, Long> next = new HashMap<>();
        try (Connection connection = DatabaseWatch.connect(settings);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (ResultSet rows = statement.executeQuery("SELECT partition, next_offset FROM sink_position")) {
                while (rows.next()) next.put(rows.getInt(1), rows.getLong(2));
            }
            statement.setFetchSize(10_000);
            try (ResultSet rows = statement.executeQuery(HISTORY)) {
                while (rows.next()) {
                    String key = key(
                            rows.getString(3),
                            rows.getString(4),
                            rows.getTimestamp(5).getTime(),
                            rows.getString(6),
                            rows.getInt(7),
                            rows.getInt(8));
                    String there = places.get(rows.getInt(1) + "/" + rows.getLong(2));
                    if (there == null) continue; // newer than our reading of the topic
                    if (key.equals(there)) same++;
                    else other++;
                }
            }
        }
        long before = 0;
        for (Map.Entry<Integer, TreeSet<Long>> partition : offsets.entrySet()) {
            before += partition
                    .getValue()
                    .headSet(next.getOrDefault(partition.getKey(), 0L))
                    .size();
        }
        boolean holds = same == before && other == 0 && before > 0;
        return new Finding(
                "I3 I4",
                holds,
                "the topic has " + places.size() + " revisions, " + before + " before the positions; the database's"
                        + " history has " + same + " of them and " + other + " others in their places");
    }

    /** At every moment that was seen, the rows were exactly the revisions before the position. */
    Finding snapshots(List<DatabaseWatch.Snapshot> snapshots) {
        long wrong = 0;
        String example = "";
        for (DatabaseWatch.Snapshot snapshot : snapshots) {
            TreeSet<Long> all = offsets.getOrDefault(snapshot.partition(), new TreeSet<>());
            long before = all.headSet(snapshot.nextOffset()).size();
            if (before == snapshot.rows() && snapshot.lastOffset() < snapshot.nextOffset()) continue;
            wrong++;
            example = "; such as " + snapshot + ", where the topic has " + before + " revisions before the position";
        }
        return new Finding(
                "I7",
                wrong == 0 && !snapshots.isEmpty(),
                "positions agree with rows in " + (snapshots.size() - wrong) + " of " + snapshots.size() + " snapshots"
                        + example);
    }

    private static String key(
            String symbol, String interval, long startMs, String session, int generation, int revision) {
        return symbol + " " + interval + " " + startMs + " " + session + " " + generation + "." + revision;
    }
}
