package io.tapemill.topology.query;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The partitions whose bars this process builds now, for those who ask. One for each instance; thread-safe. */
public final class LiveBars {
    private final ConcurrentHashMap<Integer, LivePartition> partitions = new ConcurrentHashMap<>();

    /** A stream thread has taken up a partition of the trades topic. */
    public LivePartition open(int partition, LivePartition.Windows windows) {
        LivePartition opened = new LivePartition(windows);
        partitions.put(partition, opened);
        return opened;
    }

    /** The stream thread has given it up; open questions fail. A successor of the same number stays. */
    public void close(int partition, LivePartition closed) {
        partitions.remove(partition, closed);
        closed.close();
    }

    /** Empty when the partition is not worked on here, or is still being restored. */
    public Optional<LivePartition> partition(int partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    /** Event time of the newest trade of each partition that had one since it was taken up here. */
    public SortedMap<Integer, Long> newestNs() {
        SortedMap<Integer, Long> newest = new TreeMap<>();
        partitions.forEach((number, partition) -> partition.newestNs().ifPresent(ns -> newest.put(number, ns)));
        return newest;
    }

    public Collection<LivePartition> partitions() {
        return partitions.values();
    }
}
