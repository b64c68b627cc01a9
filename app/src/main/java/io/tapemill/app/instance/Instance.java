package io.tapemill.app.instance;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tracing.Tracing;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.sink.BarSinks;
import io.tapemill.sink.SinkConfig;
import io.tapemill.sink.SinkStatus;
import io.tapemill.sink.cache.BarCache;
import io.tapemill.sink.cache.BarSource;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import io.tapemill.topology.TapeCounts;
import io.tapemill.topology.TapemillTopology;
import io.tapemill.topology.intake.CoalesceRecords;
import io.tapemill.topology.query.LiveBars;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance: the topology and the sink, or the one of them that {@code tapemill.roles} names. Instances of one
 * application id share the partitions. Started and closed once; {@link #ended} tells when it cannot go on.
 */
public final class Instance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final int READER_CONNECTIONS = 4;

    private final TapeCounts counts = new TapeCounts();
    private final LiveBars live = new LiveBars();
    private final String hostAndPort;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Duration shutdownTimeout;
    private final Tracing tracing;
    private Optional<KafkaStreams> streams = Optional.empty();
    private Optional<Ownership> ownership = Optional.empty();
    private Optional<BarSinks> sink = Optional.empty();
    private Optional<BarCache> cache = Optional.empty();
    private Optional<Freshness> freshness = Optional.empty();
    private final ThreadFailures threadFailures = new ThreadFailures();

    private Instance(String hostAndPort, Duration shutdownTimeout, Tracing tracing) {
        this.tracing = tracing;
        this.hostAndPort = hostAndPort;
        this.shutdownTimeout = shutdownTimeout;
    }

    /** An instance without an HTTP interface: the others cannot ask it for open windows. Nothing is traced. */
    public static Instance start(Settings settings) throws IOException {
        return start(settings, "", Tracing.OFF);
    }

    /**
     * Starts everything and returns while partitions are still being assigned and state restored; see {@link #ready}.
     *
     * @param hostAndPort of this instance's HTTP interface, as the other instances reach it
     * @param tracing not closed by the instance
     * @throws io.tapemill.app.settings.InvalidSettingsException when the settings do not allow a start
     * @throws RuntimeException naming what does not answer; nothing is left running
     */
    public static Instance start(Settings settings, String hostAndPort, Tracing tracing) throws IOException {
        Instance instance = new Instance(hostAndPort, settings.get(Keys.SHUTDOWN_TIMEOUT), tracing);
        try {
            instance.open(settings);
            return instance;
        } catch (IOException | RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    private void open(Settings settings) throws IOException {
        boolean buildsBars = settings.get(Keys.ROLES).contains("topology");
        Topics.require(settings, Keys.TOPIC_BARS);
        if (buildsBars) Topics.require(settings, Keys.TOPIC_TRADES, Keys.TOPIC_LATE, Keys.TOPIC_DEAD);
        TopicRules.check(settings, buildsBars);
        if (buildsBars) ChangelogCheck.check(settings);
        GroupSession session = GroupSession.of(settings);
        RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
        toClose.push(registry);
        if (settings.get(Keys.ROLES).contains("sink")) startSink(settings, session, registry, !buildsBars);
        if (buildsBars) startStreams(settings, session, registry);
    }

    private void startStreams(Settings settings, GroupSession session, RestSchemaRegistry registry) throws IOException {
        StateFolder folder = StateFolder.acquire(settings.get(Keys.STATE_DIR));
        toClose.push(folder);
        TickProducer ticks = new TickProducer(settings);
        toClose.push(ticks);
        TapemillTopology topology = new TapemillTopology(
                PipelineSettings.topology(settings),
                registry,
                TradeReaders.of(settings, registry),
                counts,
                ticks,
                live,
                tracing.whenOn());
        RestoreProgress restore = new RestoreProgress();
        AbandonedTransactions abandoned = new AbandonedTransactions(
                Admin.create(settings.kafkaProperties(KafkaRole.ADMIN)),
                settings.get(Keys.APPLICATION_ID),
                StreamsSettings.isStreamsGroup(settings));
        toClose.push(abandoned);
        KafkaStreams kafkaStreams = StateRecovery.start(folder, () -> {
            Properties properties = StreamsSettings.of(settings, session, folder.path(), hostAndPort);
            if (tracing.whenOn().isPresent()) properties.put("main.consumer." + CoalesceRecords.TRACED_CONFIG, "true");
            KafkaStreams made = new KafkaStreams(topology.build(), properties);
            made.setGlobalStateRestoreListener(restore);
            made.setUncaughtExceptionHandler(threadFailures);
            made.setStateListener((state, before) -> {
                if (state == KafkaStreams.State.REBALANCING) abandoned.look();
                stateChanged(state);
            });
            toClose.push(() -> closeStreams(made));
            return made;
        });
        abandoned.watch(() -> kafkaStreams.state() == KafkaStreams.State.REBALANCING);
        streams = Optional.of(kafkaStreams);
        ownership =
                Optional.of(new Ownership(kafkaStreams, settings.get(Keys.TOPIC_TRADES), live, hostAndPort, restore));
    }

    private void startSink(Settings settings, GroupSession session, RestSchemaRegistry registry, boolean alone) {
        SinkConfig config = PipelineSettings.sink(settings, session);
        Database bars = Database.of(config.database(), READER_CONNECTIONS);
        toClose.push(bars);
        if (settings.get(Keys.SINK_MIGRATE).equals("start")) bars.migrate();
        else bars.requireCurrentSchema();
        BarCache barCache = BarCache.of(PipelineSettings.cache(settings), source(bars));
        toClose.push(barCache);
        cache = Optional.of(barCache);
        Freshness newest = new Freshness(Clock.systemUTC());
        freshness = Optional.of(newest);
        BarSinks barSinks = new BarSinks(
                settings.get(Keys.SINK_THREADS),
                config,
                bars.unpooled(),
                registry,
                () -> newest.before(barCache.listener()),
                tracing.tracer(),
                ended::completeExceptionally);
        toClose.push(() -> barSinks.close(shutdownTimeout));
        sink = Optional.of(barSinks);
        barSinks.start();
        if (alone) ready.complete(null);
    }

    private static BarSource source(Database database) {
        BarReader reader = new BarReader(database.pooled());
        return (series, count) -> reader.newest(series.symbol(), series.interval(), series.session(), count);
    }

    private void stateChanged(KafkaStreams.State state) {
        LOG.info("stream threads are {}", state);
        if (state == KafkaStreams.State.RUNNING) ready.complete(null);
        if (state == KafkaStreams.State.ERROR) {
            ended.completeExceptionally(new IllegalStateException(
                    "the stream threads died too often; the reasons are in the log above. Nothing is lost: what was"
                            + " not committed is processed again after a restart"));
        }
    }

    private void closeStreams(KafkaStreams kafkaStreams) {
        CloseOptions options = CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(shutdownTimeout);
        if (!kafkaStreams.close(options)) {
            LOG.warn("stream threads did not end within {} (tapemill.shutdown.timeout)", shutdownTimeout);
        }
    }

    /** Completes when the instance has its partitions and their state. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Completes, with the reason, when the instance cannot go on; the owner should then close it and exit. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** True while stream threads have their partitions and the sink has not failed. */
    public boolean isReady() {
        boolean running =
                streams.map(s -> s.state() == KafkaStreams.State.RUNNING).orElse(true);
        return running && isLive();
    }

    /** False when only a restart can help. */
    public boolean isLive() {
        return !ended.isDone();
    }

    public TapeCounts counts() {
        return counts;
    }

    /** The partitions that are worked on here. */
    public LiveBars live() {
        return live;
    }

    /** Empty without the topology role. */
    public Optional<Ownership> ownership() {
        return ownership;
    }

    /** Empty without the topology role. */
    public Optional<KafkaStreams.State> streamsState() {
        return streams.map(KafkaStreams::state);
    }

    /** Empty without the sink role. */
    public Optional<SinkStatus> sinkStatus() {
        return sink.map(BarSinks::status);
    }

    /** The newest bars, kept up by the sink; empty without the sink role. */
    public Optional<BarCache> cache() {
        return cache;
    }

    /** How long after its end the newest bar was in the database, in ms; empty before the first one. */
    public OptionalLong freshnessMs() {
        return freshness.map(Freshness::newestMs).orElse(OptionalLong.empty());
    }

    /**
     * Has {@code observer} told how long after the end of its window each first revision was in the database, in seconds;
     * on the sink's thread.
     */
    public void observeFreshness(DoubleConsumer observer) {
        freshness.ifPresent(newest -> newest.observeWith(observer));
    }

    /** Of the stream threads and their clients, and of the sinks' consumers. */
    public Map<MetricName, Metric> kafkaMetrics() {
        Map<MetricName, Metric> metrics = new HashMap<>();
        streams.ifPresent(all -> metrics.putAll(all.metrics()));
        sink.ifPresent(all -> metrics.putAll(all.kafkaMetrics()));
        return metrics;
    }

    /** What went wrong last, of each kind. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        sinkStatus()
                .flatMap(SinkStatus::lastError)
                .ifPresent(error -> faults.add(new Fault(error.at(), "sink: " + error.message())));
        threadFailures.last().ifPresent(faults::add);
        return faults;
    }

    @Override
    public synchronized void close() throws IOException {
        IOException failure = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) { // AutoCloseable declares nothing narrower
                if (failure == null)
                    failure = new IOException("the instance did not stop cleanly: " + e.getMessage(), e);
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }
}
