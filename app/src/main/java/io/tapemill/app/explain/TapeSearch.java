package io.tapemill.app.explain;

import io.tapemill.app.clients.CommittedLog;
import io.tapemill.app.instance.TradeReaders;
import io.tapemill.app.replay.ReplayedRecords;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeMessage;
import io.tapemill.serdes.TradeReader;
import io.tapemill.topology.TopologyConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what an explanation needs from Kafka: of the symbol's partition of the trades topic all records from the start,
 * and its bars. Instances need not run. Owned by one thread.
 */
public final class TapeSearch {
    /** Told about every record read: how many offsets of how many. */
    public interface Progress {
        void step(String topic, long done, long total);
    }

    private final Settings settings;
    private final TopologyConfig config;
    private final byte[] symbol;
    private final Explainer explainer;
    private final Progress progress;
    private final TradeMessage message = new TradeMessage();
    private ReplayedRecords replayed;
    private boolean found;

    public TapeSearch(Settings settings, TopologyConfig config, String symbol, Explainer explainer, Progress progress) {
        this.settings = settings;
        this.config = config;
        this.symbol = symbol.getBytes(StandardCharsets.UTF_8);
        this.explainer = explainer;
        this.progress = progress;
    }

    /** Gives everything that is committed now to the explainer. */
    public void run() {
        Map<String, Object> consumer = settings.kafkaProperties(KafkaRole.CONSUMER);
        replayed = ReplayedRecords.read(settings);
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                CommittedLog trades = CommittedLog.ofKey(consumer, config.tradesTopic(), symbol);
                CommittedLog bars = CommittedLog.ofKey(consumer, config.barsTopic(), symbol)) {
            readTrades(registry, trades);
            BarDecoder decoder = new BarDecoder(registry);
            read(bars, record -> readBar(record, decoder));
        }
    }

    private void readTrades(SchemaRegistry registry, CommittedLog trades) {
        TradeReader reader = TradeReaders.of(settings, registry).get();
        long firstOffset = trades.positions().values().iterator().next();
        if (firstOffset > 0) {
            explainer.note("the topic " + config.tradesTopic() + " begins at offset " + firstOffset
                    + ": records before it are deleted, and bars made from them cannot be explained");
        }
        read(trades, record -> readTrade(record, reader));
        if (!found) {
            explainer.note(trades.partitions().get(0) + ", where Kafka's default partitioner puts the symbol, has no"
                    + " record of it; symbols are spelled as on the tape");
        }
    }

    private void read(CommittedLog log, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        Map<TopicPartition, Long> ends = log.ends();
        long first = log.positions().values().iterator().next();
        long total = ends.values().iterator().next() - first;
        log.readTo(ends, record -> {
            progress.step(record.topic(), record.offset() - first, total);
            visitor.accept(record);
        });
    }

    private void readTrade(ConsumerRecord<byte[], byte[]> record, TradeReader reader) {
        try {
            reader.decode(record.value(), message);
        } catch (MalformedRecordException poison) {
            return; // it has no time, so it is in no window
        }
        boolean ofSymbol = Arrays.equals(record.key(), symbol) || isOfSymbol();
        if (!ofSymbol && message.kind() != TradeKind.TICK) return;
        found |= ofSymbol;
        Optional<String> rejection = replayed.reason(record.topic(), record.partition(), record.offset());
        if (rejection.isPresent()) {
            explainer.replayed(record.offset(), record.timestamp(), message.toTrade(), rejection.get());
            return;
        }
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        explainer.record(record.partition(), record.offset(), record.timestamp(), key, message.toTrade());
    }

    private boolean isOfSymbol() {
        int from = message.symbolOffset();
        return Arrays.equals(message.buffer(), from, from + message.symbolLength(), symbol, 0, symbol.length);
    }

    private void readBar(ConsumerRecord<byte[], byte[]> record, BarDecoder decoder) {
        if (!Arrays.equals(record.key(), symbol)) return;
        try {
            Bar bar = decoder.decode(record.value());
            explainer.bar(bar, record.timestamp());
        } catch (MalformedRecordException e) {
            throw new IllegalStateException(
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + " is no bar: "
                            + e.getMessage(),
                    e);
        }
    }
}
