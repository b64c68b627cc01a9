package io.tapemill.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.metrics.Metrics.Family;
import io.tapemill.app.metrics.Metrics.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

    private final Metrics metrics = new Metrics();

    @Test
    void aCounterIsAskedForAtEachScrape() throws IOException {
        AtomicLong count = new AtomicLong(3);
        metrics.counter("tapemill_things_total", "Things.", List.of("kind"), values -> values.add(count.get(), "good"));
        assertThat(scrape(null))
                .contains("# TYPE tapemill_things_total counter", "tapemill_things_total{kind=\"good\"} 3.0");
        count.set(5);
        assertThat(scrape(null)).contains("tapemill_things_total{kind=\"good\"} 5.0");
    }

    @Test
    void aHistogramCountsUpToEachBound() throws IOException {
        DoubleConsumer seconds = metrics.histogram("tapemill_wait_seconds", "Waits.", 1, 5);
        seconds.accept(0.5);
        seconds.accept(3);
        seconds.accept(60);
        assertThat(scrape(null))
                .contains(
                        "tapemill_wait_seconds_bucket{le=\"1.0\"} 1",
                        "tapemill_wait_seconds_bucket{le=\"5.0\"} 2",
                        "tapemill_wait_seconds_bucket{le=\"+Inf\"} 3",
                        "tapemill_wait_seconds_sum 63.5");
    }

    @Test
    void familiesMayHaveSamplesWithDifferentLabels() throws IOException {
        metrics.families(() -> List.of(
                new Family(
                        "kafka_sent_total",
                        "Sent.",
                        List.of(new Sample(Map.of(), 7), new Sample(Map.of("topic", "t"), 6))),
                new Family("kafka_rate", "Rate.", List.of(new Sample(Map.of("client_id", "a\"b\\c"), 0.25)))));
        assertThat(scrape(null))
                .contains(
                        "kafka_sent_total 7.0",
                        "kafka_sent_total{topic=\"t\"} 6.0",
                        "kafka_rate{client_id=\"a\\\"b\\\\c\"} 0.25");
    }

    @Test
    void aCounterAndAGaugeOfTheSameNameDoNotTakeTheWholeAnswerAway() throws IOException {
        metrics.families(() -> List.of(
                new Family("kafka_lost_total", "Lost.", List.of(new Sample(Map.of(), 2))),
                new Family("kafka_lost", "Lost.", List.of(new Sample(Map.of(), 1)))));
        assertThat(scrape(null)).contains("kafka_lost_total 2.0");
    }

    @Test
    void whoAcceptsOpenMetricsGetsThem() throws IOException {
        metrics.gauge("tapemill_level", "Level.", List.of(), values -> values.add(1));
        assertThat(metrics.scrape(OPEN_METRICS).contentType()).startsWith("application/openmetrics-text");
        assertThat(scrape(OPEN_METRICS)).contains("tapemill_level 1.0").endsWith("# EOF\n");
        assertThat(metrics.scrape("text/html").contentType()).startsWith("text/plain");
    }

    @Test
    void theJavaRuntimeIsThere() throws IOException {
        assertThat(scrape(null)).contains("jvm_memory_used_bytes{area=\"heap\"}", "process_cpu_seconds_total");
    }

    private String scrape(String accept) throws IOException {
        return new String(metrics.scrape(accept).body(), StandardCharsets.UTF_8);
    }
}
