package io.tapemill.app.metrics;

import io.tapemill.app.metrics.Metrics.Family;
import io.tapemill.app.metrics.Metrics.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Kafka's own metrics under its own names: {@code stream-thread-metrics} and {@code commit-total} make
 * {@code kafka_stream_thread_commit_total}. Numbers only; what Kafka has no number for at the moment is left out.
 */
final class KafkaMetrics {
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_]");
    /** Says of every metric the same: how many there are. */
    private static final String COUNT_OF_METRICS = "kafka-metrics-count";

    private KafkaMetrics() {}

    /** One family for each name, its samples told apart by Kafka's tags. */
    static List<Family> families(Map<MetricName, ? extends Metric> metrics) {
        Map<String, Map<Map<String, String>, Sample>> samples = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            if (name.group().equals(COUNT_OF_METRICS)) return;
            if (!(metric.metricValue() instanceof Number number) || Double.isNaN(number.doubleValue())) return;
            String family = familyName(name);
            Map<String, String> labels = labels(name.tags());
            helps.putIfAbsent(family, name.description());
            samples.computeIfAbsent(family, key -> new LinkedHashMap<>())
                    .putIfAbsent(labels, new Sample(labels, number.doubleValue()));
        });
        List<Family> families = new ArrayList<>();
        samples.forEach(
                (family, all) -> families.add(new Family(family, helps.get(family), List.copyOf(all.values()))));
        return families;
    }

    private static String familyName(MetricName name) {
        String group = name.group().replaceFirst("-metrics$", "");
        return "kafka_" + sanitized(group) + "_" + sanitized(name.name());
    }

    private static Map<String, String> labels(Map<String, String> tags) {
        Map<String, String> labels = new TreeMap<>();
        tags.forEach((name, value) -> labels.put(sanitized(name), value));
        return labels;
    }

    private static String sanitized(String text) {
        return NOT_IN_NAMES.matcher(text).replaceAll("_");
    }
}
