package io.tapemill.app.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * The one place that knows the Prometheus client. What is counted elsewhere is asked for when somebody scrapes, so a
 * metric that nobody reads costs nothing. Thread-safe.
 */
public final class Metrics {
    /** One scrape in the format that was asked for. */
    public record Page(String contentType, byte[] body) {}

    /** A sample of a family of metrics. */
    public record Sample(Map<String, String> labels, double value) {}

    /** Metrics of one name: a counter's name ends in _total. */
    public record Family(String name, String help, List<Sample> samples) {}

    /** Takes a value and the values of the labels, in the order of their names. */
    @FunctionalInterface
    public interface Values {
        void add(double value, String... labels);
    }

    private static final String COUNTER = "_total";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** With the metrics of the Java runtime. */
    public Metrics() {
        JvmMetrics.builder().register(registry);
    }

    /** A metric that says something by its labels, such as a version. */
    public void info(String name, String help, String label, String value) {
        Info.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .register(registry)
                .addLabelValues(value);
    }

    /** What only grows; the name ends in _total. {@code values} is called at each scrape. */
    public void counter(String name, String help, List<String> labels, Consumer<Values> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    /** What goes up and down. {@code values} is called at each scrape. */
    public void gauge(String name, String help, List<String> labels, Consumer<Values> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(callback -> values.accept(callback::call))
                .register(registry);
    }

    /** How often a value was up to each bound; the result takes the values, and is thread-safe. */
    public DoubleConsumer histogram(String name, String help, double... bounds) {
        Histogram histogram = Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
        return histogram::observe;
    }

    /** Metrics whose names are known only when they are asked for. */
    public void families(Supplier<List<Family>> families) {
        MultiCollector collector = () -> snapshots(families.get());
        registry.register(collector);
    }

    private static MetricSnapshots snapshots(List<Family> families) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        Set<String> taken = new HashSet<>();
        for (Family family : families) {
            // a counter and a gauge may not differ in _total alone; one of them is better than no answer
            if (!taken.add(baseName(family))) continue;
            if (family.name.endsWith(COUNTER)) all.metricSnapshot(counters(family));
            else all.metricSnapshot(gauges(family));
        }
        return all.build();
    }

    private static String baseName(Family family) {
        String name = family.name;
        return name.endsWith(COUNTER) ? name.substring(0, name.length() - COUNTER.length()) : name;
    }

    private static CounterSnapshot counters(Family family) {
        CounterSnapshot.Builder all =
                CounterSnapshot.builder().name(baseName(family)).help(family.help);
        for (Sample sample : family.samples) {
            all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(Math.max(0, sample.value))
                    .build());
        }
        return all.build();
    }

    private static GaugeSnapshot gauges(Family family) {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(family.name).help(family.help);
        for (Sample sample : family.samples) {
            all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(sample.value)
                    .build());
        }
        return all.build();
    }

    private static Labels labels(Sample sample) {
        List<String> names = new ArrayList<>(sample.labels.keySet());
        return Labels.of(names, names.stream().map(sample.labels::get).toList());
    }

    /** Everything, as text; {@code accept} is the header of that name, or null. */
    public Page scrape(String accept) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, registry.scrape());
        return new Page(writer.getContentType(), out.toByteArray());
    }
}
