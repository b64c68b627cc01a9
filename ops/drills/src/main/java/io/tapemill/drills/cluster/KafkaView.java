package io.tapemill.drills.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;

/** What the brokers say about themselves and about the product's groups: where proofs of faults come from. */
public final class KafkaView {
    private static final long LIMIT_SECONDS = 10;

    private final Admin admin;
    private final String applicationId;

    public KafkaView(Admin admin, String applicationId) {
        this.admin = admin;
        this.applicationId = applicationId;
    }

    /** Members of the stream threads' group that have partitions or stand by for them: ids of their clients. */
    public Set<String> members() throws ExecutionException, InterruptedException, TimeoutException {
        boolean isStreams = get(admin.listGroups().all()).stream()
                .filter(group -> group.groupId().equals(applicationId))
                .map(GroupListing::type)
                .anyMatch(type -> type.filter(GroupType.STREAMS::equals).isPresent());
        if (isStreams) {
            return get(admin.describeStreamsGroups(List.of(applicationId)).all()).get(applicationId).members().stream()
                    .map(member -> member.memberId())
                    .collect(Collectors.toSet());
        }
        return get(admin.describeConsumerGroups(List.of(applicationId)).all()).get(applicationId).members().stream()
                .map(member -> member.consumerId())
                .collect(Collectors.toSet());
    }

    /** Fewest replicas in sync of a partition of the topics. */
    public int leastInSync(Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        return get(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElse(0);
    }

    /** Every topic there is, the internal ones, too. */
    public Set<String> topics() throws ExecutionException, InterruptedException, TimeoutException {
        return get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    }

    /** The broker that leads a partition. */
    public int leader(String topic, int partition) throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription described =
                get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
        TopicPartitionInfo info = described.partitions().get(partition);
        return info.leader().id();
    }

    /** The active controller and how many there were before it. */
    public Controller controller() throws ExecutionException, InterruptedException, TimeoutException {
        QuorumInfo quorum = get(admin.describeMetadataQuorum().quorumInfo());
        return new Controller(quorum.leaderId(), quorum.leaderEpoch());
    }

    /**
     * The controllers' leader.
     *
     * @param epoch goes up with every election
     */
    public record Controller(int nodeId, long epoch) {}

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
