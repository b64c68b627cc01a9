package io.tapemill.simulation.kafka;

import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The trades topic, and beside its bytes what each record was meant to say, for the oracle. */
public final class InputTape {
    /**
     * One record.
     *
     * @param trade null for poison
     */
    public record Message(byte[] key, byte[] value, long timeMs, Trade trade) {}

    private final List<PartitionLog> logs;
    private final List<Map<Long, Message>> messages;

    public InputTape(List<PartitionLog> logs) {
        this.logs = logs;
        this.messages = Stream.<Map<Long, Message>>generate(TreeMap::new)
                .limit(logs.size())
                .toList();
    }

    public void append(int partition, Message message) {
        messages.get(partition).put(logs.get(partition).end(), message);
        logs.get(partition).append(message.key(), message.value(), message.timeMs());
    }

    /** A tick as an instance sends it. */
    public void appendTick(int partition, byte[] value, long timeMs) {
        long ns = timeMs * 1_000_000;
        Trade tick = new Trade(TradeKind.TICK, "", "", "", 0, 0, ns, ns, 0, 0, "", null, null);
        append(partition, new Message(null, value, timeMs, tick));
    }

    /** Messages of a partition by offset, in log order. */
    public Map<Long, Message> messages(int partition) {
        return messages.get(partition);
    }

    public int partitions() {
        return logs.size();
    }

    public long end(int partition) {
        return logs.get(partition).end();
    }

    /** Committed records from an offset on, at most so many. */
    public List<PartitionLog.Entry> read(int partition, long from, int most) {
        PartitionLog log = logs.get(partition);
        List<PartitionLog.Entry> found = new ArrayList<>(log.committed(from, Math.min(log.end(), from + most)));
        return found;
    }
}
