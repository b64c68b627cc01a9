package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is still answered when the owner of a symbol goes, and when the database does. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OutageIT {
    private static final String RANGE =
            "/v1/bars/ACME?interval=1m&from=2025-01-02T14:30:00Z&to=2025-01-02T14:32:00Z&partial=";
    private static final String LATEST = "/v1/bars/latest?symbols=ACME&interval=1m";

    @TempDir
    private Path folder;

    @Test
    void shouldServeStoredBarsWhileTheOwnerChangesAndOpenOnesWhileTheDatabaseIsAway() throws Exception {
        try (Cluster cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(2)) {
            cluster.publish(Acme.trades());
            cluster.awaitAnswers(List.of(Acme.SYMBOL), "1m");
            Cluster.await(() -> cluster.get(cluster.node(0), RANGE + "include")
                            .body()
                            .contains("\"rev\":2")
                    && cluster.get(cluster.node(0), RANGE + "include").body().contains("partial"));
            String before = cluster.body(cluster.node(0), RANGE + "include");

            Node left = leaveOnlyTheOther(cluster);
            assertThat(awaitOwnAnswer(cluster, left)).isEqualTo(before);
            assertOpenBarsAreServedWithoutTheDatabase(cluster, left);
        }
    }

    /** Closes the owner of the symbol. */
    private static Node leaveOnlyTheOther(Cluster cluster) throws Exception {
        String owner = cluster.get(cluster.node(0), RANGE + "include")
                .headers()
                .firstValue("Tapemill-Served-By")
                .orElseThrow();
        boolean first = cluster.node(0).url().endsWith(owner.split(";")[0]);
        cluster.node(first ? 0 : 1).close();
        return cluster.node(first ? 1 : 0);
    }

    private static String awaitOwnAnswer(Cluster cluster, Node left) throws Exception {
        Cluster.await(() -> {
            assertThat(cluster.body(left, RANGE + "exclude")).contains("\"rev\":2,\"state\":\"final\"");
            HttpResponse<String> any = cluster.get(left, RANGE + "include&consistency=any");
            assertThat(any.statusCode()).isEqualTo(200);
            assertThat(any.body()).contains("\"rev\":2,\"state\":\"final\"");
            HttpResponse<String> active = cluster.get(left, RANGE + "include");
            if (active.statusCode() == 200) return true;
            assertThat(active.statusCode()).as(active.body()).isIn(503, 504);
            assertThat(active.headers().firstValue("Retry-After")).isPresent();
            return false;
        });
        return cluster.body(left, RANGE + "include");
    }

    private static void assertOpenBarsAreServedWithoutTheDatabase(Cluster cluster, Node node) throws Exception {
        cluster.sandbox().database().stop();
        Cluster.await(() -> cluster.get(node, RANGE + "exclude").body().contains("database-unavailable"));
        assertThat(cluster.body(node, LATEST)).contains("\"n\":3,\"rev\":1,\"state\":\"partial\"");
        assertThat(cluster.get(node, "/health/live").statusCode()).isEqualTo(200);

        cluster.sandbox().database().start();
        Cluster.await(() -> cluster.get(node, RANGE + "include").statusCode() == 200);
    }
}
