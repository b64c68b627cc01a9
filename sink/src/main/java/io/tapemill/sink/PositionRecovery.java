package io.tapemill.sink;

import io.tapemill.sink.postgres.DatabaseIdentity;
import io.tapemill.sink.postgres.SinkDatabase;
import io.tapemill.sink.postgres.SinkPosition;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the consumer to where the database is: claims partitions that are new to us, reads the position of those that
 * are ours, checks that the topic still has what comes next, and lets the consumer go on from there. Owned by the
 * sink's thread.
 */
final class PositionRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(PositionRecovery.class);

    private final String topic;
    private final String owner;
    private final Consumer<?, ?> consumer;
    private final TopicIdentity topicIdentity;
    private final TimelineWatch timelines;
    private String topicId;

    PositionRecovery(String topic, String owner, Consumer<?, ?> consumer, TopicIdentity topicIdentity) {
        this.topic = topic;
        this.owner = owner;
        this.consumer = consumer;
        this.topicIdentity = topicIdentity;
        this.timelines = new TimelineWatch();
    }

    /**
     * @return false when one of the partitions has another owner now
     * @throws SinkRefusedException when going on would lose bars
     * @throws SQLException when the database does not answer; nothing is lost, call again with another session
     */
    boolean recover(SinkDatabase session, List<OwnedPartition> partitions) throws SQLException {
        Set<TopicPartition> topicPartitions =
                partitions.stream().map(OwnedPartition::topicPartition).collect(Collectors.toSet());
        consumer.committed(topicPartitions).values().stream()
                .filter(Objects::nonNull)
                .forEach(committed -> timelines.saw(DatabaseIdentity.parse(committed.metadata())));
        timelines.requireNotBehind(session.identity());
        timelines.saw(Optional.of(session.identity()));

        useTopic(topicIdentity.current());
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(topicPartitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(topicPartitions);
        for (OwnedPartition owned : partitions) {
            TopicPartition topicPartition = owned.topicPartition();
            long beginning = beginnings.get(topicPartition);
            SinkPosition first = new SinkPosition(owned.partition(), topicId, beginning, OwnedPartition.UNCLAIMED);
            Optional<SinkPosition> position = owned.isClaimed()
                    ? session.lockPosition(topic, owned.partition()).filter(row -> row.epoch() == owned.epoch())
                    : Optional.of(session.claim(topic, first, owner));
            if (position.isEmpty()) return false;
            requireReadable(position.get(), beginning, ends.get(topicPartition));
            goOn(owned, position.get());
        }
        return true;
    }

    /**
     * Whether the topic is still the one that was checked. Ids never come back: when it is, all that was read before
     * this call came from it.
     */
    boolean isTopicUnchanged() {
        return topicIdentity.current().equals(topicId);
    }

    /** What to keep beside the offsets in Kafka. */
    OffsetAndMetadata progress(SinkDatabase session, long nextOffset) {
        return new OffsetAndMetadata(nextOffset, session.identity().toString());
    }

    /** Partitions that are positioned already were checked against the id seen first: it must not change under them. */
    private void useTopic(String current) {
        if (topicId != null && !topicId.equals(current)) throw madeAgain(current, topicId);
        topicId = current;
    }

    private void goOn(OwnedPartition owned, SinkPosition position) {
        owned.positionAt(position.epoch(), position.nextOffset());
        consumer.seek(owned.topicPartition(), position.nextOffset());
        consumer.resume(Set.of(owned.topicPartition()));
        LOG.info("{} goes on at offset {}, epoch {}", owned.topicPartition(), position.nextOffset(), position.epoch());
    }

    private void requireReadable(SinkPosition position, long beginning, long end) {
        String place = topic + "-" + position.partition();
        if (!position.topicId().equals(topicId)) {
            throw madeAgain(topicId, position.topicId());
        }
        if (position.nextOffset() < beginning) {
            throw new SinkRefusedException("offsets " + position.nextOffset() + " to " + (beginning - 1) + " of "
                    + place + " were deleted before they reached the database (the topic begins at " + beginning
                    + "). The bars in them are missing: lengthen the topic's retention. " + rebuild());
        }
        if (position.nextOffset() > end) {
            throw new SinkRefusedException("the database holds " + place + " up to offset "
                    + (position.nextOffset() - 1) + ", but the topic ends at " + end + ": Kafka lost offsets " + end
                    + " to " + (position.nextOffset() - 1) + ", and new bars would take their place unseen. "
                    + rebuild());
        }
    }

    private SinkRefusedException madeAgain(String current, String known) {
        return new SinkRefusedException("topic " + topic + " has id " + current
                + ", but the bars in the database came from the topic of that name with id " + known
                + ": it was deleted and made again, so the offsets in the database mean nothing. " + rebuild());
    }

    private String rebuild() {
        return "To go on with what the topic holds now, make sure that its bars carry a higher generation than those in"
                + " the database, run DELETE FROM sink_position WHERE topic = '" + topic
                + "', and start the sink again";
    }
}
