package io.tapemill.topology;

import io.tapemill.schemas.Bar;
import io.tapemill.serdes.BarDecoder;
import io.tapemill.serdes.BarEncoder;
import io.tapemill.serdes.MalformedRecordException;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.serdes.TradeDecoder;
import io.tapemill.topology.intake.RawRecord;
import io.tapemill.topology.query.OpenSymbol;
import io.tapemill.topology.state.StateTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/** One task on a simulated log, table and transaction: what is not committed is gone after a crash. */
final class SimulatedTask {
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private TopologyConfig config;
    private final SchemaRegistry registry;
    private final int barSchema;
    private final List<RandomTape.Message> log;
    private final TapeCounts counts = new TapeCounts();
    private final List<Bar> committedBars = new ArrayList<>();
    private final List<String> committedRejections = new ArrayList<>();
    private final List<Bar> bars = new ArrayList<>();
    private final List<String> rejections = new ArrayList<>();
    private final Table table = new Table();
    private final RawRecord record = new RawRecord();
    private int committedPosition;
    private int position;
    private BarPipeline pipeline;

    SimulatedTask(TopologyConfig config, SchemaRegistry registry, int barSchema, List<RandomTape.Message> log) {
        this.config = config;
        this.registry = registry;
        this.barSchema = barSchema;
        this.log = log;
        start();
    }

    /** A clean stop and a start with other settings. */
    void restartWith(TopologyConfig other) {
        config = other;
        start();
    }

    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position == log.size();
    }

    void process() {
        RandomTape.Message message = log.get(position);
        pipeline.accept(record.at(message.key(), message.value(), message.recordTimeMs(), position));
        position++;
    }

    void commit() {
        pipeline.flush();
        table.commit();
        committedBars.addAll(bars);
        committedRejections.addAll(rejections);
        bars.clear();
        rejections.clear();
        committedPosition = position;
    }

    /** Commits, but dies at the n-th write to the table. */
    void crashInCommit(int writes) {
        table.writesUntilCrash = writes;
        try {
            commit();
        } catch (Crash crash) {
            crash();
        }
        table.writesUntilCrash = -1;
    }

    void crash() {
        table.rollBack();
        bars.clear();
        rejections.clear();
        position = committedPosition;
        start();
    }

    boolean wantsTick(long recordTimeMs) {
        return pipeline.wantsTick(recordTimeMs);
    }

    /** A tick that stands in the log right here; how many bars it closes. */
    int tick(RandomTape.Message tick) {
        int before = bars.size();
        log.add(position, tick);
        process();
        return bars.size() - before;
    }

    OpenSymbol open(byte[] symbol) {
        return pipeline.open(symbol);
    }

    List<Bar> bars() {
        return committedBars;
    }

    List<String> rejections() {
        return committedRejections;
    }

    int stateBytes() {
        return table.committed.entrySet().stream()
                .mapToInt(e -> e.getKey().get().length + e.getValue().length)
                .sum();
    }

    /** Trade pages that were looked at so far. */
    int tradePagesRead() {
        return table.tradePagesRead;
    }

    /** Start of the oldest window of which trades are kept. */
    long oldestStateWindowMs() {
        byte[] key = table.committed.keySet().stream()
                .map(Bytes::get)
                .filter(bytes -> bytes[0] == 'T')
                .findFirst()
                .orElseThrow();
        return (ByteBuffer.wrap(key, 1, Long.BYTES).getLong() ^ Long.MIN_VALUE) / 1_000_000;
    }

    private void start() {
        BarDecoder decoder = new BarDecoder(registry);
        pipeline = new BarPipeline(
                config,
                table,
                new TradeDecoder(registry),
                new BarEncoder(barSchema),
                new BarPipeline.Output() {
                    @Override
                    public void bar(byte[] key, byte[] value, long startNs, long endNs) {
                        try {
                            bars.add(decoder.decode(value));
                        } catch (MalformedRecordException e) {
                            throw new AssertionError("the pipeline wrote a bar that cannot be read", e);
                        }
                    }

                    @Override
                    public void dead(String reason, String detail) {
                        rejections.add(position + " dead " + reason);
                    }

                    @Override
                    public void late(String reason, String detail) {
                        rejections.add(position + " late " + reason);
                    }
                },
                counts);
    }

    private static final class Table implements StateTable {
        private final TreeMap<Bytes, byte[]> committed = new TreeMap<>();
        private final Map<Bytes, byte[]> open = new HashMap<>();
        private int writesUntilCrash = -1;
        private int tradePagesRead;

        void commit() {
            open.forEach((key, value) -> {
                if (value == null) committed.remove(key);
                else committed.put(key, value);
            });
            open.clear();
        }

        void rollBack() {
            open.clear();
        }

        @Override
        public byte[] get(Bytes key) {
            return open.containsKey(key) ? open.get(key) : committed.get(key);
        }

        @Override
        public void put(Bytes key, byte[] value) {
            if (writesUntilCrash-- == 0) throw new Crash();
            open.put(key, value);
        }

        @Override
        public void scan(Bytes from, Bytes to, Visitor visitor) {
            TreeMap<Bytes, byte[]> seen = new TreeMap<>(committed.subMap(from, true, to, true));
            open.forEach((key, value) -> {
                if (key.compareTo(from) < 0 || key.compareTo(to) > 0) return;
                if (value == null) seen.remove(key);
                else seen.put(key, value);
            });
            for (Map.Entry<Bytes, byte[]> entry : seen.entrySet()) {
                if (entry.getKey().get()[0] == 'T') tradePagesRead++;
                if (!visitor.visit(entry.getKey(), entry.getValue())) return;
            }
        }
    }
}
