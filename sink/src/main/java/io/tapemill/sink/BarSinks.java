package io.tapemill.sink;

import io.opentelemetry.api.trace.Tracer;
import io.tapemill.serdes.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Several sinks of one process that share the topic's partitions like those of different processes do: each has a
 * thread, a consumer and a database connection of its own, so that several partitions are written side by side.
 */
public final class BarSinks implements AutoCloseable {
    private final List<BarSink> sinks = new ArrayList<>();
    private final TopicEnds ends;

    /**
     * @param count how many; more than the topic has partitions would have nothing to do
     * @param listeners gives each sink the one that it tells about commits
     * @param tracer follows bars that belong to a trace
     * @param onFailure called for each sink that ends by itself
     */
    public BarSinks(
            int count,
            SinkConfig config,
            DataSource dataSource,
            SchemaRegistry registry,
            Supplier<BarsCommitted> listeners,
            Tracer tracer,
            Consumer<Throwable> onFailure) {
        try {
            for (int i = 0; i < count; i++) {
                sinks.add(new BarSink(config, dataSource, registry, listeners.get(), tracer, onFailure));
            }
            ends = new TopicEnds(config.topic(), config.consumerSettings(), this::owned);
        } catch (RuntimeException e) {
            sinks.forEach(BarSink::close);
            throw e;
        }
    }

    public void start() {
        sinks.forEach(BarSink::start);
        ends.start();
    }

    /** All of them as if they were one. */
    public SinkStatus status() {
        return together().behind(ends.newest());
    }

    private SinkStatus together() {
        return SinkStatus.together(sinks.stream().map(BarSink::status).toList());
    }

    private List<Integer> owned() {
        return together().partitions().stream()
                .map(SinkStatus.Partition::partition)
                .toList();
    }

    /** Of the consumers, which their client ids tell apart. */
    public Map<MetricName, Metric> kafkaMetrics() {
        Map<MetricName, Metric> metrics = new HashMap<>();
        sinks.forEach(sink -> metrics.putAll(sink.kafkaMetrics()));
        return metrics;
    }

    @Override
    public void close() {
        close(BarSink.DEFAULT_CLOSE_TIMEOUT);
    }

    /** Stops all; false when one of them was still at work at the end of the time-out, see {@link BarSink#close}. */
    public boolean close(Duration timeout) {
        ends.close();
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        sinks.forEach(BarSink::stop);
        boolean closed = true;
        for (BarSink sink : sinks) {
            closed &= sink.close(Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime())));
        }
        return closed;
    }
}
