package io.tapemill.app.node;

import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.Contract;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.bars.BarEndpoints;
import io.tapemill.app.http.bars.BarSource;
import io.tapemill.app.http.bars.Catalog;
import io.tapemill.app.http.bars.StoredBars;
import io.tapemill.app.http.cluster.ClusterEndpoints;
import io.tapemill.app.http.live.BarCodec;
import io.tapemill.app.http.live.LiveSymbols;
import io.tapemill.app.http.market.MarketEndpoints;
import io.tapemill.app.http.market.SymbolList;
import io.tapemill.app.http.stream.BarStreams;
import io.tapemill.app.http.stream.StreamEndpoint;
import io.tapemill.app.http.stream.StreamLimits;
import io.tapemill.app.http.udf.UdfEndpoints;
import io.tapemill.app.http.web.WebPages;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.instance.StoredWatch;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.serdes.RestSchemaRegistry;
import io.tapemill.serdes.SchemaRegistry;
import io.tapemill.sink.cache.HotBars;
import io.tapemill.sink.postgres.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.sql.DataSource;

/** What the HTTP interface needs to answer about bars, and its routes. */
final class Api implements AutoCloseable {
    /** A request that waits longer for a connection would be answered too late anyway. */
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(2);

    private static final Duration OPEN_WINDOWS_PATIENCE = Duration.ofMillis(500);
    /** The watch has one of its own, so that readers cannot starve it. */
    private static final int WATCH_CONNECTIONS = 1;

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    private Api() {}

    static Api open(Routes routes, Settings settings, Instance instance, String hostAndPort, PeerAccess peers)
            throws IOException {
        Api api = new Api();
        try {
            api.addTo(routes, settings, instance, hostAndPort, peers);
            return api;
        } catch (IOException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    private void addTo(Routes routes, Settings settings, Instance instance, String hostAndPort, PeerAccess peers)
            throws IOException {
        Clock clock = Clock.systemUTC();
        Catalog catalog = new Catalog(PipelineSettings.topology(settings));
        RestSchemaRegistry registry = keep(new RestSchemaRegistry(RegistrySettings.of(settings)));
        BarCodec codec = new BarCodec(registry, settings.get(Keys.TOPIC_BARS));
        Database ofWatch = keep(Database.of(PipelineSettings.reader(settings), WATCH_CONNECTIONS, CONNECTION_PATIENCE));
        StoredWatch watch = keep(StoredWatch.start(settings, instance.live(), ofWatch.pooled()));
        LiveSymbols live = keep(new LiveSymbols(instance.ownership(), codec, hostAndPort, peers, watch::server));
        live.addTo(routes);
        Contract.addTo(routes);
        WebPages.addTo(routes);
        Database database = keep(
                Database.of(PipelineSettings.reader(settings), settings.get(Keys.HTTP_THREADS), CONNECTION_PATIENCE));
        StoredBars stored = new StoredBars(database.pooled(), instance.cache().map(HotBars.class::cast));
        BarStreams streams = keep(streams(settings, registry, database.pooled(), live));
        StreamEndpoint.addTo(routes, streams);
        ClusterEndpoints.addTo(routes, instance, streams, hostAndPort, peers);
        BarSource source = new BarSource(stored, live);
        SymbolList symbols = new SymbolList(stored);
        BarEndpoints.addTo(routes, settings, catalog, source, clock);
        new MarketEndpoints(catalog, symbols, clock).addTo(routes);
        new UdfEndpoints(catalog, source, symbols, settings.get(Keys.HTTP_ROWS), clock).addTo(routes);
    }

    private static BarStreams streams(
            Settings settings, SchemaRegistry registry, DataSource dataSource, LiveSymbols live) {
        String topic = settings.get(Keys.TOPIC_BARS);
        return BarStreams.start(
                StreamLimits.of(settings),
                settings.kafkaProperties(KafkaRole.CONSUMER),
                topic,
                registry,
                Optional.of(new DatabaseSnapshots(dataSource, topic)),
                symbol -> live.ask(symbol).await(OPEN_WINDOWS_PATIENCE).open());
    }

    private <T extends AutoCloseable> T keep(T piece) {
        toClose.push(piece);
        return piece;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) { // AutoCloseable declares nothing narrower
                if (failure == null) failure = new IOException("the HTTP interface did not stop cleanly", e);
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
    }
}
