package io.tapemill.app.instance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far the restore of local state has come. Thread-safe. */
final class RestoreProgress implements StateRestoreListener {
    private record Part(long done, long total) {}

    private final Map<TopicPartition, Part> running = new ConcurrentHashMap<>();

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long startOffset, long endOffset) {
        running.put(partition, new Part(0, Math.max(1, endOffset - startOffset)));
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long batchEndOffset, long restored) {
        running.computeIfPresent(partition, (key, part) -> new Part(part.done + restored, part.total));
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long restored) {
        running.remove(partition);
    }

    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long restored) {
        running.remove(partition);
    }

    /** Of everything that is being restored now, by records; 100 when there is nothing. */
    int percent() {
        long done = 0;
        long total = 0;
        for (Part part : running.values()) {
            done += Math.min(part.done, part.total);
            total += part.total;
        }
        return total == 0 ? 100 : (int) (100 * done / total);
    }
}
