package io.tapemill.simulation.task;

import io.tapemill.simulation.kafka.Changelog;
import io.tapemill.simulation.kafka.Transaction;
import io.tapemill.simulation.world.Mutant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The logged store of a task: what is put goes into the rows at once and into the changelog with the transaction. */
final class ChangelogTable implements KeyValueStore<Bytes, byte[]> {
    /** What a clean stop, or a standby, leaves on the disk of an instance. */
    record LocalCopy(TreeMap<Bytes, byte[]> rows, long checkpoint) {
        static final LocalCopy NONE = new LocalCopy(new TreeMap<>(), 0);

        /** The same, brought up to what is committed now. */
        LocalCopy restored(Changelog changelog) {
            TreeMap<Bytes, byte[]> restored = new TreeMap<>(rows);
            long to = changelog.restore(checkpoint, (key, value) -> {
                if (value == null) restored.remove(key);
                else restored.put(key, value);
            });
            return new LocalCopy(restored, to);
        }
    }

    private final Changelog changelog;
    private final Supplier<Transaction> transaction;
    private final Runnable step;
    private final Mutant mutant;
    private TreeMap<Bytes, byte[]> rows;
    private long checkpoint;
    private boolean open = true;

    ChangelogTable(
            LocalCopy restored, Changelog changelog, Supplier<Transaction> transaction, Runnable step, Mutant mutant) {
        this.rows = restored.rows();
        this.checkpoint = restored.checkpoint();
        this.changelog = changelog;
        this.transaction = transaction;
        this.step = step;
        this.mutant = mutant;
    }

    LocalCopy copy() {
        return new LocalCopy(new TreeMap<>(rows), checkpoint);
    }

    /** Goes back to what is committed, under whoever uses the table. */
    void reset(LocalCopy restored) {
        rows = restored.rows();
        checkpoint = restored.checkpoint();
    }

    @Override
    public byte[] get(Bytes key) {
        return rows.get(key);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        step.run();
        if (mutant == Mutant.WATERMARK_IN_MEMORY && key.get()[0] == 'S' && rows.containsKey(key)) return;
        if (value == null) rows.remove(key);
        else rows.put(key, value);
        if (mutant == Mutant.CHANGELOG_OUTSIDE_TRANSACTION) changelog.log().append(key.get(), value, 0);
        else transaction.get().append(changelog.log(), key.get(), value, 0);
        checkpoint = changelog.log().end();
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        byte[] before = get(key);
        if (before == null) put(key, value);
        return before;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        byte[] before = get(key);
        put(key, null);
        return before;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return iterate(rows.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return iterate(rows);
    }

    private static KeyValueIterator<Bytes, byte[]> iterate(Map<Bytes, byte[]> part) {
        Iterator<Map.Entry<Bytes, byte[]>> entries = part.entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                Map.Entry<Bytes, byte[]> entry = entries.next();
                return KeyValue.pair(entry.getKey(), entry.getValue());
            }

            @Override
            public Bytes peekNextKey() {
                throw new UnsupportedOperationException("the simulated table cannot look ahead");
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }

    @Override
    public String name() {
        return "tape";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        // restored before it is made
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
