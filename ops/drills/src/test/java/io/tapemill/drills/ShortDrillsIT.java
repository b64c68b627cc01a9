package io.tapemill.drills;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.cluster.ClusterPlan;
import io.tapemill.drills.drill.Arena;
import io.tapemill.drills.drill.DrillResult;
import io.tapemill.drills.drill.DrillRun;
import io.tapemill.drills.drill.Verdict;
import io.tapemill.drills.faults.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The four drills that every build runs, in one cluster. Each checks everything that has happened so far, so a later
 * one also holds what an earlier one left behind.
 */
class ShortDrillsIT {
    private static final Path JAR = Path.of("../../app/target/tapemill.jar").toAbsolutePath();
    private static final long SEED = 20_260_301;
    private static final int TRADES_PER_SECOND = 2_000;

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static Arena arena;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = Cluster.start(new ClusterPlan(folder.resolve("cluster"), JAR, JAR, List.of(), 2, Map.of()));
        arena = Arena.open(cluster, SEED, TRADES_PER_SECOND);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (arena != null) arena.close();
        if (cluster != null) cluster.admin().close();
        Cluster.stopAll(folder.resolve("cluster"));
    }

    @Test
    void shouldKeepEveryBarRightWhenAnInstanceIsKilled() throws Exception {
        assertClean("kill");
    }

    @Test
    void shouldKeepEveryBarRightWhenAnInstanceSleepsPastItsSessionAndWakesUp() throws Exception {
        assertClean("zombie");
    }

    @Test
    void shouldKeepEveryBarRightWhenALaggingReplicaTakesOverInTheMiddleOfATransaction() throws Exception {
        assertClean("postgres-failover");
    }

    @Test
    void shouldKeepEveryBarRightWhenABrokerIsKilled() throws Exception {
        assertClean("broker-kill");
    }

    private static void assertClean(String drill) throws Exception {
        DrillResult result = new DrillRun(arena, Duration.ofSeconds(3), System.out::println)
                .run(Faults.named(drill).orElseThrow());
        assertThat(result.verdict())
                .as("seed %d%n%s%n%s", SEED, result.events(), result.findings())
                .isEqualTo(Verdict.CLEAN);
    }
}
