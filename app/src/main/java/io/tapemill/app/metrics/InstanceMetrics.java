package io.tapemill.app.metrics;

import io.tapemill.app.instance.Instance;
import io.tapemill.app.instance.Ownership;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.sink.SinkStatus;
import io.tapemill.sink.cache.BarCache;
import io.tapemill.sink.cache.CacheStatus;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an instance knows about itself, as metrics; docs/metrics.md says what each means and what to watch it for. */
public final class InstanceMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceMetrics.class);
    private static final List<String> NONE = List.of();
    private static final String REJECTED = "rejected-";
    private static final String BAR = "bar-";
    /** Of a breaker: how far it lets calls through. */
    private static final Map<String, Double> BREAKER = Map.of("CLOSED", 0.0, "HALF_OPEN", 0.5, "OPEN", 1.0);

    /** Seconds; the objectives are 5 on the topic and 15 in the database. */
    private static final double[] FRESHNESS = {0.5, 1, 1.5, 2, 2.5, 3, 5, 7.5, 10, 15, 30, 60, 300, 3600};

    private final Metrics metrics;
    private final Instance instance;

    private InstanceMetrics(Metrics metrics, Instance instance) {
        this.metrics = metrics;
        this.instance = instance;
    }

    /** @throws IOException when the disk of the state cannot be looked at */
    public static void register(Metrics metrics, Instance instance, Settings settings, String version)
            throws IOException {
        InstanceMetrics all = new InstanceMetrics(metrics, instance);
        metrics.info("tapemill_build", "The version that runs.", "version", version);
        all.tape();
        instance.ownership().ifPresent(all::partitions);
        if (instance.ownership().isPresent()) all.disk(settings.get(Keys.STATE_DIR));
        if (instance.sinkStatus().isPresent()) all.sink();
        instance.cache().ifPresent(all::cache);
        metrics.families(() -> KafkaMetrics.families(instance.kafkaMetrics()));
    }

    private void tape() {
        metrics.gauge(
                "tapemill_ready",
                "1 while the instance has its partitions and their state, 0 otherwise.",
                NONE,
                values -> values.add(instance.isReady() ? 1 : 0));
        metrics.counter(
                "tapemill_records_total",
                "Records of the trades topic by what became of them; what a crash undid counts again.",
                List.of("result", "reason"),
                values -> counts((name, count) -> {
                    if (name.startsWith(BAR)) return;
                    boolean rejected = name.startsWith(REJECTED);
                    values.add(count, rejected ? "rejected" : name, rejected ? name.substring(REJECTED.length()) : "");
                }));
        metrics.counter(
                "tapemill_bar_revisions_total",
                "Revisions of bars that were published, by cause: close is the first of a bar.",
                List.of("cause"),
                values -> counts((name, count) -> {
                    if (name.startsWith(BAR)) values.add(count, name.substring(BAR.length()));
                }));
    }

    private interface Count {
        void of(String name, long count);
    }

    private void counts(Count each) {
        instance.counts().snapshot().forEach(each::of);
    }

    private void partitions(Ownership ownership) {
        metrics.gauge(
                "tapemill_trades_behind_records",
                "Records of a partition of the trades topic that are not processed and committed yet.",
                List.of("partition"),
                values -> ownership
                        .tradesBehind()
                        .forEach((partition, behind) -> values.add(behind, Integer.toString(partition))));
        metrics.gauge(
                "tapemill_watermark_seconds",
                "Event time of the newest trade of a partition that is processed, since 1970.",
                List.of("partition"),
                values -> instance.live()
                        .newestNs()
                        .forEach((partition, ns) -> values.add(ns / 1e9, Integer.toString(partition))));
        metrics.gauge(
                "tapemill_tasks",
                "Partitions that are worked on here (active), and whose state is kept here for others (standby).",
                List.of("kind"),
                values -> {
                    Ownership.Tasks tasks = ownership.tasks();
                    values.add(tasks.active(), "active");
                    values.add(tasks.standby(), "standby");
                });
        metrics.gauge(
                "tapemill_restored_ratio",
                "How much of the state that is being restored is there; 1 when nothing is being restored.",
                NONE,
                values -> values.add(ownership.restoredPercent() / 100.0));
    }

    private void disk(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        metrics.gauge(
                "tapemill_state_disk_free_bytes",
                "Free for this process on the disk of the local state.",
                NONE,
                values -> read(disk::getUsableSpace).ifPresent(values::add));
        metrics.gauge(
                "tapemill_state_disk_size_bytes", "Size of the disk of the local state.", NONE, values -> read(disk
                                ::getTotalSpace)
                        .ifPresent(values::add));
    }

    private interface DiskFigure {
        long read() throws IOException;
    }

    /** Empty when the disk does not say: the metric is then missing, which an alert can tell from a full disk. */
    private static OptionalDouble read(DiskFigure figure) {
        try {
            return OptionalDouble.of(figure.read());
        } catch (IOException e) {
            LOG.debug("the disk of the state cannot be looked at", e);
            return OptionalDouble.empty();
        }
    }

    private void sink() {
        instance.observeFreshness(metrics.histogram(
                "tapemill_bar_freshness_seconds",
                "From the end of a bar's window until its first revision was committed in PostgreSQL.",
                FRESHNESS));
        metrics.gauge(
                "tapemill_sink_lag_records",
                "Records of a partition of the bars topic that are not in PostgreSQL yet.",
                List.of("partition"),
                this::sinkPartitions);
        sinkCounter("rows", "Revisions read from the topic and committed.", SinkStatus.Counters::rows);
        sinkCounter("bars", "Bars that were new or went to a higher revision.", SinkStatus.Counters::bars);
        sinkCounter("repeated", "Revisions that the history held already.", SinkStatus.Counters::repeated);
        sinkCounter("transactions", "Transactions committed.", SinkStatus.Counters::transactions);
        sinkCounter("failures", "Failures that were followed by a new try.", SinkStatus.Counters::failures);
        sinkCounter("fenced", "Partitions that turned out to be another owner's.", SinkStatus.Counters::fenced);
        metrics.gauge(
                "tapemill_breaker_state",
                "Of a circuit breaker: 0 closed (well), 0.5 half open, 1 open.",
                List.of("name"),
                this::breakers);
    }

    private void sinkPartitions(Metrics.Values values) {
        for (SinkStatus.Partition partition : sinkStatus().partitions()) {
            partition.lag().ifPresent(lag -> values.add(lag, Integer.toString(partition.partition())));
        }
    }

    private void sinkCounter(String name, String help, ToDoubleFunction<SinkStatus.Counters> value) {
        Consumer<Metrics.Values> values =
                sample -> sample.add(value.applyAsDouble(sinkStatus().counters()));
        metrics.counter("tapemill_sink_" + name + "_total", help, NONE, values);
    }

    private void breakers(Metrics.Values values) {
        values.add(BREAKER.getOrDefault(sinkStatus().breaker(), 1.0), "database");
        instance.cache()
                .map(cache -> cache.status().store().breaker())
                .filter(BREAKER::containsKey)
                .ifPresent(breaker -> values.add(BREAKER.get(breaker), "redis"));
    }

    private SinkStatus sinkStatus() {
        return instance.sinkStatus().orElseThrow();
    }

    private void cache(BarCache cache) {
        metrics.counter(
                "tapemill_cache_requests_total",
                "Questions for the newest bars: hit from the copy, miss from PostgreSQL.",
                List.of("result"),
                values -> {
                    CacheStatus status = cache.status();
                    values.add(status.hits(), "hit");
                    values.add(status.misses(), "miss");
                });
        metrics.counter(
                "tapemill_redis_calls_total",
                "Calls of Redis that came to nothing: failed or too slow, refused by the breaker, bars dropped.",
                List.of("result"),
                values -> {
                    CacheStatus status = cache.status();
                    values.add(status.store().failures(), "failed");
                    values.add(status.store().refused(), "refused");
                    values.add(status.store().dropped(), "dropped");
                });
    }
}
