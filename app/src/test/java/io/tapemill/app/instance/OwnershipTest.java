package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private record Measured(MetricName metricName, Object metricValue) implements Metric {}

    private final Map<MetricName, Metric> metrics = new HashMap<>();

    @Test
    void whatTheConsumersHaveNotFetchedIsCountedForEachPartitionOfTheTapeAlone() {
        measure("records-lag", "stream-1", "market.trades.v1", 0, 2_500_000.0);
        measure("records-lag", "stream-1", "market.trades.v1", 1, Double.NaN);
        measure("records-lag", "stream-2", "market.trades.v1", 2, 0.0);
        measure("records-lag-max", "stream-1", "market.trades.v1", 1, 9.0);
        measure("records-lag", "restore", "tapemill-tape-changelog", 0, 77.0);
        measure("records-lag", "stream-1", "market_trades_v1", 3, 5.0);

        assertThat(Ownership.notFetched(metrics, "market.trades.v1")).isEqualTo(Map.of(0, 2_500_000L));
    }

    /** A partition that moved from one thread to another: the first one's consumer may still say what it knew last. */
    @Test
    void ofTwoConsumersOfAPartitionTheGreaterLagCounts() {
        measure("records-lag", "stream-1", "market.trades.v1", 0, 3.0);
        measure("records-lag", "stream-2", "market.trades.v1", 0, 40.0);

        assertThat(Ownership.notFetched(metrics, "market.trades.v1")).isEqualTo(Map.of(0, 40L));
    }

    private void measure(String name, String client, String topic, int partition, double value) {
        Map<String, String> tags =
                Map.of("client-id", client, "topic", topic, "partition", Integer.toString(partition));
        MetricName metric = new MetricName(name, "consumer-fetch-manager-metrics", "", tags);
        metrics.put(metric, new Measured(metric, value));
    }
}
