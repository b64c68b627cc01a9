package io.tapemill.topology;

import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.packed.CorruptStateException;
import io.tapemill.topology.state.StateTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/**
 * A state of which one record is other bytes than was written: the task that takes it up says that it is corrupt, or
 * works on. The first two bytes of the input choose the record, the others take its place.
 */
public final class StateTarget {
    private static final int HISTORY = 1_500;
    private static final int GOING_ON = 30;
    private static final FakeRegistry REGISTRY = new FakeRegistry();

    static {
        REGISTRY.register("trades-value", Schemas.TRADE);
    }

    private static final int BARS = REGISTRY.register("bars-value", Schemas.BAR);
    private static final List<RandomTape.Message> TAPE = RandomTape.of(11, HISTORY + GOING_ON);
    private static final TreeMap<Bytes, byte[]> WRITTEN = written();
    private static final List<Bytes> KEYS = List.copyOf(WRITTEN.keySet());

    private StateTarget() {}

    /** What fuzzers call. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) return;
        Table table = new Table(new TreeMap<>(WRITTEN));
        int chosen = (input[0] & 0xFF) << 8 | input[1] & 0xFF;
        table.records.put(KEYS.get(chosen % KEYS.size()), Arrays.copyOfRange(input, 2, input.length));
        BarPipeline pipeline;
        try {
            pipeline = pipeline(table);
        } catch (CorruptStateException e) {
            requireWords(e);
            return;
        }
        try {
            process(pipeline, HISTORY, HISTORY + GOING_ON);
            pipeline.flush();
        } catch (CorruptStateException | IllegalStateException e) {
            // bytes that can be read, but contradict each other: it stops and says so
            requireWords(e);
        }
    }

    private static void requireWords(RuntimeException e) {
        if (e.getMessage() == null || e.getMessage().isBlank()) throw new AssertionError("it stops without a word", e);
    }

    /** Writes inputs that leave the state as it was, up to four of each kind of record: a corpus to begin with. */
    public static void main(String[] folder) throws IOException {
        Map<String, Integer> ofKind = new TreeMap<>();
        for (int i = 0; i < KEYS.size(); i++) {
            String kind = Character.toString(KEYS.get(i).get()[0]);
            int number = ofKind.merge(kind, 1, Integer::sum);
            if (number > 4) continue;
            byte[] value = WRITTEN.get(KEYS.get(i));
            byte[] input = new byte[2 + value.length];
            input[0] = (byte) (i >> 8);
            input[1] = (byte) i;
            System.arraycopy(value, 0, input, 2, value.length);
            Files.write(Path.of(folder[0], "record-" + (int) kind.charAt(0) + "-" + number), input);
        }
    }

    private static TreeMap<Bytes, byte[]> written() {
        Table table = new Table(new TreeMap<>());
        BarPipeline pipeline = pipeline(table);
        for (int i = 0; i < HISTORY; i += 100) {
            process(pipeline, i, i + 100);
            pipeline.flush();
        }
        return table.records;
    }

    private static void process(BarPipeline pipeline, int from, int to) {
        RawRecord record = new RawRecord();
        for (int i = from; i < to; i++) {
            RandomTape.Message message = TAPE.get(i);
            pipeline.accept(record.at(message.key(), message.value(), message.recordTimeMs(), i));
        }
    }

    private static BarPipeline pipeline(StateTable table) {
        BarPipeline.Output ignoring = new BarPipeline.Output() {
            @Override
            public void bar(byte[] key, byte[] value, long startNs, long endNs) {}

            @Override
            public void dead(String reason, String detail) {}

            @Override
            public void late(String reason, String detail) {}
        };
        return new BarPipeline(
                TestTapes.CONFIG, table, new TradeDecoder(REGISTRY), new BarEncoder(BARS), ignoring, new TapeCounts());
    }

    private record Table(TreeMap<Bytes, byte[]> records) implements StateTable {
        @Override
        public byte[] get(Bytes key) {
            return records.get(key);
        }

        @Override
        public void put(Bytes key, byte[] value) {
            if (value == null) records.remove(key);
            else records.put(key, value);
        }

        @Override
        public void scan(Bytes from, Bytes to, Visitor visitor) {
            for (Map.Entry<Bytes, byte[]> entry :
                    List.copyOf(records.subMap(from, true, to, true).entrySet())) {
                if (!visitor.visit(entry.getKey(), entry.getValue())) return;
            }
        }
    }
}
