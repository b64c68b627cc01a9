package io.tapemill.sink;

import io.tapemill.sink.postgres.SinkPosition;
import org.apache.kafka.common.TopicPartition;

/** A partition that the group gave us. Mutable, owned by the sink's thread. */
final class OwnedPartition {
    /** Of a partition that has not been claimed in the database. */
    static final long UNCLAIMED = 0;

    private final TopicPartition topicPartition;
    private long epoch = UNCLAIMED;
    private long nextOffset;
    private boolean positioned;

    OwnedPartition(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    /** The database and the consumer agree on where we are. */
    void positionAt(long claimedEpoch, long offset) {
        epoch = claimedEpoch;
        nextOffset = offset;
        positioned = true;
    }

    void advanceTo(long offset) {
        nextOffset = offset;
    }

    /** What the database holds is not known any more. */
    void forgetPosition() {
        positioned = false;
    }

    /** Whether the database holds what this sink has written, for this owner. */
    boolean agreesWith(SinkPosition position) {
        return position.partition() == partition() && position.epoch() == epoch && position.nextOffset() == nextOffset;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    int partition() {
        return topicPartition.partition();
    }

    boolean isClaimed() {
        return epoch != UNCLAIMED;
    }

    boolean isPositioned() {
        return positioned;
    }

    long epoch() {
        return epoch;
    }

    /** First offset that is not in the database; the last that was known when it is not positioned. */
    long nextOffset() {
        return nextOffset;
    }
}
