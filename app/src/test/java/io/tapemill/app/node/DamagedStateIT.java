package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Local state that a disk has damaged must not keep an instance from starting: Kafka has all of it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DamagedStateIT {
    private static final String RANGE =
            "/v1/bars/ACME?interval=1m&from=2025-01-02T14:30:00Z&to=2025-01-02T14:32:00Z&partial=include";

    @TempDir
    private Path folder;

    @Test
    void shouldSetUnreadableStateAsideAndGoOnWithWhatKafkaHas() throws Exception {
        try (Cluster cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1)) {
            cluster.publish(Acme.trades());
            cluster.awaitAnswers(List.of(Acme.SYMBOL), "1m");
            Cluster.await(() -> cluster.get(cluster.node(0), RANGE).body().contains("\"rev\":2")
                    && cluster.get(cluster.node(0), RANGE).body().contains("partial"));
            String before = cluster.body(cluster.node(0), RANGE);
            cluster.node(0).close();
            assertThat(overwriteManifests(folder.resolve("state-node-0"))).isPositive();

            try (Node again = Node.start(cluster.settings("node-0"))) {
                again.instance().ready().join();
                Cluster.await(() -> cluster.get(again, RANGE).statusCode() == 200);
                assertThat(cluster.body(again, RANGE)).isEqualTo(before);
            }
            assertThat(folder.resolve("state-node-0/instance-0/damaged")).isDirectory();
        }
    }

    private static long overwriteManifests(Path state) throws IOException {
        List<Path> manifests;
        try (Stream<Path> files = Files.walk(state)) {
            manifests = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .toList();
        }
        for (Path manifest : manifests) Files.write(manifest, new byte[100]);
        return manifests.size();
    }
}
