package io.tapemill.simulation.task;

import io.tapemill.simulation.task.ChangelogTable.LocalCopy;
import io.tapemill.topology.state.TapeStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** One partition at work: the processor, its store, and the carriers that were read and wait. */
final class Task {
    private final int partition;
    private final Processor<byte[], byte[], byte[], byte[]> processor;
    private final ChangelogTable table;
    private final TapeStore store;
    private final TaskContext context;
    private final Deque<ConsumerRecord<byte[], byte[]>> queue = new ArrayDeque<>();
    private long nextOffset;

    /** Takes up the state that {@code table} holds. */
    Task(
            int partition,
            Processor<byte[], byte[], byte[], byte[]> processor,
            ChangelogTable table,
            TaskContext.Output output,
            long position) {
        this.partition = partition;
        this.processor = processor;
        this.table = table;
        this.store = TapeStore.around(table);
        this.context = new TaskContext(partition, store, output);
        this.nextOffset = position;
        processor.init(context.ofBytes());
    }

    int partition() {
        return partition;
    }

    /** Where the consumer goes on reading. */
    long nextOffset() {
        return nextOffset;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> carriers, long offsetAfterwards) {
        queue.addAll(carriers);
        nextOffset = offsetAfterwards;
    }

    boolean hasWork() {
        return !queue.isEmpty();
    }

    /** Processes the next carrier; it stays at the head until it is done, as in a stream task's queue. */
    void process() {
        ConsumerRecord<byte[], byte[]> record = queue.element();
        context.at(record.topic(), record.offset());
        processor.process(new Record<>(record.key(), record.value(), record.timestamp()));
        queue.remove();
    }

    void flush() {
        store.flushCache();
    }

    /** What the task would commit: the head of its queue, else where its consumer goes on. */
    long committable() {
        return queue.isEmpty() ? nextOffset : queue.element().offset();
    }

    /** True when the processor asks for a commit. */
    boolean punctuate(long nowMs) {
        context.punctuate(nowMs);
        return context.wantsCommit();
    }

    /** Ends the task after a commit; what is on disk can be used again. */
    LocalCopy close(boolean recycled) {
        if (recycled) store.clearCache();
        processor.close();
        store.close();
        return table.copy();
    }

    /** Ends the task without a commit. */
    void abandon() {
        processor.close();
        store.close();
    }

    /** The process goes on with the heap of a transaction that has failed; a defect, see {@code Mutant}. */
    void goOnWithTheHeap(LocalCopy committed, long position) {
        table.reset(committed);
        queue.clear();
        nextOffset = position;
    }
}
