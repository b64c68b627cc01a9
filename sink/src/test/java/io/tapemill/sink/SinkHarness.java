package io.tapemill.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.TracerProvider;
import io.tapemill.schemas.Bar;
import io.tapemill.serdes.FakeRegistry;
import io.tapemill.sink.SinkConfig.Batching;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A topic, a database, a feed, and sinks between them that are closed at the end. */
final class SinkHarness implements AutoCloseable {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    final TestKafka kafka;
    final String topic = "bars-" + TOPICS.incrementAndGet();
    final DatabaseConfig config;
    final FakeRegistry registry = new FakeRegistry();
    final BarFeed feed;
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final Queue<Bar> told = new ConcurrentLinkedQueue<>();
    final AtomicInteger uncertain = new AtomicInteger();
    private final int partitions;
    private final Database database;
    private final List<BarSink> sinks = new ArrayList<>();

    SinkHarness(TestKafka kafka, TestPostgres postgres, int partitions, long seed) {
        this.kafka = kafka;
        this.partitions = partitions;
        this.config = postgres.createMigrated();
        this.database = Database.of(config, 2);
        kafka.createTopic(topic, partitions);
        ConsistencyWatch.install(config);
        this.feed = new BarFeed(kafka, topic, partitions, registry, seed);
    }

    static ConditionFactory within(int seconds) {
        return Awaitility.await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50));
    }

    BarSink startSink() {
        return startSink(config, UnaryOperator.identity(), topic + "-sink");
    }

    BarSink startSink(BarsCommitted listener) {
        return startSink(config, UnaryOperator.identity(), topic + "-sink", listener);
    }

    BarSink startSink(DatabaseConfig through, UnaryOperator<DataSource> wrap, String group) {
        return startSink(through, wrap, group, listener());
    }

    private BarSink startSink(
            DatabaseConfig through, UnaryOperator<DataSource> wrap, String group, BarsCommitted listener) {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put("bootstrap.servers", kafka.bootstrapServers());
        consumer.put("session.timeout.ms", "6000");
        consumer.put("heartbeat.interval.ms", "500");
        consumer.put("metadata.max.age.ms", "500");
        consumer.put("max.poll.records", "100");
        SinkConfig sinkConfig = new SinkConfig(
                topic,
                group,
                through,
                new Batching(500, Duration.ofMillis(20)),
                SinkConfig.TablePartitions.DEFAULT,
                new SinkConfig.Retry(Duration.ofMillis(20), Duration.ofMillis(500)),
                new SinkConfig.Breaker(3, Duration.ofMillis(500)),
                consumer,
                Duration.ofMillis(50));
        DataSource dataSource = wrap.apply(Database.of(through, 1).unpooled());
        BarSink sink = new BarSink(
                sinkConfig,
                dataSource,
                registry,
                listener,
                TracerProvider.noop().get("test"),
                failures::add);
        sinks.add(sink);
        sink.start();
        return sink;
    }

    /** The highest revisions, each once, nothing else; and every revision in the history. */
    void awaitExact() {
        within(60).untilAsserted(() -> assertThat(revisions()).isEqualTo(feed.expectedRevisions()));
        assertThat(bars()).containsExactlyElementsOf(BarFeed.sorted(feed.expectedBars()));
        assertThat(ConsistencyWatch.objections(config)).isEmpty();
    }

    int revisions() {
        return Integer.parseInt(
                TestPostgres.query(config, "SELECT count(*) FROM bar_history").get(0));
    }

    long epoch(int partition) {
        return Long.parseLong(TestPostgres.query(
                        config, "SELECT coalesce(max(epoch), 0) FROM sink_position WHERE partition = " + partition)
                .get(0));
    }

    List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        try {
            new BarReader(database.pooled()).allBars(bars::add);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return bars;
    }

    int partitions() {
        return partitions;
    }

    private BarsCommitted listener() {
        return new BarsCommitted() {
            @Override
            public void committed(List<Bar> bars) {
                told.addAll(bars);
            }

            @Override
            public void uncertain() {
                uncertain.incrementAndGet();
            }
        };
    }

    @Override
    public void close() {
        sinks.forEach(BarSink::close);
        feed.close();
        database.close();
    }
}
