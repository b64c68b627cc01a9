package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bars are never short without a word because the state that the group's offsets belong to is gone. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LostChangelogIT {
    private static final String CHANGELOG = "tapemill-tape-changelog";

    @TempDir
    private Path folder;

    @Test
    void shouldNotStartWithoutTheStateThatTheOffsetsBelongTo() throws Exception {
        try (Cluster cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1)) {
            cluster.publish(Acme.trades());
            Cluster.await(() -> cluster.get(cluster.node(0), "/v1/bars/ACME/2025-01-02T14:30:00Z/revisions?interval=1m")
                    .body()
                    .contains("\"rev\":2"));
            cluster.node(0).close();
            Settings settings = cluster.settings("again");
            try (Node again = Node.start(settings)) {
                assertThat(again.instance().isLive())
                        .as("with the changelog it starts")
                        .isTrue();
            }
            try (Admin admin = Admin.create(settings.kafkaProperties(KafkaRole.ADMIN))) {
                admin.deleteTopics(List.of(CHANGELOG)).all().get();
                Cluster.await(() -> !admin.listTopics().names().get().contains(CHANGELOG));
                assertThatThrownBy(() -> Node.start(settings))
                        .isInstanceOf(InvalidSettingsException.class)
                        .hasMessageContaining(CHANGELOG + " is empty or missing")
                        .hasMessageContaining("tapemill.generation");
                assertThat(admin.listTopics().names().get())
                        .as("the refused start has not made an empty one")
                        .doesNotContain(CHANGELOG)
                        .containsAll(Set.of("market.trades.v1"));
            }
        }
    }
}
