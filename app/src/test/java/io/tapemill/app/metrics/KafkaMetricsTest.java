package io.tapemill.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.metrics.Metrics.Family;
import io.tapemill.app.metrics.Metrics.Sample;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaMetricsTest {
    private final Metrics kafka = new Metrics();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void groupAndNameMakeTheNameAndTagsTheLabels() {
        add("commit-total", "stream-thread-metrics", Map.of("thread-id", "t-1"), 4.0);
        add("commit-total", "stream-thread-metrics", Map.of("thread-id", "t-2"), 5.0);
        Family family = family("kafka_stream_thread_commit_total");
        assertThat(family.help()).isEqualTo("about commit-total");
        assertThat(family.samples())
                .containsExactlyInAnyOrder(
                        new Sample(Map.of("thread_id", "t-1"), 4), new Sample(Map.of("thread_id", "t-2"), 5));
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        add("version", "app-info", Map.of(), "4.3.1");
        add("rate", "producer-metrics", Map.of(), Double.NaN);
        assertThat(KafkaMetrics.families(kafka.metrics()))
                .extracting(Family::name)
                .doesNotContain("kafka_app_info_version", "kafka_producer_rate");
    }

    @Test
    void namesThatBecomeOneKeepOneSampleForEachSetOfLabels() {
        add("lag-max", "consumer-metrics", Map.of("client-id", "a"), 1L);
        add("lag.max", "consumer-metrics", Map.of("client.id", "a"), 2L);
        assertThat(family("kafka_consumer_lag_max").samples()).hasSize(1);
    }

    private Family family(String name) {
        List<Family> families = KafkaMetrics.families(kafka.metrics());
        return families.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void add(String name, String group, Map<String, String> tags, Object value) {
        MetricName metric = kafka.metricName(name, group, "about " + name, tags);
        kafka.addMetric(metric, (Gauge<Object>) (config, now) -> value);
    }
}
