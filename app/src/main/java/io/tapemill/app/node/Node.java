package io.tapemill.app.node;

import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.health.HealthEndpoints;
import io.tapemill.app.http.stream.BarStreams;
import io.tapemill.app.http.stream.StreamEndpoint;
import io.tapemill.app.http.stream.StreamLimits;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.settings.KafkaRole;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.io.IOException;

/** An instance and its HTTP interface, started and stopped together; requests are answered until the instance ended. */
public final class Node implements AutoCloseable {
    private final HttpServer http;
    private final Instance instance;
    private final BarStreams streams;

    private Node(HttpServer http, Instance instance, BarStreams streams) {
        this.http = http;
        this.instance = instance;
        this.streams = streams;
    }

    /** See {@link Instance#start}. */
    public static Node start(Settings settings) throws IOException {
        Routes starting = new Routes();
        HealthEndpoints.addStarting(starting);
        HttpServer http = HttpServer.open(HttpSettings.of(settings), starting);
        try {
            Instance instance = Instance.start(settings);
            BarStreams streams = streams(settings, instance);
            Routes routes = routes(instance);
            StreamEndpoint.addTo(routes, streams);
            http.serve(routes);
            return new Node(http, instance, streams);
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    private static BarStreams streams(Settings settings, Instance instance) {
        String topic = settings.get(Keys.TOPIC_BARS);
        return BarStreams.start(
                StreamLimits.of(settings),
                settings.kafkaProperties(KafkaRole.CONSUMER),
                topic,
                instance.registry(),
                instance.database().map(database -> new DatabaseSnapshots(database.pooled(), topic)));
    }

    private static Routes routes(Instance instance) {
        Routes routes = new Routes();
        HealthEndpoints.addTo(routes, instance);
        return routes;
    }

    public Instance instance() {
        return instance;
    }

    public String url() {
        return http.url();
    }

    @Override
    public void close() throws IOException {
        try {
            instance.close();
        } finally {
            streams.close();
            http.close();
        }
    }
}
