package io.tapemill.app.instance;

import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How soon the others notice that an instance is dead: the shortest session that the brokers grant, but not so short
 * that a busy machine looks dead. Brokers refuse members with a shorter one than their {@code
 * group.min.session.timeout.ms}. Measured in {@code docs/decisions/0030-fast-failover.md}.
 *
 * @param timeout without a sign of life for so long, a member is dead
 */
record GroupSession(Duration timeout) {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSession.class);
    private static final Duration WANTED = Duration.ofSeconds(3);
    /** What brokers grant when nobody has changed it. */
    private static final Duration DEFAULT_MINIMUM = Duration.ofSeconds(6);

    private static final String MINIMUM = "group.min.session.timeout.ms";
    /** How often members learn of changes, too: a clean stop is noticed within this time. */
    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    private static final long ANSWER_SECONDS = 10;

    /** Asks a broker; one that does not tell is taken to have Kafka's default. */
    static GroupSession of(Settings settings) {
        try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
            return of(minimum(admin));
        } catch (ExecutionException | TimeoutException e) {
            LOG.info(
                    "the brokers do not tell their {} ({}); taking it for {}",
                    MINIMUM,
                    e.getMessage(),
                    DEFAULT_MINIMUM);
            return of(DEFAULT_MINIMUM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return of(DEFAULT_MINIMUM);
        }
    }

    /** @param minimum the shortest that brokers grant */
    static GroupSession of(Duration minimum) {
        if (minimum.compareTo(WANTED) > 0) {
            LOG.info(
                    "a dead instance is noticed after {}; brokers with {}={} would let it be {}",
                    minimum,
                    MINIMUM,
                    WANTED.toMillis(),
                    WANTED);
            return new GroupSession(minimum);
        }
        return new GroupSession(WANTED);
    }

    /** For a consumer of the group. */
    Map<String, String> properties() {
        return Map.of(
                "session.timeout.ms", Long.toString(timeout.toMillis()),
                "heartbeat.interval.ms", Long.toString(HEARTBEAT.toMillis()));
    }

    private static Duration minimum(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Node broker = admin.describeCluster()
                .nodes()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .iterator()
                .next();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        ConfigEntry entry = admin.describeConfigs(List.of(resource))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .get(resource)
                .get(MINIMUM);
        return entry == null || entry.value() == null
                ? DEFAULT_MINIMUM
                : Duration.ofMillis(Long.parseLong(entry.value()));
    }
}
