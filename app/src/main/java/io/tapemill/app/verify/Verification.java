package io.tapemill.app.verify;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.instance.TradeReaders;
import io.tapemill.app.replay.ReplayedRecords;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.reference.ReferenceBars;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.serdes.TradeReader;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.SinkProgress;
import io.tapemill.topology.TopologyConfig;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One run of {@code tapemill verify}: waits until the instances have processed the tape, recomputes every bar with the
 * reference and compares. It needs a moment without new trades; ticks do not disturb it.
 */
public final class Verification {
    private final Settings settings;
    private final Duration patience;
    private final Consumer<String> progress;
    private final TopologyConfig topology;
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final TradeMessage message = new TradeMessage();
    private final ReferenceBars reference;
    /** All trades are held at once; their texts are few. */
    private final Map<String, String> texts = new HashMap<>();

    private ReplayedRecords replayed;

    /** @param patience how long to wait for the instances and the sink to catch up */
    public Verification(Settings settings, Duration patience, Consumer<String> progress) {
        this.settings = settings;
        this.patience = patience;
        this.progress = progress;
        this.topology = PipelineSettings.topology(settings);
        this.reference = new ReferenceBars(ReferenceRules.of(topology));
    }

    /**
     * @throws NotCaughtUpException when instances or sink do not catch up in time
     * @throws SQLException when the database cannot be read
     */
    public VerifyReport run() throws SQLException {
        Map<String, Object> consumer = settings.kafkaProperties(KafkaRole.CONSUMER);
        replayed = ReplayedRecords.read(settings);
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN));
                CommittedLog trades = new CommittedLog(consumer, topology.tradesTopic());
                CommittedLog bars = new CommittedLog(consumer, topology.barsTopic())) {
            Deadline deadline = new Deadline(patience);
            TopicBars found = new TopicBars();
            TradeReader tradeReader = TradeReaders.of(settings, registry).get();
            BarDecoder barDecoder = new BarDecoder(registry);
            while (true) {
                readConsistently(admin, trades, tradeReader, bars, barDecoder, found);
                VerifyReport report = compare(found, bars);
                if (report.clean() || !hasGrown(bars, barDecoder, found)) return report;
                // a tick closed windows after the topic was read and before the database was
                deadline.check(() -> "bars come faster than they can be compared; has publishing ended?");
            }
        }
    }

    private VerifyReport compare(TopicBars found, CommittedLog bars) throws SQLException {
        Map<BarKey, Bar> expected = expected();
        progress.accept("reference: " + expected.size() + " bars of " + verdicts);
        Comparison topic = new Comparison("topic", expected);
        found.bars().forEach(topic::accept);
        VerifyReport.Differences topicResult = topic.result();
        List<String> examples = new ArrayList<>(topic.examples());
        found.broken().stream().limit(10).forEach(key -> examples.add("topic: revisions not 1, 2, ... of " + key));
        VerifyReport.Differences database = null;
        if (settings.find(Keys.SINK_JDBC_URL).isPresent()) {
            Comparison rows = compareDatabase(expected, bars);
            database = rows.result();
            examples.addAll(rows.examples());
        }
        return new VerifyReport(
                verdicts, byInterval(expected), topicResult, found.broken().size(), database, examples);
    }

    private static boolean hasGrown(CommittedLog bars, BarDecoder decoder, TopicBars found) {
        boolean[] grown = {false};
        bars.readTo(bars.ends(), record -> {
            found.accept(decodeBar(record, decoder));
            grown[0] = true;
        });
        return grown[0];
    }

    /**
     * Feeds the reference with exactly the records whose results the bars read so far contain: offsets and bars are
     * committed together, so offsets that did not move while the bars were read belong to them.
     */
    private void readConsistently(
            Admin admin,
            CommittedLog trades,
            TradeReader tradeReader,
            CommittedLog bars,
            BarDecoder barDecoder,
            TopicBars found) {
        Map<TopicPartition, Long> processed = processed(admin, trades);
        trades.readTo(processed, record -> count(record, tradeReader));
        // a long tape takes its time to read; what is waited for is the rest
        Deadline deadline = new Deadline(patience);
        while (true) {
            trades.readTo(processed, record -> count(record, tradeReader));
            bars.readTo(bars.ends(), record -> found.accept(decodeBar(record, barDecoder)));
            Map<TopicPartition, Long> now = processed(admin, trades);
            long behind = recordsBehind(trades, now);
            if (now.equals(processed) && behind == 0) return;
            deadline.check(() -> "the instances are " + behind + " records behind the end of " + topology.tradesTopic()
                    + "; are they running, and has publishing ended?");
            processed = now;
        }
    }

    private Map<TopicPartition, Long> processed(Admin admin, CommittedLog trades) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                            settings.get(Keys.APPLICATION_ID))
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, Long> processed = new HashMap<>();
            for (TopicPartition partition : trades.partitions()) {
                OffsetAndMetadata offset = committed.get(partition);
                processed.put(partition, offset == null ? 0 : offset.offset());
            }
            return processed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the offsets of the instances cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Records after the processed offsets; transaction markers, which take offsets too, do not count. */
    private static long recordsBehind(CommittedLog trades, Map<TopicPartition, Long> processed) {
        long[] behind = {0};
        Map<TopicPartition, Long> before = trades.positions();
        trades.readTo(trades.ends(), record -> {
            if (record.offset() >= processed.get(new TopicPartition(record.topic(), record.partition()))) behind[0]++;
        });
        trades.seek(before);
        return behind[0];
    }

    private void count(ConsumerRecord<byte[], byte[]> record, TradeReader reader) {
        if (replayed.reason(record.topic(), record.partition(), record.offset()).isPresent()) {
            verdicts.merge("replayed", 1L, Long::sum); // it counts where it was put back
            return;
        }
        Trade trade = null;
        try {
            reader.decode(record.value(), message);
            trade = message.toTrade(text -> texts.computeIfAbsent(text, same -> same));
        } catch (MalformedRecordException poison) {
            trade = null; // the reference counts it as dead
        }
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        String verdict = reference
                .accept(record.partition(), key, trade, record.timestamp())
                .name()
                .toLowerCase(java.util.Locale.ROOT);
        verdicts.merge(verdict, 1L, Long::sum);
    }

    private static Bar decodeBar(ConsumerRecord<byte[], byte[]> record, BarDecoder decoder) {
        try {
            return decoder.decode(record.value());
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + " is no bar: "
                            + e.getMessage(),
                    e);
        }
    }

    private Map<BarKey, Bar> expected() {
        Map<BarKey, Bar> expected = new TreeMap<>();
        reference.forEachBar(bar -> expected.put(BarKey.of(bar), bar));
        return expected;
    }

    private Comparison compareDatabase(Map<BarKey, Bar> expected, CommittedLog bars) throws SQLException {
        try (Database database = Database.of(PipelineSettings.reader(settings), 1)) {
            SinkProgress sink = new SinkProgress(database.pooled());
            Deadline deadline = new Deadline(patience);
            while (!sink.covers(topology.barsTopic(), bars.lastOffsets())) {
                deadline.check(() -> "the sink has not written all of " + topology.barsTopic() + "; is it running?");
            }
            Comparison comparison = new Comparison("database", expected);
            new BarReader(database.pooled()).allBars(comparison::accept);
            return comparison;
        }
    }

    private static Map<String, Long> byInterval(Map<BarKey, Bar> bars) {
        Map<String, Long> counts = new TreeMap<>();
        bars.keySet().forEach(key -> counts.merge(key.interval(), 1L, Long::sum));
        return counts;
    }
}
