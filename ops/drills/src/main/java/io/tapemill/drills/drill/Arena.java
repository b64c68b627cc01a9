package io.tapemill.drills.drill;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.drills.check.Checker;
import io.tapemill.drills.check.Finding;
import io.tapemill.drills.cluster.Cluster;
import io.tapemill.drills.cluster.InstanceNode;
import io.tapemill.drills.cluster.KafkaView;
import io.tapemill.drills.cluster.Prometheus;
import io.tapemill.drills.load.Feed;
import io.tapemill.drills.load.HostileTape;
import io.tapemill.drills.process.Patience;
import io.tapemill.drills.watch.AlertWatch;
import io.tapemill.drills.watch.BarWatch;
import io.tapemill.drills.watch.DatabaseWatch;
import io.tapemill.schemas.Schemas;
import io.tapemill.serdes.RestSchemaRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A cluster under hostile load with everything that watches it. */
public final class Arena implements AutoCloseable {
    private final Cluster cluster;
    private final Random random;
    private final Feed feed;
    private final BarWatch bars;
    private final DatabaseWatch database;
    private final KafkaView kafka;
    private final Optional<AlertWatch> alerts;

    private Arena(
            Cluster cluster,
            Random random,
            Feed feed,
            BarWatch bars,
            DatabaseWatch database,
            Optional<AlertWatch> alerts) {
        this.cluster = cluster;
        this.random = random;
        this.feed = feed;
        this.bars = bars;
        this.database = database;
        this.alerts = alerts;
        this.kafka = new KafkaView(cluster.admin(), cluster.settings().get(Keys.APPLICATION_ID));
    }

    /** Begins to watch and to feed a cluster that is up; nobody looks at alerts. */
    public static Arena open(Cluster cluster, long seed, int tradesPerSecond) throws SQLException {
        return open(cluster, seed, tradesPerSecond, Optional.empty());
    }

    /** @param prometheus whose alerts are watched */
    public static Arena open(Cluster cluster, long seed, int tradesPerSecond, Optional<Prometheus> prometheus)
            throws SQLException {
        Settings settings = cluster.settings();
        int schema;
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings))) {
            schema = registry.register(settings.get(Keys.TOPIC_TRADES) + "-value", Schemas.TRADE);
        }
        Feed feed = new Feed(settings, new HostileTape(seed, schema), tradesPerSecond);
        return new Arena(
                cluster,
                new Random(seed),
                feed,
                new BarWatch(settings),
                new DatabaseWatch(settings),
                prometheus.map(AlertWatch::new));
    }

    public Cluster cluster() {
        return cluster;
    }

    public Settings settings() {
        return cluster.settings();
    }

    public Random random() {
        return random;
    }

    public Feed feed() {
        return feed;
    }

    public BarWatch bars() {
        return bars;
    }

    public KafkaView kafka() {
        return kafka;
    }

    /** Empty where nobody looks at alerts. */
    public Optional<AlertWatch> alerts() {
        return alerts;
    }

    /** Returns when an alert fires or the limit is over, at once where nobody looks at alerts. */
    public void holdUntilFires(String alert, FaultReport report, Duration limit) throws InterruptedException {
        if (alerts.isEmpty()) return;
        AlertWatch watch = alerts.get();
        try {
            Patience.await(limit, () -> "alert " + alert, () -> watch.since(report.injectedNs()).stream()
                    .anyMatch(firing -> firing.alert().equals(alert)));
        } catch (Patience.LateException e) { // the fault is there all the same
            report.note(e.getMessage());
        }
    }

    /** One of the instances by chance. */
    public InstanceNode anyInstance() {
        List<InstanceNode> all = List.copyOf(cluster.instances());
        return all.get(random.nextInt(all.size()));
    }

    /** Every check over all that has happened so far; the feed must have stopped. */
    public List<Finding> check() throws SQLException, InterruptedException {
        return new Checker(settings(), cluster.admin(), feed.journal(), database).run();
    }

    @Override
    public void close() {
        alerts.ifPresent(AlertWatch::close);
        feed.close();
        bars.close();
        database.close();
    }
}
