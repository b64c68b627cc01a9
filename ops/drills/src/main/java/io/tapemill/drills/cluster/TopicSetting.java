package io.tapemill.drills.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** A setting of a topic that is another one until this is closed. */
public final class TopicSetting implements AutoCloseable {
    private final Admin admin;
    private final ConfigResource topic;
    private final String name;
    private final String before;

    private TopicSetting(Admin admin, ConfigResource topic, String name, String before) {
        this.admin = admin;
        this.topic = topic;
        this.name = name;
        this.before = before;
    }

    /** As by an operator's mistake. */
    public static TopicSetting change(Admin admin, String topic, String name, String value)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String before = admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
        TopicSetting setting = new TopicSetting(admin, resource, name, before);
        setting.set(value);
        return setting;
    }

    private void set(String value) throws ExecutionException, InterruptedException {
        Collection<AlterConfigOp> change =
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
        admin.incrementalAlterConfigs(Map.of(topic, change)).all().get();
    }

    @Override
    public String toString() {
        return name + " of " + topic.name() + " is changed from " + before;
    }

    @Override
    public void close() throws ExecutionException {
        try {
            set(before);
        } catch (InterruptedException e) { // whoever interrupts takes the whole cluster down
            Thread.currentThread().interrupt();
        }
    }
}
