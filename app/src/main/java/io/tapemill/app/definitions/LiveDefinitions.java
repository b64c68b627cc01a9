package io.tapemill.app.definitions;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.clients.UnreachableException;
import io.tapemill.serdes.RegistryCatalog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** The definitions of a running Kafka and its registry: read, and changed one by one. */
public final class LiveDefinitions {
    private final Admin admin;
    private final RegistryCatalog registry;

    public LiveDefinitions(Admin admin, RegistryCatalog registry) {
        this.admin = admin;
        this.registry = registry;
    }

    public Definitions read() {
        List<RegistryCatalog.Entry> schemas = registry.entries();
        List<String> subjects =
                schemas.stream().map(RegistryCatalog.Entry::subject).distinct().toList();
        return new Definitions(topics(), acls(), schemas, registry.levels(subjects));
    }

    private List<Definitions.Topic> topics() {
        Map<String, TopicDescription> descriptions = get(
                admin.describeTopics(get(admin.listTopics().names(), "list topics"))
                        .allTopicNames(),
                "describe topics");
        List<ConfigResource> resources =
                descriptions.keySet().stream().map(LiveDefinitions::topic).toList();
        Map<ConfigResource, Config> configs =
                get(admin.describeConfigs(resources).all(), "describe topics");
        List<Definitions.Topic> topics = new ArrayList<>();
        for (TopicDescription description : descriptions.values()) {
            topics.add(new Definitions.Topic(
                    description.name(),
                    description.partitions().size(),
                    (short) description.partitions().get(0).replicas().size(),
                    ownValues(configs.get(topic(description.name())))));
        }
        topics.sort(Comparator.comparing(Definitions.Topic::name));
        return topics;
    }

    private static Map<String, String> ownValues(Config config) {
        Map<String, String> values = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                values.put(entry.name(), entry.value());
        }
        return values;
    }

    private List<Definitions.Acl> acls() {
        try {
            return get(admin.describeAcls(AclBindingFilter.ANY).values(), "list ACLs").stream()
                    .map(Definitions.Acl::of)
                    .sorted(Comparator.comparing(Definitions.Acl::toString))
                    .toList();
        } catch (SecurityDisabledException e) {
            return List.of(); // this Kafka checks no rights
        }
    }

    void create(Definitions.Topic topic, Optional<Short> replicas) {
        NewTopic created = new NewTopic(topic.name(), topic.partitions(), replicas.orElse(topic.replicas()));
        try {
            Topics.create(admin, List.of(created.configs(topic.configs())));
        } catch (ExecutionException e) {
            throw failure(e, "create topic " + topic.name());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** @param value empty to follow the broker again */
    void set(String topic, String name, Optional<String> value) {
        AlterConfigOp.OpType type = value.isPresent() ? AlterConfigOp.OpType.SET : AlterConfigOp.OpType.DELETE;
        Collection<AlterConfigOp> change = List.of(new AlterConfigOp(new ConfigEntry(name, value.orElse(null)), type));
        get(admin.incrementalAlterConfigs(Map.of(topic(topic), change)).all(), "change " + name + " of topic " + topic);
    }

    void create(Definitions.Acl acl) {
        get(admin.createAcls(List.of(acl.binding())).all(), "create the ACL " + acl);
    }

    void register(RegistryCatalog.Entry entry) {
        int id = registry.register(entry);
        if (id == entry.id()) return;
        throw new IllegalStateException("the registry gave id " + id + " to version " + entry.version() + " of "
                + entry.subject() + ", but records name it by id " + entry.id()
                + ": restore the registry's own storage instead, or begin with an empty registry");
    }

    void setLevel(String subject, String level) {
        registry.setLevel(subject, level);
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static <T> T get(KafkaFuture<T> future, String task) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e, task);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RuntimeException failure(ExecutionException e, String task) {
        if (e.getCause() instanceof SecurityDisabledException disabled) return disabled;
        String text = "Kafka did not " + task + ": " + e.getCause().getMessage();
        if (e.getCause() instanceof RetriableException) return new UnreachableException(text, e.getCause());
        return new IllegalStateException(text, e.getCause());
    }

    private static RuntimeException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for Kafka", e);
    }
}
