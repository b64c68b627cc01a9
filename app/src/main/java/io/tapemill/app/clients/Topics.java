package io.tapemill.app.clients;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;

/** Asks Kafka once, early and with a limit, so that an absent broker or topic is said plainly. */
public final class Topics {
    private static final int LIMIT_SECONDS = 15;
    private static final long LEADER_POLL_MS = 20;

    private Topics() {}

    /**
     * Returns when all topics exist.
     *
     * @throws UnreachableException when Kafka does not answer
     * @throws IllegalStateException naming the topics that do not exist
     */
    @SafeVarargs
    public static void require(Settings settings, Key<String>... names) {
        Set<String> present = list(settings);
        List<String> missing = new ArrayList<>();
        for (Key<String> name : names) {
            if (!present.contains(settings.get(name))) missing.add(settings.get(name) + " (" + name + ")");
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Kafka at " + settings.bootstrapServers() + " has no topic "
                    + String.join(", ", missing) + "; create it, or correct its name");
        }
    }

    /**
     * Creates topics and returns when the leader of each of their partitions takes requests. Before that an idempotent
     * producer may fail for good: of two batches under way the first is refused, the second taken as the first, and from
     * then on the first is out of order.
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        admin.createTopics(topics).all().get();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!haveLeaders(admin, ends)) {
            if (System.nanoTime() - endNs > 0) {
                throw new IllegalStateException(
                        "after " + LIMIT_SECONDS + " s there is a partition without a leader among those of " + topics);
            }
        }
    }

    private static boolean haveLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends)
            throws ExecutionException, InterruptedException {
        try {
            admin.listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RetriableException)) throw e;
            TimeUnit.MILLISECONDS.sleep(LEADER_POLL_MS);
            return false;
        }
    }

    private static Set<String> list(Settings settings) {
        Map<String, Object> properties = settings.kafkaProperties(KafkaRole.ADMIN);
        properties.putIfAbsent("default.api.timeout.ms", LIMIT_SECONDS * 1000);
        properties.putIfAbsent("request.timeout.ms", LIMIT_SECONDS * 1000 / 3);
        try (Admin admin = Admin.create(properties)) {
            return admin.listTopics().names().get(LIMIT_SECONDS + 1L, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException refused) throw refused;
            throw unreachable(settings, e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(settings, e);
        }
    }

    private static UnreachableException unreachable(Settings settings, Throwable cause) {
        return new UnreachableException(
                "Kafka at " + settings.bootstrapServers() + " does not answer; start it, or correct"
                        + " kafka.bootstrap.servers",
                cause);
    }
}
