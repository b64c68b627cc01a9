package io.tapemill.simulation.task;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.serdes.TradeEncoder;
import io.tapemill.simulation.kafka.InputTape;
import io.tapemill.simulation.kafka.PartitionLog.Entry;
import io.tapemill.simulation.world.Mutant;
import io.tapemill.simulation.world.World;
import io.tapemill.topology.intake.CoalesceRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** One poll of the main consumer, through the real interceptor, or past it as when an interceptor fails. */
final class Poll {
    private static final int MOST = 60;
    private static final int FULL_POLL = 20;

    private Poll() {}

    static void into(List<Task> tasks, InputTape tape, Mutant mutant, Random random) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = new LinkedHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();
        for (Task task : tasks) {
            if (random.nextInt(4) == 0) continue;
            int most = 1 + random.nextInt(MOST);
            long from = task.nextOffset();
            long to = Math.min(tape.end(task.partition()), from + most);
            if (to <= from) continue;
            TopicPartition place = new TopicPartition(World.TRADES, task.partition());
            List<ConsumerRecord<byte[], byte[]>> records = records(tape, task.partition(), from, most, mutant);
            if (!records.isEmpty()) read.put(place, records);
            next.put(place, new OffsetAndMetadata(to));
        }
        if (next.isEmpty()) return;
        ConsumerRecords<byte[], byte[]> polled = new ConsumerRecords<>(read, next);
        if (random.nextInt(8) != 0) {
            try (CoalesceRecords interceptor = new CoalesceRecords()) {
                interceptor.configure(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FULL_POLL));
                polled = interceptor.onConsume(polled);
            }
        }
        for (Task task : tasks) {
            TopicPartition place = new TopicPartition(World.TRADES, task.partition());
            OffsetAndMetadata after = polled.nextOffsets().get(place);
            if (after != null) task.add(polled.records(place), after.offset());
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            InputTape tape, int partition, long from, int most, Mutant mutant) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Entry entry : tape.read(partition, from, most)) {
            byte[] value = entry.value();
            if (mutant != Mutant.NONE) {
                Trade said = tape.messages(partition).get(entry.offset()).trade();
                if (isLost(mutant, said, entry.offset())) continue;
                if (mutant == Mutant.NO_DEDUPLICATION && isRepeated(tape, partition, said, entry.offset()))
                    value = withNewId(said, entry.offset());
            }
            records.add(new ConsumerRecord<>(
                    World.TRADES,
                    partition,
                    entry.offset(),
                    entry.timeMs(),
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    entry.key(),
                    value,
                    new RecordHeaders(),
                    java.util.Optional.empty()));
        }
        return records;
    }

    private static boolean isLost(Mutant mutant, Trade said, long offset) {
        if (mutant == Mutant.RECORD_LOST) return offset % 23 == 22;
        return mutant == Mutant.CANCEL_LOST && said != null && said.kind() == TradeKind.CANCEL;
    }

    private static boolean isRepeated(InputTape tape, int partition, Trade said, long offset) {
        if (said == null || said.kind() != TradeKind.TRADE) return false;
        return tape.messages(partition).entrySet().stream()
                .takeWhile(before -> before.getKey() < offset)
                .anyMatch(before -> said.equals(before.getValue().trade()));
    }

    private static byte[] withNewId(Trade t, long offset) {
        return new TradeEncoder(World.TRADE_SCHEMA)
                .encode(new Trade(
                        t.kind(),
                        t.symbol(),
                        t.exchange(),
                        t.tape(),
                        1_000_000 + offset,
                        t.sequence(),
                        t.participantTimeNs(),
                        t.sipTimeNs(),
                        t.priceE9(),
                        t.sizeE9(),
                        t.conditions(),
                        t.refTradeId(),
                        t.refTimeNs()));
    }
}
