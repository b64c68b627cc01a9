package io.tapemill.app.replay;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.replay.ReplayReport.Fate;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.RejectedRecord;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RejectedRecordDecoder;
import io.tapemill.serdes.SchemaRegistry;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts rejected records back on the trades topic, byte for byte, into the partition they came from. Each is put back
 * once, however often and with however many crashes this is run: a ledger remembers it, in the same transaction.
 *
 * <p>Only records are taken that were there when this was made, so that one that is rejected again does not come round
 * in the same run; the new rejection stands at a new place and is for another run. Owned by one thread.
 */
public final class Replay implements AutoCloseable {
    private static final int BATCH_RECORDS = 500;

    private final Settings settings;
    private final Reasons reasons;
    private final int batchRecords;
    private final RejectedRecordDecoder decoder;
    private final CommittedLog log;
    private final Map<TopicPartition, Long> begins;
    private final Map<TopicPartition, Long> ends;
    private final ReplayLedger ledger;

    /** @param registry remains the caller's */
    public Replay(Settings settings, SchemaRegistry registry, ReplaySource source, Reasons reasons) {
        this(settings, registry, source, reasons, BATCH_RECORDS);
    }

    Replay(Settings settings, SchemaRegistry registry, ReplaySource source, Reasons reasons, int batchRecords) {
        String topic = settings.get(source.topic());
        this.settings = settings;
        this.reasons = reasons;
        this.batchRecords = batchRecords;
        this.decoder = new RejectedRecordDecoder(registry);
        this.ledger = new ReplayLedger(settings, topic);
        this.log = new CommittedLog(settings.kafkaProperties(KafkaRole.CONSUMER), topic);
        this.begins = log.positions();
        this.ends = log.ends();
    }

    /** How many records there are to look at, at most. */
    public long size() {
        return ends.values().stream().mapToLong(Long::longValue).sum()
                - begins.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts what {@link #run} would do. Writes nothing. */
    public ReplayReport plan() {
        Set<String> before = ledger.read();
        ReplayReport report = new ReplayReport();
        forEachRejected(report, rejected -> report.count(rejected.record().reason(), fate(rejected, before)));
        return report;
    }

    /**
     * Puts the records back.
     *
     * @param progress told of each record that is put back for good how many they are
     * @throws IllegalStateException when another run has taken over, or Kafka does not take the records; what is put
     *     back by then is remembered, and another run does the rest
     */
    public ReplayReport run(LongConsumer progress) {
        ReplayLedger book = ledger.created();
        ReplayReport report = new ReplayReport();
        try (TradeReturn trades = new TradeReturn(settings, book, batchRecords, progress)) {
            // from here on no earlier run can commit, so the ledger is complete
            Set<String> before = book.read();
            forEachRejected(report, rejected -> {
                Fate fate = fate(rejected, before);
                report.count(rejected.record().reason(), fate);
                if (fate == Fate.REPLAY) trades.add(rejected.key(), rejected.record());
            });
            trades.flush();
        }
        return report;
    }

    @Override
    public void close() {
        log.close();
    }

    private record Rejected(String key, RejectedRecord record) {}

    private void forEachRejected(ReplayReport report, Consumer<Rejected> visitor) {
        log.seek(begins);
        log.readTo(ends, record -> {
            RejectedRecord rejected = decode(record);
            if (rejected == null) report.countUnreadable();
            else visitor.accept(new Rejected(ledger.key(record), rejected));
        });
    }

    /** Null when the bytes are no rejected record. */
    private RejectedRecord decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return decoder.decode(record.value());
        } catch (MalformedRecordException foreign) {
            return null; // counted by the caller
        }
    }

    private Fate fate(Rejected rejected, Set<String> before) {
        RejectedRecord record = rejected.record();
        if (before.contains(rejected.key())) return Fate.BEFORE;
        if (reasons.excludes(record.reason())) return Fate.NOT_CHOSEN;
        boolean hopeless = record.key() == null || record.value() == null;
        return hopeless && !reasons.names(record.reason()) ? Fate.HOPELESS : Fate.REPLAY;
    }

    /** The topic that the records go to, for messages. */
    public String target() {
        return settings.get(Keys.TOPIC_TRADES);
    }
}
