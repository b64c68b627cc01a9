package io.tapemill.app.node;

import io.tapemill.app.access.HttpAccess;
import io.tapemill.app.access.StartRules;
import io.tapemill.app.http.HttpServer;
import io.tapemill.app.http.HttpSettings;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.health.HealthEndpoints;
import io.tapemill.app.http.metrics.MetricsEndpoint;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.instance.Release;
import io.tapemill.app.metrics.InstanceMetrics;
import io.tapemill.app.metrics.Metrics;
import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tracing.Tracing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance and its HTTP interface, started and stopped together; requests are answered until the instance ended. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final HttpServer http;
    private final Instance instance;
    private final Optional<Api> api;
    private final Routes routes;
    private final Tracing tracing;

    private Node(HttpServer http, Instance instance, Optional<Api> api, Routes routes, Tracing tracing) {
        this.tracing = tracing;
        this.routes = routes;
        this.http = http;
        this.instance = instance;
        this.api = api;
    }

    /** See {@link Instance#start}. Without a database there is health to ask for, but no bars. */
    public static Node start(Settings settings) throws IOException {
        List<String> problems = new ArrayList<>();
        Set<String> open = collected(() -> StartRules.check(settings), problems);
        HttpAccess access = collected(() -> HttpAccess.of(settings), problems);
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
        open.forEach(part -> LOG.warn(
                "INSECURE: {} is used over the network without encryption, proof of identity or keys"
                        + " (tapemill.insecure)",
                part));
        HealthEndpoints health = new HealthEndpoints(open);
        Routes starting = new Routes();
        health.addStarting(starting);
        Tracing tracing = Tracing.open(settings, "tapemill");
        HttpServer http = null;
        Instance instance = null;
        try {
            http = HttpServer.open(HttpSettings.of(settings), access, starting, tracing.tracer());
            instance = Instance.start(settings, http.hostAndPort(), tracing);
            Routes routes = new Routes();
            health.addTo(routes, instance);
            Metrics metrics = new Metrics();
            InstanceMetrics.register(metrics, instance, settings, Release.version());
            new MetricsEndpoint(metrics).addTo(routes);
            Optional<Api> api = settings.find(Keys.SINK_JDBC_URL).isPresent()
                    ? Optional.of(Api.open(routes, settings, instance, http.hostAndPort(), access.peers()))
                    : Optional.empty();
            http.serve(routes);
            return new Node(http, instance, api, routes, tracing);
        } catch (IOException | RuntimeException e) {
            closeAfter(e, instance);
            closeAfter(e, http);
            closeAfter(e, tracing);
            throw e;
        }
    }

    /** What the check gives, or null and one more problem: who starts us wants to be told all at once. */
    private static <T> T collected(Supplier<T> check, List<String> problems) {
        try {
            return check.get();
        } catch (InvalidSettingsException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    private static void closeAfter(Exception failure, AutoCloseable piece) {
        if (piece == null) return;
        try {
            piece.close();
        } catch (Exception e) { // AutoCloseable declares nothing narrower
            failure.addSuppressed(e);
        }
    }

    public Instance instance() {
        return instance;
    }

    /** Paths that are answered. */
    Set<String> paths() {
        return routes.paths();
    }

    public String url() {
        return http.url();
    }

    /** May be called more than once. */
    @Override
    public synchronized void close() throws IOException {
        try {
            instance.close();
        } finally {
            try {
                if (api.isPresent()) api.get().close();
            } finally {
                http.close();
                tracing.close();
            }
        }
    }
}
