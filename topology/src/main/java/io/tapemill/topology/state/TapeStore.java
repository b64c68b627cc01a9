package io.tapemill.topology.state;

import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * The task's logged RocksDB store, with one thing added: the owner of the heap state is called inside every commit,
 * before the changelog is flushed and the transaction committed, and writes what has changed since. So a trade costs no
 * store access, and a crash rolls heap, store and input position back together.
 *
 * <p>The only class that leans on internals of Kafka Streams: a registered store that is a {@code CachedStateStore} has
 * its {@code flushCache} called by {@code StreamTask.prepareCommit}, and {@code clearCache} when a task is turned into
 * a standby. {@code TapeStoreTest} fails when an upgrade changes that.
 */
public final class TapeStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
        implements StateTable {
    /** What has to be written before a commit. */
    public interface HeapState {
        void flush();
    }

    private HeapState heap;

    private TapeStore(KeyValueStore<Bytes, byte[]> store) {
        super(store);
    }

    /** The same around any table; the simulator brings one that can crash. */
    public static TapeStore around(KeyValueStore<Bytes, byte[]> table) {
        return new TapeStore(table);
    }

    /** From now on {@code owner} is flushed in each commit. */
    public void attach(HeapState owner) {
        heap = owner;
    }

    /** The heap state is gone; what it had not flushed belongs to a transaction that will not commit. */
    public void detach() {
        heap = null;
    }

    @Override
    public void flushCache() {
        if (heap != null) heap.flush();
    }

    @Override
    public void clearCache() {
        detach();
    }

    @Override
    public void close() {
        detach();
        super.close();
    }

    @Override
    public byte[] get(Bytes key) {
        return wrapped().get(key);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        wrapped().put(key, value);
    }

    @Override
    public void scan(Bytes from, Bytes to, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> entries = wrapped().range(from, to)) {
            boolean more = true;
            while (more && entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                more = visitor.visit(entry.key, entry.value);
            }
        }
    }

    /** Builds the store under {@code name}; the changelog topic takes {@code changelogConfig}. */
    public static StoreBuilder<TapeStore> builder(String name, Map<String, String> changelogConfig) {
        return new Builder(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(changelogConfig));
    }

    private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner) implements StoreBuilder<TapeStore> {
        @Override
        public StoreBuilder<TapeStore> withCachingEnabled() {
            throw new UnsupportedOperationException("the heap state is the cache of this store");
        }

        @Override
        public StoreBuilder<TapeStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<TapeStore> withLoggingEnabled(Map<String, String> config) {
            return new Builder(inner.withLoggingEnabled(config));
        }

        @Override
        public StoreBuilder<TapeStore> withLoggingDisabled() {
            throw new UnsupportedOperationException("without its changelog the store would not survive a crash");
        }

        @Override
        public TapeStore build() {
            return new TapeStore(inner.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return inner.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return true;
        }

        @Override
        public String name() {
            return inner.name();
        }
    }
}
