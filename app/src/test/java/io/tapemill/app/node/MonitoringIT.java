package io.tapemill.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.node.Dashboard.Query;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import io.tapemill.sink.postgres.Database;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus that watches an instance at work: what the dashboards ask, and alerts that fire and clear. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Long before the tape of the examples. */
    private static final long YEARS_NS = 3L * 365 * 86_400 * 1_000_000_000;

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void startAndWatch() throws Exception {
        cluster = new Cluster(folder, Map.of("tapemill.tick.interval", "0s")).start(1);
        prometheus = new PrometheusServer(
                folder.resolve("prometheus"),
                List.of(URI.create(cluster.node(0).url()).getAuthority()));
        cluster.publish(Acme.trades());
        cluster.awaitAnswers(List.of(Acme.SYMBOL), "1m");
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> !prometheus
                .query("rate(tapemill_sink_rows_total[10s]) >= 0")
                .isEmpty());
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) prometheus.close();
        if (cluster != null) cluster.close();
    }

    @Test
    @Order(1)
    void everyQueryOfEveryDashboardGivesSomething() throws Exception {
        // two rejections a few seconds apart, so that there is a rate of them
        publishOneOfLongAgo(1);
        TimeUnit.SECONDS.sleep(3);
        publishOneOfLongAgo(2);
        cluster.body(cluster.node(0), "/v1/bars/latest?symbols=ACME&interval=1m");
        Awaitility.await().atMost(PATIENCE).until(() -> prometheus.isFiring("BeyondHorizon"));
        SoftAssertions softly = new SoftAssertions();
        int executed = 0;
        try (Database database = Database.of(PipelineSettings.database(cluster.settings("client")), 1);
                Connection connection = database.pooled().getConnection()) {
            for (Dashboard dashboard : Dashboard.all()) {
                for (Query query : dashboard.promql()) {
                    softly.assertThat(prometheus.query(query.text()))
                            .as(query.toString())
                            .isNotEmpty();
                    executed++;
                }
                for (Query query : dashboard.sql(Acme.SYMBOL, "1m")) {
                    softly.assertThat(rows(connection, query.text()))
                            .as(query.toString())
                            .isPositive();
                    executed++;
                }
            }
        }
        softly.assertAll();
        System.out.println("dashboards: " + executed + " queries executed, 0 empty");
    }

    @Test
    @Order(2)
    void aTradeBeyondTheHorizonFiresItsAlertAndNoOther() throws Exception {
        publishOneOfLongAgo(3);
        Awaitility.await().atMost(PATIENCE).until(() -> prometheus.isFiring("BeyondHorizon"));
        assertThat(prometheus.isFiring("DeadLetters")).isFalse();
    }

    @Test
    @Order(3)
    void anInstanceThatIsWellFiresNothing() throws Exception {
        List<String> firing = new ArrayList<>();
        prometheus
                .query("ALERTS{alertstate=\"firing\"}")
                .forEach(alert ->
                        firing.add(alert.path("metric").path("alertname").asText()));
        // nobody watches PostgreSQL's replica and the backups here, the tape is of last year, and a rejection is recent
        assertThat(new TreeSet<>(firing))
                .isSubsetOf("BackupOld", "ReplicaMissing", "BeyondHorizon", "BarsLateFast", "BarsLateSlow");
    }

    @Test
    @Order(4)
    void aDatabaseThatIsAwayFiresItsAlertUntilItIsBack() throws Exception {
        cluster.sandbox().database().stop();
        cluster.publish(later(1_000));
        Awaitility.await().atMost(PATIENCE).until(() -> prometheus.isFiring("DatabaseBreakerOpen"));
        cluster.sandbox().database().start();
        Awaitility.await().atMost(PATIENCE).until(() -> !prometheus.isFiring("DatabaseBreakerOpen"));
    }

    @Test
    @Order(5)
    void anInstanceThatEndsFiresItsAlert() throws Exception {
        assertThat(prometheus.isFiring("TapemillDown")).isFalse();
        cluster.node(0).close();
        Awaitility.await().atMost(PATIENCE).until(() -> prometheus.isFiring("TapemillDown"));
    }

    private static void publishOneOfLongAgo(long id) {
        cluster.publish(List.of(moved(Acme.trades().get(0), 900 + id, -YEARS_NS)));
    }

    /** Trades after those of the examples, so that bars close. */
    private static List<Trade> later(int seconds) {
        List<Trade> trades = new ArrayList<>();
        for (int i = 1; i <= seconds; i++) {
            trades.add(moved(Acme.trades().get(7), 1_000 + i, i * 1_000_000_000L));
        }
        return trades;
    }

    private static Trade moved(Trade trade, long id, long byNs) {
        return new Trade(
                TradeKind.TRADE,
                trade.symbol(),
                trade.exchange(),
                trade.tape(),
                id,
                id,
                trade.sipTimeNs() + byNs,
                trade.participantTimeNs() + byNs,
                trade.priceE9(),
                trade.sizeE9(),
                trade.conditions(),
                null,
                null);
    }

    private static int rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int rows = 0;
            while (result.next()) rows++;
            return rows;
        }
    }
}
