package io.tapemill.sink;

import static io.tapemill.sink.SinkHarness.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.SinkStatus.State;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.SinkProgress;
import io.tapemill.sink.postgres.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SinkFailoverIT {
    @Test
    void shouldWriteAgainWhatALaggingReplicaLacksAndIgnoreTheOldPrimary() throws IOException, SQLException {
        try (TestPostgres primary = TestPostgres.start();
                TestKafka kafka = TestKafka.start();
                SinkHarness harness = new SinkHarness(kafka, primary, 2, 77);
                TcpProxy proxy = new TcpProxy(primary.port())) {
            DatabaseConfig through = TestPostgres.through(harness.config, proxy.port());
            BarSink sink = harness.startSink(through, UnaryOperator.identity(), harness.topic + "-sink");
            harness.feed.send(1_000);
            harness.awaitExact();
            try (TestPostgres replica = primary.copyAsStandby()) {
                harness.feed.send(1_000);
                harness.awaitExact();
                DatabaseConfig promoted = replica.here(harness.config);

                replica.startServer();
                assertThat(server(promoted)).isEqualTo("replica 127.0.0.1:" + replica.port());
                replica.promote();
                assertThat(server(promoted)).isEqualTo("primary");
                // the proof that the fault landed: acknowledged rows are gone
                assertThat(revisions(promoted)).isLessThan(harness.revisions());
                proxy.pointTo(replica.port());
                awaitExact(harness, promoted);

                int before = harness.revisions();
                proxy.pointTo(primary.port());
                harness.feed.send(1_000);
                within(30).until(() -> sink.status().lastError().stream()
                        .anyMatch(error -> error.message().contains("former primary")));
                assertThat(sink.status().state()).isEqualTo(State.WAITING);
                sink.close();
                // an instance that has never seen the new primary knows it from the group
                BarSink fresh = harness.startSink(through, UnaryOperator.identity(), harness.topic + "-sink");
                within(30).until(() -> fresh.status().lastError().stream()
                        .anyMatch(error -> error.message().contains("former primary")));
                assertThat(harness.revisions()).isEqualTo(before);

                proxy.pointTo(replica.port());
                awaitExact(harness, promoted);
                assertThat(harness.failures).isEmpty();
            }
        }
    }

    private static void awaitExact(SinkHarness harness, DatabaseConfig promoted) throws SQLException {
        within(60).untilAsserted(() -> assertThat(revisions(promoted)).isEqualTo(harness.feed.expectedRevisions()));
        List<Bar> bars = new ArrayList<>();
        try (Database database = Database.of(promoted, 1)) {
            new BarReader(database.pooled()).allBars(bars::add);
        }
        assertThat(bars).containsExactlyElementsOf(BarFeed.sorted(harness.feed.expectedBars()));
        assertThat(ConsistencyWatch.objections(promoted)).isEmpty();
    }

    private static String server(DatabaseConfig config) throws SQLException {
        try (Database database = Database.of(config, 1)) {
            return new SinkProgress(database.pooled()).server();
        }
    }

    private static int revisions(DatabaseConfig config) {
        return Integer.parseInt(
                TestPostgres.query(config, "SELECT count(*) FROM bar_history").get(0));
    }
}
