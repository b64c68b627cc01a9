package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus gets from an instance at work, and whether docs/metrics.md tells of it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MetricsIT {
    private static final Path DOCS = Path.of("..", "docs", "metrics.md");
    private static final Pattern OURS = Pattern.compile("(?m)^# TYPE (tapemill_\\w+) ");
    private static final Pattern DOCUMENTED = Pattern.compile("`(tapemill_\\w+)[`{]");

    private static final Pattern LATE_AND_STORED =
            Pattern.compile("(?s)_revisions_total\\{cause=\"late\"}.*\ntapemill_sink_bars_total [1-9]");

    @TempDir
    private static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void startAndPublish() throws Exception {
        cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1);
        cluster.publish(Acme.trades());
        Cluster.await(() -> LATE_AND_STORED.matcher(scrape()).find());
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) cluster.close();
    }

    @Test
    void recordsAreCountedByWhatBecameOfThem() throws Exception {
        assertThat(scrape())
                .contains(
                        "tapemill_records_total{reason=\"\",result=\"accepted\"} 8.0",
                        "tapemill_bar_revisions_total{cause=\"close\"}",
                        "tapemill_ready 1.0",
                        "tapemill_breaker_state{name=\"database\"} 0.0",
                        "tapemill_bar_freshness_seconds_bucket{le=\"15.0\"}",
                        "tapemill_tasks{kind=\"active\"}");
    }

    @Test
    void watermarkIsTheTimeOfTheNewestTrade() throws Exception {
        assertThat(scrape()).containsPattern("tapemill_watermark_seconds\\{partition=\"\\d\"} 1\\.73582827248E9");
    }

    @Test
    void kafkaRocksDbAndTheJavaRuntimeAreThere() throws Exception {
        assertThat(scrape())
                .contains(
                        "kafka_stream_thread_commit_total{",
                        "kafka_stream_task_dropped_records_total{",
                        "kafka_consumer_fetch_manager_records_lag_max{",
                        "kafka_consumer_fetch_manager_records_lag_max{client_id=\"consumer-tapemill-sink-",
                        "kafka_producer_record_send_total{",
                        "kafka_stream_state_",
                        "jvm_memory_used_bytes{area=\"heap\"}");
    }

    @Test
    void noLabelHoldsASymbol() throws Exception {
        assertThat(scrape()).doesNotContain(Acme.SYMBOL);
    }

    @Test
    void everyMetricOfOursIsDocumentedAndNoOther() throws Exception {
        String docs = Files.readString(DOCS);
        String ofInstances = docs.substring(0, docs.indexOf("## Backups"));
        Set<String> documented = found(DOCUMENTED, ofInstances);
        // those of a Redis that this instance does not have are counted all the same
        assertThat(found(OURS, scrape())).isEqualTo(documented);
    }

    @Test
    void prometheusFindsNothingToSayAgainstIt() throws Exception {
        List<String> complaints = Promtool.checkMetrics(folder, scrape()).stream()
                .filter(line -> line.startsWith("tapemill_"))
                .toList();
        assertThat(complaints).isEmpty();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String scrape() throws IOException, InterruptedException {
        HttpResponse<String> answer = cluster.get(cluster.node(0), "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
