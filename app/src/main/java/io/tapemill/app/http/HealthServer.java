package io.tapemill.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tapemill.app.instance.Instance;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /health/started} on loopback, for whoever starts and stops
 * instances. Live does not look at the database or the brokers: a restart would not heal them.
 */
public final class HealthServer implements AutoCloseable {
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;

    private HealthServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** @param port 0 takes a free one */
    public static HealthServer start(int port, Instance instance) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IOException(
                    "port " + port + " (tapemill.http.port) is in use; set another, or 0 for a free one", e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "tapemill-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/health/live", exchange -> answer(exchange, instance::isLive, instance));
        server.createContext("/health/ready", exchange -> answer(exchange, instance::isReady, instance));
        server.createContext("/health/started", exchange -> answer(exchange, instance.ready()::isDone, instance));
        server.start();
        return new HealthServer(server, threads);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, BooleanSupplier check, Instance instance) throws IOException {
        try (exchange) {
            boolean good = check.getAsBoolean();
            String streams = instance.streamsState().map(Enum::name).orElse("OFF");
            String sink = instance.sinkStatus().map(s -> s.state().name()).orElse("OFF");
            String body = "{\"ok\":" + good + ",\"streams\":\"" + streams + "\",\"sink\":\"" + sink + "\"}\n";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(good ? 200 : 503, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
